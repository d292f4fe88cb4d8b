// Shortcuts. Those with Ctrl or Alt work everywhere. Single keys only work
// when the sheet says so, and where nothing can be written (WCAG 2.1.4).
// In other alphabets letters are told by their place.

import { onMac } from "./on_mac.js";

const SINGLE_KEYS = "natter:single-keys";
const sheet = document.getElementById("keys");

const field = document.querySelector("#composer textarea");

/** Marks are for who writes; a key is held down before another one is pressed.
 * Names to call are for who writes in a group. */
function writes() {
  import("./marks.js");
  if (field.dataset.members) import("./completion.js");
}
// The key that all this was fetched for may be the first letter.
if (document.activeElement === field) writes();
else field?.addEventListener("keydown", writes, { once: true });

const isShown = (element) => element.offsetParent !== null;

/** To the search of the page, else to that of the list, else to its page. */
function search() {
  const fields = [...document.querySelectorAll("main [type=search], #search")];
  const shown = fields.find(isShown);
  if (shown) shown.select();
  else location.assign(fields[0]?.form.action ?? "/people");
}

const showSheet = () => sheet.showModal();

/** The next conversation of the list, or the one before. */
function neighbour(step) {
  const links = [...document.querySelectorAll("#conversations .conversation-entry")];
  const here = links.findIndex((link) => link.ariaCurrent === "page");
  return here < 0 && step < 0 ? links.at(-1) : links[here + step];
}

/** What leads there, if there is anything there. */
function move(step) {
  const target = neighbour(step);
  if (!target) return;
  return () => {
    // The list stays where it is from page to page.
    target.scrollIntoView({ block: "nearest" });
    location.assign(target.href);
  };
}

// On a Russian keyboard the key of "/" writes ".".
const isSlash = ({ key, code }) => key === "/" || (code === "Slash" && key === ".");

function withCommand(event) {
  if (!event.shiftKey && event.code === "KeyK") return search;
  if (isSlash(event)) return showSheet;
}

function withAlt(event) {
  // There these keys open a choice, or move by a paragraph.
  const { target } = event;
  const isTaken = target.matches("select, [list]") || (onMac && isField(target) && target.value);
  if (event.shiftKey || isTaken) return;
  return { ArrowDown: move(1), ArrowUp: move(-1) }[event.key];
}

function single(event) {
  if (event.key === "?") return showSheet;
  if (isSlash(event)) return search;
  // What is printed on the key, or, in another alphabet, what would be there.
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code;
  if (letter === "j" || letter === "KeyJ") return move(1);
  if (letter === "k" || letter === "KeyK") return move(-1);
}

const isField = (element) => element.matches("input, textarea, select");
const canWrite = ({ target }) => isField(target) || document.getElementById("composer") !== null;

function shortcut(event) {
  if (event.isComposing || sheet?.open) return;
  const [command, other] = onMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (other || (command && event.altKey)) return;
  if (command) return withCommand(event);
  if (event.altKey) return withAlt(event);
  if (areSingleKeysOn() && !canWrite(event)) return single(event);
}

/** Does what these keys stand for, if anything. */
export function press(event) {
  const act = shortcut(event);
  if (!act) return;
  event.preventDefault();
  act();
}

function areSingleKeysOn() {
  try {
    return localStorage.getItem(SINGLE_KEYS) === "on";
  } catch {
    return false;
  }
}

const toggle = sheet?.querySelector("[data-single-keys]");
if (toggle) {
  toggle.checked = areSingleKeysOn();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(SINGLE_KEYS, toggle.checked ? "on" : "off");
    } catch {
      // Not kept: then they stay off.
    }
  });
}
