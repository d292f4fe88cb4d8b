// The tray: the files that go with what is written. Each is uploaded at once, so
// that sending takes no time. The server keeps for a day what is not sent, and
// this browser knows its names.

import { get, post } from "./ask.js";
import { say, sentenceOf } from "./banner.js";
import { hideDrop, showDrop } from "./drop.js";
import { onChange, read, write } from "./keep.js";
import { freshNonce } from "./nonce.js";
import { upload } from "./upload.js";
import { widget } from "./widgets.js";

const SAID_FOR = 8_000;
// Over plain http a browser has six connections, and the stream takes one.
const AT_ONCE = 2;

const composer = document.getElementById("composer");
const path = `${document.getElementById("messages").dataset.path}/files`;
const name = `files:${document.body.dataset.username}:${document.getElementById("messages").dataset.conversation}`;

let tray = null;
let making = null;
// What did not come is asked for again.
const ready = () =>
  (making ??= make().catch((error) => {
    making = null;
    throw error;
  }));

async function make() {
  tray = await widget("tray");
  composer.elements.body.before(tray);
  listen();
  await restore();
}

// Of those that are not there yet, or were chosen on this page: the bytes.
const chosen = new WeakMap();
let running = 0;
let waits = false;

const items = (state) => [...tray.children].filter(({ dataset }) => dataset.state === state);
const isBusy = () => items("sending").length > 0 || tray.querySelector("[aria-busy=true]") !== null;
// Of those that were not asked for yet, or could not be.
const away = new Set(read(name));
const ids = () => [...away, ...[...tray.querySelectorAll("[name=file]")].map(({ value }) => value)];
// What of the names that are kept was in this tray; other pages have theirs.
let ours = [...away];

/** What another page has sent or removed leaves this one. */
function follow() {
  const kept = read(name) ?? [];
  const gone = ours.filter((id) => !kept.includes(id));
  for (const id of gone) {
    away.delete(id);
    tray.querySelector(`li[data-file="${id}"]`)?.remove();
  }
  ours = ours.filter((id) => kept.includes(id));
}

function keep() {
  follow();
  const theirs = (read(name) ?? []).filter((id) => !ours.includes(id));
  ours = ids();
  write(name, [...new Set([...theirs, ...ours])]);
}

/** Takes files in, or shows where they can be let go. */
export async function take(files, type) {
  if (type === "dragover") return showDrop();
  hideDrop();
  await add(files);
}

/** The same with what is known about them. Says whether all were taken. */
export async function add(files, about = {}) {
  const fits = await hasRoom(files.length);
  for (const file of files.slice(0, Math.max(0, room()))) begin(await widget("tray-file"), file, about);
  composer.elements.body.focus();
  return fits;
}

const room = () => Number(tray.dataset.most) - tray.children.length;

/** Whether so many more go in; the reader is told where they do not. */
export async function hasRoom(count = 1) {
  await ready();
  const fits = count <= room();
  if (!fits) say(tray.dataset.full, SAID_FOR);
  return fits;
}

/** Files of a message that was refused, as far as they are still there. */
export async function putBack(ids) {
  await ready();
  for (const id of ids) if (!tray.querySelector(`li[data-file="${id}"]`)) away.add(id);
  keep();
  await restore();
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

/** Says what a picture shows, in words. */
async function describe(item) {
  delete item.dataset.state;
  item.ariaBusy = "true";
  const { value, dataset } = item.querySelector("[data-alt]");
  const isSaid = (await sayAlt(item, value)) || (await sayAlt(item, value));
  item.ariaBusy = null;
  item.querySelector("[data-problem]").textContent = "";
  if (!isSaid && item.isConnected) fail(item, "undescribed", dataset.lost);
  settle();
}

const sayAlt = (item, alt) =>
  post(`/files/${item.dataset.file}`, { alt }).then(
    ({ status }) => status === 204,
    () => false,
  );

function clicked({ target }) {
  const item = target.closest("li");
  if (target.closest("[data-remove]")) remove(item);
  else if (target.closest("[data-again]")) queue(item);
  else if (target.closest("[data-as-file]")) sendAsFile(item);
}

function pressed(event) {
  if (event.key !== "Enter" || !event.target.matches("[data-alt]")) return;
  event.preventDefault();
  composer.elements.body.focus();
}

/** Before the page itself sends what is written. */
function submitted(event) {
  if (composer.elements.version) return;
  // What was being written is said first.
  if (tray.contains(document.activeElement)) composer.elements.body.focus();
  items("lost").forEach(queue);
  items("undescribed").forEach(describe);
  if (!isBusy()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waits = true;
  settle();
}

function listen() {
  tray.addEventListener("click", clicked);
  tray.addEventListener("change", ({ target }) => target.matches("[data-alt]") && describe(target.closest("li")));
  tray.addEventListener("keydown", pressed);
  composer.addEventListener("submit", submitted, { capture: true });
  addEventListener("beforeunload", (event) => isBusy() && event.preventDefault());
  onChange((changed) => changed === name && follow());
  new MutationObserver(() => {
    keep();
    settle();
  }).observe(tray, { childList: true });
}

/** What was chosen before the page was made anew. */
async function restore() {
  for (const id of [...away]) {
    const answer = await get(`/files/${id}`, { "HX-Request": "true" }).catch(() => null);
    // The line is broken: they stay away.
    if (!answer) break;
    const file = answer.ok && fileIn(await answer.text().catch(() => ""));
    if (file && away.delete(id)) tray.append(file);
    else if (answer.status === 404) away.delete(id);
  }
  keep();
}
