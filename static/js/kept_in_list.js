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
  const [first] = waiting(entry.id.slice("conversation-".length));
  entry.querySelector("[data-kept]:not([data-kept=draft])")?.remove();
  if (!first || (!isRefused(first) && Date.now() - first.at < SLOW_AFTER)) return;
  const kind = isRefused(first) ? "failed" : "waiting";
  const line = template.content.querySelector(`[data-kept=${kind}]`).cloneNode(true);
  line.querySelector("bdi").textContent = first.text.slice(0, 120);
  entry.querySelector(".conversation-entry__preview").before(line);
}

const decorateAll = (nodes) => [...nodes].filter((node) => node.matches?.("li[data-order]")).forEach(decorate);

const observer = new MutationObserver((changes) => changes.forEach(({ addedNodes }) => decorateAll(addedNodes)));

/** Now, and when something has been waiting for long. */
function refresh() {
  decorateAll(list().children);
  setTimeout(() => decorateAll(list().children), SLOW_AFTER);
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
