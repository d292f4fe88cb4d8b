// "… is typing": said while somebody types, shown until they stop.

import { post } from "./ask.js";
import { since } from "./clock.js";
import { box } from "./messages.js";

const SAY_EVERY = 3_000;
const SHOWN_FOR = 5_000;
const line = () => document.getElementById("typing");
let saidAt = 0;
const hiding = new Map();
const isOpen = (conversation) => box()?.dataset.conversation === conversation;

document.getElementById("composer")?.addEventListener("input", ({ isTrusted, target }) => {
  // What a script puts there nobody types.
  if (!isTrusted || target.value.trim() === "" || since(saidAt) < SAY_EVERY) return;
  saidAt = Date.now();
  // It is only a courtesy.
  post(box().dataset.typingPath, {}).catch(() => {});
});

/** Shows who types where: below the conversation that is open, and in the
 * list instead of the preview. Hidden again when nobody does or nothing more is
 * heard. */
export function showTyping(fragment) {
  const [who, ...short] = fragment.children;
  const { conversation } = who.dataset;
  hideTyping(conversation);
  if (isOpen(conversation)) line()?.replaceChildren(who);
  document.querySelector(`#conversation-${conversation} .conversation-entry__preview`)?.after(...short);
  hiding.set(conversation, setTimeout(hideTyping, SHOWN_FOR, conversation));
}

/** What was being typed has come, or nothing will. */
function hideTyping(conversation) {
  clearTimeout(hiding.get(conversation));
  hiding.delete(conversation);
  if (isOpen(conversation)) line()?.replaceChildren();
  document.querySelector(`#conversation-${conversation} .conversation-entry__typing`)?.remove();
}

/** Takes note of a message in the conversation that is open: what its author
 * was typing has come. */
export function typed({ dataset: { author } }) {
  if (line()?.querySelector("[data-author]")?.dataset.author === author) hideTyping(box().dataset.conversation);
  if (author === document.body.dataset.username) saidAt = 0;
}
