// What was written and not sent stands in the list, too: "Draft", and what
// waits or was refused, in place of the last message.

import { list } from "./conversations.js";
import { onChange, read } from "./keep.js";
import { isRefused, waiting } from "./outbox.js";

const SLOW_AFTER = 5_000;

const template = document.getElementById("kept");
const isOpen = (entry) => entry.querySelector("a").ariaCurrent === "page";

/** What to say of a conversation, if anything: what was refused, what has been
 * waiting for long, or its draft. */
function keptOf(conversation) {
  const [first] = waiting(conversation);
  if (first && isRefused(first)) return { kind: "failed", text: first.text };
  if (first && Date.now() - first.at >= SLOW_AFTER) return { kind: "waiting", text: first.text };
  const text = read(`draft:${document.body.dataset.username}:${conversation}`);
  return text?.trim() ? { kind: "draft", text } : null;
}

function decorate(entry) {
  const kept = keptOf(entry.id.slice("conversation-".length));
  entry.querySelector("[data-kept]")?.remove();
  // Who is writing it sees it.
  if (!kept || (kept.kind === "draft" && isOpen(entry))) return;
  const line = template.content.querySelector(`[data-kept=${kept.kind}]`).cloneNode(true);
  line.querySelector("bdi").textContent = kept.text.slice(0, 120);
  entry.querySelector(".conversation-entry__preview").before(line);
}

const entries = (nodes) => [...nodes].filter((node) => node.matches?.("li[data-order]"));

const observer = new MutationObserver((changes) =>
  changes.forEach(({ addedNodes }) => entries(addedNodes).forEach(decorate)),
);

const decorateAll = () => entries(list().children).forEach(decorate);

function watch() {
  observer.observe(list(), { childList: true });
  decorateAll();
  setTimeout(decorateAll, SLOW_AFTER);
}

/** Names begin with what it is, whose, and where. */
function changed(name) {
  const [kind, username, conversation] = name.split(":");
  if (username !== document.body.dataset.username) return;
  const entry = document.getElementById(`conversation-${conversation}`);
  if (entry) decorate(entry);
  if (kind === "unsent") setTimeout(decorateAll, SLOW_AFTER);
}

if (template && list()) {
  onChange(changed);
  document.addEventListener("natter:renewed", watch);
  watch();
}
