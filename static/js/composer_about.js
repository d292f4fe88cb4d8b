// What the composer is about: an answer to a message, or another text for one.

const composer = document.getElementById("composer");
const field = composer?.elements.body;

let before = "";
let saving = null;

const button = composer?.querySelector("[type=submit]");
const sendWord = button?.title;
const nameButton = (word) => (button.ariaLabel = button.title = word);

const about = () => composer.querySelector(".composer__about");

/** Writes about this message from now on. */
export function begin(kind, article, { source, version, save } = {}) {
  if (!composer) return;
  // What a page was made for is left by its own link.
  const link = composer.querySelector("a.composer__leave");
  if (link) return location.assign(link.href);
  leave();
  const bar = document.getElementById(`about-${kind}`).content.firstElementChild.cloneNode(true);
  const name = bar.querySelector("[data-name]");
  if (name)
    name.textContent = name.dataset.name.replace("{}", () => article.querySelector(".message__author").textContent);
  bar.querySelector("[data-line]").textContent = saidIn(article);
  const input = bar.querySelector("input");
  input.value = kind === "edit" ? version : article.dataset.seq;
  composer.querySelector(".composer__box").prepend(bar);
  if (kind === "edit") {
    before = field.value;
    saving = save;
    nameButton(bar.dataset.save);
    setText(source);
  }
  field.focus();
}

/** Its text, or what its files are called. */
function saidIn(article) {
  const text = article.querySelector(".message__body").textContent.trim();
  const files = article.querySelectorAll(".album img, .file b, .player, video, .sound p");
  return text || [...files].map((file) => file.alt || file.ariaLabel || file.textContent).join(", ");
}

/** It is for something new again, with what was written before. */
function leave() {
  if (!about()) return;
  about().remove();
  if (saving) {
    nameButton(sendWord);
    setText(before);
  }
  [before, saving] = ["", null];
}

/** The same when it still is about this, and nothing was typed since. */
export function leaveIf(bar, text) {
  if (about() === bar && field.value === text) leave();
}

function setText(text) {
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

composer?.addEventListener("click", (event) => {
  if (!event.target.closest("button.composer__leave")) return;
  event.preventDefault();
  leave();
  field.focus();
});

composer?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !about()?.querySelector("button")) return;
  event.preventDefault();
  leave();
});

// Before the page itself takes it for something new.
composer?.addEventListener(
  "submit",
  (event) => {
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field.value.trim() !== "") saving(field.value, about());
  },
  { capture: true },
);

// Another text for what was said is kept nowhere else.
addEventListener("beforeunload", (event) => saving && event.preventDefault());
