// A filtered list, of what is unread or of the groups, is none of the stream's:
// what belongs in it is known to the server. It is fetched anew when the stream
// tells of an entry.

import { get } from "./ask.js";

const PAUSE = 1_000;

const pane = document.querySelector(".conversation-list");

const tellsOfEntries = ({ detail }) => detail.message.data?.includes('hx-target="#conversations');

let due = null;

function hear(event) {
  if (tellsOfEntries(event)) due ??= setTimeout(refresh, PAUSE);
}

async function refresh() {
  due = null;
  const response = await get(location.href, { Accept: "text/html" }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const isOurs = page.body.dataset.username === document.body.dataset.username;
  if (isOurs) show(page.querySelector(".conversation-list"));
}

function show(fresh) {
  const focused = pane.contains(document.activeElement) && document.activeElement.getAttribute("href");
  pane.replaceChildren(...fresh.childNodes);
  document.dispatchEvent(new Event("natter:filtered"));
  if (!focused) return;
  const same = pane.querySelector(`a[href="${CSS.escape(focused)}"]`);
  (same ?? document.querySelector(".chip[aria-current]")).focus();
}

if (pane) document.addEventListener("htmx:sse:before:message", hear);
