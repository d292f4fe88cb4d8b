// What waits or was refused stands in the list, too, in place of the last
// message. Drafts are known to the server.

import { list } from "./conversations.js";
import { onChange } from "./keep.js";
import { isRefused, waiting } from "./outbox.js";

const SLOW_AFTER = 5_000;

const template = document.getElementById("kept");

/** Says of the first that waits in a conversation that it was refused, or that
 * it has been waiting for long. */
function decorate(entry) {
  if (!entry.dataset?.order) return;
  const [first] = waiting(entry.id.replace("conversation-", ""));
  entry.querySelector("[data-kept]:not([data-kept=draft])")?.remove();
  if (!first || (!isRefused(first) && Date.now() - first.at < SLOW_AFTER)) return;
  const [failed, slow] = template.content.cloneNode(true).children;
  const line = isRefused(first) ? failed : slow;
  line.querySelector("bdi").textContent = first.text.slice(0, 120);
  entry.querySelector(".conversation-entry__preview").before(line);
}

const observer = new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(decorate)));

const decorateAll = () => list().childNodes.forEach(decorate);

/** Now, and when something has been waiting for long. */
function refresh() {
  decorateAll();
  setTimeout(decorateAll, SLOW_AFTER);
}

function watch() {
  observer.observe(list(), { childList: true });
  refresh();
}

if (template && list()) {
  onChange((name) => name.startsWith("unsent:") && refresh());
  document.addEventListener("natter:renewed", watch);
  watch();
}
