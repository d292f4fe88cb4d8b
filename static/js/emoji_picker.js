// Emoji to choose from, beside a button. What is shown comes from the server.
// Whoever opens it is called back, and what becomes of an emoji is theirs to
// know. Fetched when somebody first wants one.

import { isReachedByTab, wayOf } from "./emoji_keys.js";
import { read, write } from "./keep.js";

const MOST_RECENT = 24;
const PATIENCE = 10_000;
const PAUSE = 150;
// A click at the button closes what is open before the button hears of it.
const SAME_CLICK = 200;

// The one of this page; beside which button it is, and who is told.
let picker = null;
let opener = null;
let choose = null;
let closedAt = -SAME_CLICK;
let search = new AbortController();

const part = (name) => picker.querySelector(`.emoji-picker__${name}`);
const field = () => picker.querySelector("[type=search]");
const isTouched = () => matchMedia("(pointer: coarse)").matches;

const name = () => `emoji:${document.body.dataset.username}`;
const recent = () => read(name()) ?? [];

/** Shows the picker beside a button. Calls back with the emoji that is chosen,
 * once the picker is closed and the focus is back at the button. */
export async function openPicker(anchor, onChoose) {
  picker ??= await made();
  if (performance.now() - closedAt < SAME_CLICK) return;
  const place = anchor.closest("dialog, main") ?? document.body;
  if (picker.parentElement !== place) place.append(picker);
  opener = anchor;
  choose = onChoose;
  field().value = "";
  showAll();
  picker.showPopover({ source: anchor });
  part("list").scrollTop = 0;
  // On touch the keyboard on the screen would hide what there is to see.
  (isTouched() ? picker : field()).focus();
}

/** The same for a field that the button names: what is chosen comes in where one
 * was writing. */
export function pickInto(button) {
  const target = button.form.elements[button.dataset.emojiInto];
  return openPicker(button, (emoji) => {
    target.setRangeText(emoji, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
    if (!isTouched()) target.focus();
  });
}

async function made() {
  const template = document.createElement("template");
  template.innerHTML = await get(document.body.dataset.emojiPath, AbortSignal.timeout(PATIENCE));
  const made = template.content.querySelector(".emoji-picker");
  made.addEventListener("click", clicked);
  made.addEventListener("keydown", pressed);
  made.addEventListener("input", searched);
  made.addEventListener("submit", searched);
  made.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "closed") closedAt = performance.now();
  });
  return made;
}

async function get(path, signal) {
  const answer = await fetch(path, { headers: { "HX-Request": "true" }, signal });
  // Who is signed out is sent to another page.
  if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

function searched(event) {
  event.preventDefault();
  search.abort();
  search = new AbortController();
  if (field().value.trim() === "") showAll();
  else setTimeout(find, PAUSE, search.signal);
}

/** Shows what the server finds, unless more was typed meanwhile. */
async function find(signal) {
  if (signal.aborted) return;
  const { form } = field();
  try {
    const found = await get(`${form.action}?${new URLSearchParams(new FormData(form))}`, signal);
    part("found").innerHTML = found;
    show("found");
  } catch {
    // What was found before stays; the next letter asks again.
  }
}

/** All of them, after those that were used last. */
function showAll() {
  const known = new Map([...part("all").querySelectorAll(".emoji")].map((button) => [button.value, button]));
  const used = recent().flatMap((emoji) => known.get(emoji)?.parentElement.cloneNode(true) ?? []);
  part("recent")
    .querySelector("ul")
    .replaceChildren(...used);
  show("all", ...(used.length > 0 ? ["recent"] : []));
}

function show(...names) {
  for (const it of ["recent", "all", "found"]) part(it).hidden = !names.includes(it);
  part("list").scrollTop = 0;
  isReachedByTab(picker);
}

function clicked({ target }) {
  const emoji = target.closest(".emoji")?.value;
  if (emoji === undefined) return;
  write(name(), [emoji, ...recent().filter((other) => other !== emoji)].slice(0, MOST_RECENT));
  const chosen = choose;
  close();
  chosen(emoji);
}

function close() {
  search.abort();
  picker.hidePopover();
  closedAt = -SAME_CLICK;
  opener.focus();
}

function pressed(event) {
  const way = event.key === "Escape" ? close : wayOf(event, picker);
  if (!way || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  way();
}
