// Whatever is typed on the page of a conversation goes into its composer, and
// nowhere else.

import { onMac } from "./on_mac.js";
import { log } from "./view.js";

const field = document.querySelector("#composer textarea");

const TAKES_KEYS = "input, textarea, select, dialog, details[open], [contenteditable], [popover]";
const isFree = (element) => !element.closest(TAKES_KEYS) && !document.querySelector("dialog:modal");

/** Whether this key writes something, or begins to. Space scrolls and presses. */
function writes({ key, keyCode }) {
  const isWord = [...key].length === 1 && key !== " ";
  return isWord || key === "Dead" || keyCode === 229;
}

/** Ctrl, Alt and Command mean something else, except where they write. */
const isCommand = (event) =>
  (event.ctrlKey || event.metaKey || (event.altKey && !onMac)) && !event.getModifierState("AltGraph");

function typed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.target === field && event.key === "Escape") {
    event.preventDefault();
    log.focus();
  } else if (isFree(event.target) && !isCommand(event) && writes(event)) {
    // The browser writes where the focus is when this is over.
    field.focus({ preventScroll: true });
  }
}

function skipped(event) {
  event.preventDefault();
  field.focus();
}

if (field) {
  document.addEventListener("keydown", typed);
  document.querySelector(".skip")?.addEventListener("click", skipped);
  // On touch the keyboard on the screen would come up unasked.
  const isWanted = document.activeElement === document.body && location.hash === "";
  if (isWanted && !matchMedia("(pointer: coarse)").matches) field.focus({ preventScroll: true });
}
