// The number of unread messages in the title and on the favicon, so that a tab
// in the background tells of them. What the open conversation is called follows
// its entry in the list.

import { list, unreadIn } from "./conversations.js";

let plain = document.title;
const icon = document.querySelector("link[rel=icon]");
const icons = [icon.href, new URL("favicon-unread.svg", icon.href).href];

function show(unread) {
  const number = unread > 99 ? "99+" : unread;
  document.title = unread ? `(${number}) ${plain}` : plain;
  const wanted = icons[unread ? 1 : 0];
  if (icon.href !== wanted) icon.href = wanted;
}

function follow() {
  const shown = document.querySelector("main.conversation") && list().querySelector("[aria-current=page]");
  const name = shown?.querySelector(".conversation-entry__name").textContent.trim();
  if (name) plain = name + plain.slice(plain.lastIndexOf(" – "));
}

// Without a stream nobody knows; the first thing it brings is the list, which
// may be the one that stands there.
function refresh() {
  follow();
  show(document.getElementById("live") ? unreadIn(list()) : 0);
}
const observer = new MutationObserver(refresh);
function watch() {
  observer.observe(list(), { childList: true, subtree: true, attributeFilter: ["data-unread"] });
  refresh();
}

if (list()) {
  watch();
  document.addEventListener("natter:renewed", watch);
  document.addEventListener("natter:listed", refresh);
  document.addEventListener("natter:paused", refresh);
}
