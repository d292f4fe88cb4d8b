// Copies of what the outbox holds for the conversation that is open, at the end
// of the log. Each makes way for its row; one that was refused says why.

import { toEnd } from "./log.js";
import { box, pending, reachesEnd } from "./messages.js";
import { onChange } from "./keep.js";
import { isRefused, remove, retry, underWay, waiting } from "./outbox.js";
import { stamp } from "./time.js";

const SLOW_AFTER = 5_000;
const CONTINUES_WITHIN = 5 * 60_000;

const template = document.getElementById("pending");
const entries = () => waiting(box().dataset.conversation);
const entryOf = (copy) => entries().find(({ nonce }) => nonce === copy.dataset.nonce);
const rowOf = (nonce) => box().querySelector(`article[data-seq][data-nonce="${CSS.escape(nonce)}"]`);

function copyOf({ nonce, text, at, files = [] }) {
  const copy = template.content.firstElementChild.cloneNode(true);
  copy.dataset.nonce = nonce;
  copy
    .querySelector(".message__body")
    .append(...[...files.map(([, name]) => name), ...text.split("\n\n")].map(paragraph));
  stamp(copy.querySelector("time"), at);
  copy.classList.toggle("message--emoji", isEmoji(text));
  setTimeout(() => (copy.dataset.slow = ""), Math.max(0, at + SLOW_AFTER - Date.now()));
  return copy;
}

function paragraph(text) {
  const element = document.createElement("p");
  element.dir = "auto";
  element.textContent = text;
  return element;
}

// As the server tells them. Where a browser does not know the flag, they grow
// when they are stored.
let fewEmoji = null;
try {
  fewEmoji = new RegExp("^(\\p{RGI_Emoji}\\s*){1,6}$", "v");
} catch {
  // An older browser.
}
const isEmoji = (text) => fewEmoji?.test(text) ?? false;

function showState(copy, entry) {
  copy.dataset.state = isRefused(entry) ? "failed" : "sending";
  if (entry.problem) copy.querySelector("[data-problem]").textContent = entry.problem;
}

function draw() {
  const copies = new Map(pending().map((copy) => [copy.dataset.nonce, copy]));
  for (const entry of entries().filter(({ nonce }) => !rowOf(nonce))) {
    showState(copies.get(entry.nonce) ?? box().appendChild(copyOf(entry)), entry);
    copies.delete(entry.nonce);
  }
  copies.delete(underWay?.nonce);
  for (const copy of copies.values()) copy.remove();
}

/** A copy stands where its row will: close to one's own message before it. */
function join(copy) {
  let before = copy.previousElementSibling;
  while (before && !before.matches("article:not([hidden])")) before = before.previousElementSibling;
  copy.classList.toggle("message--continues", before !== null && continues(copy, before));
}

function continues(copy, before) {
  const timeIn = (article) => new Date(article.querySelector("time").dateTime);
  const isOwn = before.dataset.author === copy.dataset.author;
  return isOwn && timeIn(copy) - timeIn(before) <= CONTINUES_WITHIN;
}

const observer = new MutationObserver(() => pending().forEach(join));

function watch() {
  observer.observe(box(), { childList: true });
  entries()
    .filter(({ nonce }) => rowOf(nonce))
    .forEach(remove);
  draw();
}

if (template) {
  const ours = `unsent:${document.body.dataset.username}:${box().dataset.conversation}:`;
  onChange((name) => name.startsWith(ours) && draw());
  document.addEventListener("natter:renewed", watch);
  watch();
}

const here = new Set();
/** The message of this nonce was written on this page. */
export const sentHere = (nonce) => here.add(nonce);

// The row has come in, over the stream or with the answer.
document.addEventListener("natter:stored", ({ detail: copy }) => {
  const entry = entryOf(copy);
  if (entry) remove(entry);
  // In the middle of the history the row has no place: go where it is. What
  // another page had written, or an earlier one, takes nobody there.
  if (here.delete(copy.dataset.nonce) && !reachesEnd() && pending().length === 0) toEnd();
});

document.addEventListener("click", ({ target }) => {
  const copy = target.closest("article[data-state]");
  const entry = copy && entryOf(copy);
  if (!entry) return;
  if (target.closest("[data-again]")) retry(entry);
  else if (target.closest("[data-discard]")) remove(entry);
  else return;
  document.querySelector("#composer textarea").focus();
});

/** Shows the row in an answer as if the stream had brought it. */
export const showRow = (answer) => htmx.swap({ text: answer, sourceElement: box(), target: box(), swap: "none" });
