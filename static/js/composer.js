// The composer: what is written in it goes into the outbox.

import { sorry } from "./banner.js";
import { sentHere, showRow } from "./copies.js";
import { keepDraft } from "./draft.js";
import { read, write } from "./keep.js";
import { toEnd } from "./log.js";
import { box, lastSeen, reachesEnd } from "./messages.js";
import { add, tell } from "./outbox.js";

// From here on the composer says how many characters are left.
const COUNTS_FROM = 200;

const composer = document.getElementById("composer");
const field = composer?.elements.body;
const count = document.getElementById("body-count");

// As the server trims and counts: the indentation of the first line is kept
// where it fits in.
const trimmed = (text) => text.trimEnd().replace(/^\s*\n/, "");
const left = () => Number(count.dataset.most) - [...field.value.trim()].length;

function showCount() {
  // A character is one or two units, and most texts are short.
  const isNear = field.value.length > Number(count.dataset.most) - COUNTS_FROM && left() <= COUNTS_FROM;
  count.hidden = !isNear;
  if (!isNear) return;
  count.lastElementChild.textContent = new Intl.NumberFormat(document.documentElement.lang).format(left());
  count.classList.toggle("composer__count--over", left() < 0);
}

/** What stands in the field is another text now, though nobody typed it. */
function setText(text) {
  field.value = text;
  keepDraft();
  showCount();
}

function submit(event) {
  // Another text for what was said is a form like any other.
  if (composer.elements.version) return;
  event.preventDefault();
  const text = trimmed(field.value);
  const files = [...composer.querySelectorAll("[name=file][value]")];
  field.focus();
  if (!text && !files[0]) return;
  if (left() < 0) return showProblem(count.dataset.problem);
  setText("");
  showProblem(null);
  const named = files.map(({ value, dataset }) => [value, dataset.name]);
  sentHere(add(box().dataset.conversation, text, lastSeen(), composer.elements.reply_to?.value, named));
  for (const file of files) file.closest("li").remove();
  composer.querySelector(".composer__about")?.remove();
  if (reachesEnd()) toEnd();
}

/** The same text would be refused again, so it goes back to be changed. */
function giveBack({ conversation, text, files }, status, sentence) {
  const isHere = conversation === box().dataset.conversation && !composer.elements.version;
  if (!isHere || status !== 422) return false;
  if (files?.[0]) putBack(files.map(([id]) => id));
  setText(trimmed(`${text}\n${field.value}`));
  showProblem(sentence);
  field.focus();
  return true;
}

/** Kept at once: what shows them may not come before the page is made anew. */
function putBack(ids) {
  const name = `files:${document.body.dataset.username}:${box().dataset.conversation}`;
  write(name, [...new Set([...(read(name) ?? []), ...ids])]);
  import("./tray.js").then((tray) => tray.putBack(ids)).catch(sorry);
}

function showProblem(sentence) {
  document.getElementById("body-error")?.remove();
  field.ariaInvalid = sentence ? "true" : null;
  field.setAttribute("aria-describedby", sentence ? `body-error ${count.id}` : count.id);
  if (!sentence) return;
  const problem = document.createElement("p");
  problem.id = "body-error";
  problem.className = "field__error";
  problem.role = "alert";
  problem.textContent = sentence;
  composer.prepend(problem);
}

// Enter that belongs to a composition chooses a word. Safari ends it before
// the key is told, and only the code of that says so.
const isComposing = (event) => event.isComposing || event.keyCode === 229;

function sendWithEnter(event) {
  const plain = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey;
  // On touch the button sends and Enter breaks the line.
  if (!plain || isComposing(event) || matchMedia("(pointer: coarse)").matches) return;
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
  field.addEventListener("input", showCount);
  showCount();
}
