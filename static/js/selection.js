// Several messages at once: to be passed on or copied together.

import { copy } from "./clipboard.js";

const log = document.querySelector(".log");
const box = () => document.getElementById("messages");
const chosen = () => [...box().querySelectorAll("article[aria-selected=true]")];
const inOrder = () => chosen().sort((one, other) => one.dataset.seq - other.dataset.seq);

let bar = null;

/** Begins with this message. */
export function select(article) {
  if (!bar) {
    bar = document.getElementById("selection").content.firstElementChild.cloneNode(true);
    document.querySelector("main").append(bar);
    bar.addEventListener("click", barClicked);
    log.addEventListener("click", choose, { capture: true });
    document.addEventListener("keydown", ended);
  }
  toggle(article);
}

function toggle(article) {
  if (!article || article.matches(".message--deleted, [data-state]")) return;
  if (article.ariaSelected === "true") article.removeAttribute("aria-selected");
  else article.ariaSelected = "true";
  const count = chosen().length;
  if (count === 0) return end();
  bar.querySelector("[data-count]").textContent = count;
  bar.querySelector("a").href = forwardPath();
}

const forwardPath = () =>
  `${box().dataset.path}/forward?${inOrder()
    .map((article) => `seq=${article.dataset.seq}`)
    .join("&")}`;

function choose(event) {
  const article = event.target.closest("article[data-seq]");
  if (!article) return;
  event.preventDefault();
  event.stopPropagation();
  toggle(article);
}

function barClicked(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.act === "copy") copyAll();
  end();
}

function copyAll() {
  const texts = inOrder().map((article) => article.querySelector(".message__body").innerText);
  copy(texts.join("\n\n"));
}

function ended(event) {
  if (event.key === "Escape" && !document.querySelector(":popover-open")) end();
}

function end() {
  for (const article of chosen()) article.removeAttribute("aria-selected");
  log.removeEventListener("click", choose, { capture: true });
  document.removeEventListener("keydown", ended);
  bar?.remove();
  bar = null;
}
