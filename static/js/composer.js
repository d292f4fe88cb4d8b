// Sending: one message at a time, in order. A copy stands in the log while it
// is under way; a failed one keeps its text and nonce, so that sending it
// again never doubles it, and holds those behind it.

import { box, lastSeen, pending, reachesEnd } from "./messages.js";
import { toEnd } from "./log.js";
import { keepDraft, nameOf } from "./draft.js";
import { read, write } from "./keep.js";
import { sentenceOf } from "./notice.js";
import { stamp } from "./time.js";

const composer = () => document.getElementById("composer");
const template = document.getElementById("pending");
let sending = null;

// `randomUUID` only exists on https and localhost; a LAN has neither.
function freshNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function copyOf({ nonce, text }) {
  const copy = template.content.firstElementChild.cloneNode(true);
  const form = copy.querySelector("form");
  copy.dataset.nonce = form.elements.nonce.value = nonce;
  form.elements.body.value = text;
  copy.querySelector(".message__body p").textContent = text;
  stamp(copy.querySelector("time"));
  return copy;
}

function submit(event) {
  event.preventDefault();
  const field = composer().elements.body;
  const text = field.value.trim();
  if (text === "") return;
  field.value = "";
  keepDraft();
  showProblem(null);
  const message = { nonce: freshNonce(), text };
  write(nameOf("unsent"), [...unsent(), message]);
  show(message);
  if (reachesEnd()) toEnd();
  next();
  field.focus();
}

function show(message) {
  const copy = copyOf(message);
  box().append(copy);
  htmx.process(copy);
  return copy;
}

// Copies outlive their page: whoever comes back finds what was not sent.
const unsent = () => read(nameOf("unsent")) ?? [];
const forget = ({ dataset }) =>
  write(nameOf("unsent"), unsent().filter(({ nonce }) => nonce !== dataset.nonce));

/** Shows what an earlier page could not send; its nonce makes it safe to send
 * again. Nobody knows how old it is, so that is left to its author. */
function showUnsent() {
  for (const message of unsent()) {
    const row = box().querySelector(`[data-nonce="${CSS.escape(message.nonce)}"]`);
    if (row) forget(row);
    else fail(show(message));
  }
}

/** Sends the first copy that waits, unless one is under way or has failed. */
function next() {
  if (sending?.isConnected || "closed" in document.body.dataset) return;
  const [first] = pending();
  sending = first?.dataset.state === "sending" ? first : null;
  sending?.querySelector("form").requestSubmit();
}

function fail(copy, sentence) {
  copy.dataset.state = "failed";
  if (sentence) copy.querySelector("[data-problem]").textContent = sentence;
  if (sending === copy) sending = null;
}

/** The same text would be refused again, so it goes back to be changed. */
function giveBack(copy, sentence) {
  const field = composer().elements.body;
  const text = copy.querySelector("form").elements.body.value;
  field.value = field.value ? `${text}\n${field.value}` : text;
  copy.remove();
  forget(copy);
  keepDraft();
  if (sending === copy) sending = null;
  showProblem(sentence);
  field.focus();
  next();
}

function showProblem(sentence) {
  document.getElementById("body-error")?.remove();
  const field = composer().elements.body;
  field.toggleAttribute("aria-invalid", Boolean(sentence));
  if (!sentence) return;
  const problem = document.createElement("p");
  problem.id = "body-error";
  problem.className = "field__error";
  problem.role = "alert";
  problem.textContent = sentence;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", problem.id);
  composer().prepend(problem);
}

const copyAt = (event) => event.target.closest?.("article[data-state]");

// Before htmx, which would send it in whoever's name the cookie is now.
document.addEventListener(
  "submit",
  (event) => {
    if (!copyAt(event) || !("closed" in document.body.dataset)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);
document.addEventListener("natter:renewed", () => next());
document.addEventListener("submit", (event) => {
  const copy = copyAt(event);
  if (!copy) return;
  copy.dataset.state = "sending";
  copy.querySelector("form").elements.seen.value = lastSeen();
  sending = copy;
});
document.addEventListener("htmx:response:error", (event) => {
  const copy = copyAt(event);
  if (!copy) return;
  const { response, text } = event.detail.ctx;
  (response.status === 422 ? giveBack : fail)(copy, sentenceOf(text));
});
document.addEventListener("htmx:error", (event) => {
  const copy = copyAt(event);
  if (copy) fail(copy);
});
// Stored: the row has come in, over the stream or with the answer.
document.addEventListener("natter:stored", (event) => {
  forget(event.detail);
  if (sending === event.detail) sending = null;
  next();
  // In the middle of the history the row has no place: go where it is.
  if (!reachesEnd() && pending().length === 0) toEnd();
});

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-discard]") && copyAt(event);
  if (!copy) return;
  copy.remove();
  forget(copy);
  if (sending === copy) sending = null;
  next();
  composer().elements.body.focus();
});

// What is on its way would be left to itself; what has failed is kept.
addEventListener("beforeunload", (event) => {
  if (template && pending().some((copy) => copy.dataset.state === "sending")) event.preventDefault();
});

if (template) {
  showUnsent();
  composer().addEventListener("submit", submit);
  // On touch the button sends and Enter breaks the line.
  composer().addEventListener("keydown", (event) => {
    const plain = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey;
    if (plain && !event.isComposing && !matchMedia("(pointer: coarse)").matches) {
      event.preventDefault();
      composer().requestSubmit();
    }
  });
}
