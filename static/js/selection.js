// Several messages at once: to be passed on, copied or deleted together. While
// they are chosen, what opens the menu of a message is a box to check.

import { act, copyAndSay } from "./act.js";
import { hush, say } from "./banner.js";

const SAID_FOR = 8_000;
const me = document.body.dataset.username;
const log = document.querySelector(".log");
const composer = document.getElementById("composer");
const box = () => document.getElementById("messages");
const checkOf = (article) => article?.querySelector(".message__more");
const articles = () => [...box().querySelectorAll("article[data-seq]")].filter(checkOf);

// Their numbers: an element may be replaced meanwhile.
const chosen = new Set();
const inOrder = () => articles().filter(({ dataset }) => chosen.has(dataset.seq));

let bar = null;

/** Begins with this message. */
export function select(article) {
  if (!bar) begin();
  toggle(article);
  checkOf(article)?.focus();
}

function begin() {
  bar = document.getElementById("selection").content.firstElementChild.cloneNode(true);
  document.querySelector("main").append(bar);
  composer.inert = true;
  bar.addEventListener("click", barClicked);
  log.addEventListener("click", choose, { capture: true });
  document.addEventListener("keydown", pressed);
  changes.observe(log, { childList: true, subtree: true });
}

function toggle(article) {
  if (!checkOf(article)) return;
  const { seq } = article.dataset;
  const isFull = chosen.size >= Number(bar.dataset.most);
  if (chosen.delete(seq)) hush();
  else if (isFull) say(bar.dataset.full, SAID_FOR);
  else chosen.add(seq);
  show();
}

function show() {
  const there = inOrder();
  // What was deleted meanwhile is chosen no more.
  for (const seq of chosen) if (!there.some(({ dataset }) => dataset.seq === seq)) chosen.delete(seq);
  if (chosen.size === 0) return end();
  articles().forEach(showBox);
  const count = bar.querySelector("[data-count]");
  const words = bar.dataset.words.replace("{}", chosen.size);
  if (count.textContent !== words) count.textContent = words;
  bar.querySelector("a").href = `${box().dataset.path}/forward?${there.map(seqField).join("&")}`;
}

const seqField = ({ dataset }) => `seq=${dataset.seq}`;

function showBox(article) {
  const check = checkOf(article);
  if (check.role !== "checkbox") {
    check.dataset.label = check.ariaLabel;
    check.role = "checkbox";
    const parts = [".message__author", ".message__body"].map((part) => article.querySelector(part).textContent);
    check.ariaLabel = parts.join(": ").slice(0, 120);
  }
  check.ariaChecked = String(chosen.has(article.dataset.seq));
}

const changes = new MutationObserver(show);

function choose(event) {
  const article = event.target.closest("article[data-seq]");
  if (!article) return;
  event.preventDefault();
  event.stopPropagation();
  toggle(article);
}

function barClicked({ target }) {
  const { act: wanted } = target.closest("button")?.dataset ?? {};
  if (wanted === "delete") ask();
  else if (wanted === "delete-own") remove(true);
  else if (wanted === "delete-for-me") remove(false);
  else if (wanted === "copy") copyAll();
  else if (wanted === "end") end();
}

function copyAll() {
  const texts = inOrder().map((article) => article.querySelector(".message__body").innerText);
  copyAndSay(texts.join("\n\n"));
  end();
}

const isOwn = ({ dataset }) => dataset.author === me;

function ask() {
  const hasOwn = inOrder().some(isOwn);
  for (const part of bar.querySelectorAll("[data-own]")) part.hidden = !hasOwn;
  bar.querySelector("dialog").showModal();
}

/** For everybody what is the reader's own, if that is wanted; all else for the
 * reader alone. Stops at the first that does not go. */
async function remove(forEverybody) {
  const { path } = box().dataset;
  const paths = inOrder().map((article) => {
    const what = forEverybody && isOwn(article) ? "delete" : "hide";
    return `${path}/messages/${article.dataset.seq}/${what}`;
  });
  end();
  for (const one of paths) {
    const status = await act(one);
    if (status < 200 || status >= 300) return;
  }
}

function pressed(event) {
  if (document.querySelector(":popover-open, dialog[open]")) return;
  const check = event.target.closest("[role=checkbox]");
  if (event.key === "Escape") end();
  else if (event.key === " " && check) check.click();
  else return;
  event.preventDefault();
}

function end() {
  changes.disconnect();
  chosen.clear();
  for (const check of articles().map(checkOf)) {
    if (check.role !== "checkbox") continue;
    check.ariaLabel = check.dataset.label;
    for (const name of ["role", "aria-checked", "data-label"]) check.removeAttribute(name);
  }
  log.removeEventListener("click", choose, { capture: true });
  document.removeEventListener("keydown", pressed);
  composer.inert = false;
  if (bar.contains(document.activeElement)) log.focus({ preventScroll: true });
  bar.remove();
  bar = null;
}
