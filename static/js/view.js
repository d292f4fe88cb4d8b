// What of the log is in view, and how it stays there.

import { fitDays } from "./days.js";
import { before, box, last, lastSeen, message, messageFrom, reachesEnd } from "./messages.js";

export const log = document.querySelector(".log");

/** Room above what is brought to the top, for what it follows. */
const ROOM = 64;

// The log is reversed: its scroll position is 0 at the end and negative above.
const isAtBottom = () => Math.abs(log.scrollTop) < 32;
/** Whether the end of the conversation is in view. */
export const isAtEnd = () => isAtBottom() && reachesEnd();

const frame = () => log.getBoundingClientRect();
export const offsetOf = (element) => element.getBoundingClientRect().top - frame().top;

/** Scrolls so that this stands so far below the upper edge. */
export function bring(element, offset = ROOM) {
  log.scrollTop += offsetOf(element) - offset;
}

/** The first child of the messages that does not end above this line. */
function reaching(line) {
  const { children } = box();
  let [start, end] = [0, children.length];
  while (start < end) {
    const middle = (start + end) >> 1;
    if (children[middle].getBoundingClientRect().bottom <= line) start = middle + 1;
    else end = middle;
  }
  return children[start] ?? null;
}

/** The topmost message in view. */
export const topmost = () => messageFrom(reaching(frame().top));

/** The last message whose lower edge is in view, or has been passed. */
export function lowest() {
  const cut = reaching(frame().bottom + 1);
  return cut ? before(cut) : last();
}

/** Changes the page without moving the text that somebody is reading. */
export function keepPlace(change) {
  if (!log) return change();
  const anchor = isAtEnd() ? null : topmost();
  const offset = anchor && offsetOf(anchor);
  const outcome = change();
  fitDays();
  const same = anchor && document.getElementById(anchor.id);
  if (same) bring(same, offset);
  else if (!anchor && reachesEnd()) follow();
  return outcome;
}

function follow() {
  log.scrollTop = 0;
  // Nobody looks: what came first does not leave the view.
  const unseen = document.hidden && message(lastSeen() + 1);
  if (unseen && offsetOf(unseen) < ROOM) bring(unseen);
}

/** Changes what is no news and is not to be read aloud. */
export function quietly(change) {
  log?.setAttribute("aria-live", "off");
  change();
  setTimeout(() => log?.setAttribute("aria-live", "polite"), 100);
}
