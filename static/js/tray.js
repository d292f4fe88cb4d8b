// The tray: the files that go with what is written. Each is uploaded at once, so
// that sending takes no time. The server keeps for a day what is not sent, and
// this browser knows its names.

import { post } from "./ask.js";
import { say, sentenceOf } from "./banner.js";
import { hideDrop, showDrop } from "./drop.js";
import { read, write } from "./keep.js";
import { freshNonce } from "./nonce.js";
import { upload } from "./upload.js";
import { widget } from "./widgets.js";

const SAID_FOR = 8_000;
// Over plain http a browser has six connections, and the stream takes one.
const AT_ONCE = 2;

const composer = document.getElementById("composer");
const path = `${document.getElementById("messages").dataset.path}/files`;
const name = `files:${document.body.dataset.username}:${document.getElementById("messages").dataset.conversation}`;

const tray = await widget("tray");
composer.elements.body.before(tray);

// Of those that are not there yet, or were chosen on this page: the bytes.
const chosen = new WeakMap();
let running = 0;
let waits = false;

const items = (state) => [...tray.children].filter(({ dataset }) => dataset.state === state);
const isBusy = () => items("sending").length > 0 || tray.querySelector("[aria-busy=true]") !== null;
// Of those that were not asked for yet, or could not be.
const away = new Set(read(name));
const ids = () => [...away, ...[...tray.querySelectorAll("[name=file]")].map(({ value }) => value)];

/** Takes files in, or shows where they can be let go. */
export async function take(files, type) {
  if (type === "dragover") return showDrop();
  hideDrop();
  await add(files);
}

/** The same with what is known about them. */
export async function add(files, about = {}) {
  const room = Number(tray.dataset.most) - tray.children.length;
  if (files.length > room) say(tray.dataset.full, SAID_FOR);
  for (const file of files.slice(0, room)) begin(await widget("tray-file"), file, about);
  composer.elements.body.focus();
}

function begin(item, file, about) {
  const fields = { nonce: freshNonce(), ...about };
  chosen.set(item, { file, fields, stop: new AbortController() });
  for (const label of item.querySelectorAll("[aria-label]")) label.ariaLabel = `${label.ariaLabel} ${file.name}`;
  item.querySelector("[data-name]").textContent = file.name;
  if (!item.isConnected) tray.append(item);
  if (file.size > Number(tray.dataset.largest)) refuse(item, tray.dataset.tooLarge);
  else queue(item);
}

function queue(item) {
  item.dataset.state = "sending";
  item.querySelector("[data-problem]").textContent = "";
  goOn();
}

function goOn() {
  const next = items("sending").find((item) => !chosen.get(item).runs);
  if (!next || running >= AT_ONCE) return settle();
  running += 1;
  send(next).finally(() => {
    running -= 1;
    goOn();
  });
  goOn();
}

async function send(item) {
  const { file, fields, stop } = chosen.get(item);
  chosen.get(item).runs = true;
  const bar = item.querySelector("progress");
  const progress = (part) => (bar.value = part);
  // The server only looks at what comes before the bytes.
  const about = { reader: document.body.dataset.username, ...fields };
  const { status, text } = await upload(path, about, file, { progress, signal: stop.signal });
  chosen.get(item).runs = false;
  // Somebody has thought better of it meanwhile.
  if (!item.isConnected) {
    if (status === 200) discard(fileIn(text).dataset.file);
  } else if (status === 200) arrive(item, fileIn(text));
  else if (status === 0) fail(item, "lost", tray.dataset.lost);
  else refuse(item, sentenceOf(text));
}

function fileIn(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content.querySelector("li[data-file]");
}

function arrive(item, file) {
  const entry = chosen.get(item);
  chosen.delete(item);
  if (entry) chosen.set(file, entry);
  // Another copy of a picture only goes where there is one.
  const other = file.querySelector("[data-as-file]");
  if (other) other.hidden = !entry;
  item.replaceWith(file);
}

const refuse = (item, sentence) => fail(item, "refused", sentence ?? tray.dataset.lost);

function fail(item, state, sentence) {
  item.dataset.state = state;
  item.querySelector("[data-problem]").textContent = sentence;
  // Who waits to send decides anew.
  waits = false;
}

const discard = (id) => post(`/files/${id}`, { discard: 1 }, { keepalive: true }).catch(() => {});

function remove(item) {
  chosen.get(item)?.stop.abort();
  if (item.dataset.file) discard(item.dataset.file);
  item.remove();
  composer.elements.body.focus();
}

/** The picture as it is, with all that stands in it. */
function sendAsFile(item) {
  const { file, fields } = chosen.get(item);
  discard(item.dataset.file);
  widget("tray-file").then((fresh) => {
    item.replaceWith(fresh);
    begin(fresh, file, { ...fields, nonce: freshNonce(), as_file: 1 });
  });
}

function settle() {
  const isDone = !isBusy();
  tray.toggleAttribute("data-waits", waits && !isDone);
  if (!waits || !isDone) return;
  waits = false;
  composer.requestSubmit();
}

tray.addEventListener("click", ({ target }) => {
  const item = target.closest("li");
  if (target.closest("[data-remove]")) remove(item);
  else if (target.closest("[data-again]")) queue(item);
  else if (target.closest("[data-as-file]")) sendAsFile(item);
});

// What a picture shows, in words.
tray.addEventListener("change", async ({ target }) => {
  if (!target.matches("[data-alt]")) return;
  const item = target.closest("li");
  item.ariaBusy = "true";
  await post(`/files/${item.dataset.file}`, { alt: target.value }).catch(() => {});
  item.ariaBusy = null;
  settle();
});
tray.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-alt]")) return;
  event.preventDefault();
  composer.elements.body.focus();
});

// Before the page itself sends what is written.
composer.addEventListener(
  "submit",
  (event) => {
    if (composer.elements.version) return;
    // What was being written is said first.
    if (tray.contains(document.activeElement)) composer.elements.body.focus();
    items("lost").forEach(queue);
    if (!isBusy()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waits = true;
    settle();
  },
  { capture: true },
);

new MutationObserver(() => {
  write(name, ids());
  settle();
}).observe(tray, { childList: true });

addEventListener("beforeunload", (event) => isBusy() && event.preventDefault());

/** What was chosen before the page was made anew. */
async function restore() {
  for (const id of away) {
    const answer = await fetch(`/files/${id}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const file = answer?.ok && fileIn(await answer.text());
    if (file || answer?.status === 404) away.delete(id);
    if (file) tray.append(file);
  }
  write(name, ids());
}
await restore();
