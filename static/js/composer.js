// The composer: what is written in it goes into the outbox.

import { showRow } from "./copies.js";
import { keepDraft } from "./draft.js";
import { toEnd } from "./log.js";
import { box, lastSeen, reachesEnd } from "./messages.js";
import { add, tell } from "./outbox.js";

const composer = document.getElementById("composer");
const field = composer?.elements.body;

/** What stands in the field is another text now, though nobody typed it. */
function setText(text) {
  field.value = text;
  keepDraft();
}

function submit(event) {
  event.preventDefault();
  const text = field.value.trim();
  field.focus();
  if (text === "") return;
  setText("");
  showProblem(null);
  add(box().dataset.conversation, text, lastSeen());
  if (reachesEnd()) toEnd();
}

/** The same text would be refused again, so it goes back to be changed. */
function giveBack({ conversation, text }, status, sentence) {
  if (conversation !== box().dataset.conversation || status !== 422) return false;
  setText(field.value ? `${text}\n${field.value}` : text);
  showProblem(sentence);
  field.focus();
  return true;
}

function showProblem(sentence) {
  document.getElementById("body-error")?.remove();
  field.toggleAttribute("aria-invalid", Boolean(sentence));
  if (!sentence) return;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "body-error");
  const problem = document.createElement("p");
  problem.id = "body-error";
  problem.className = "field__error";
  problem.role = "alert";
  problem.textContent = sentence;
  composer.prepend(problem);
}

function sendWithEnter(event) {
  const plain = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey;
  // On touch the button sends and Enter breaks the line.
  if (!plain || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  composer.requestSubmit();
}

if (field) {
  tell({
    refused: giveBack,
    stored: async ({ conversation }, answer) => {
      if (conversation === box().dataset.conversation) await showRow(answer);
    },
  });
  composer.addEventListener("submit", submit);
  field.addEventListener("keydown", sendWithEnter);
}
