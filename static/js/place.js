// The reading place outlives its page: the address asks for the messages around
// it, and the entry in the history knows where exactly. So it is there after a
// reload and on the way back, and not after a click on a link.

import { box, message, seqOf } from "./messages.js";
import { bring, isAtEnd, offsetOf, topmost } from "./view.js";

// Browsers allow only so many changes of the address in a while.
const PAUSE = 300;
let keeping = null;

export function keepSoon() {
  clearTimeout(keeping);
  keeping = setTimeout(keep, PAUSE);
}

function keep() {
  const article = isAtEnd() ? null : topmost();
  const place = article && { seq: seqOf(article), offset: offsetOf(article) };
  const { path } = box().dataset;
  const address = place ? `${path}?around=${place.seq}` : path;
  // One goes on finding after a reload.
  history.replaceState({ ...history.state, place }, "", document.querySelector(".find") ? "" : address);
}

/** Goes back to where the reader was. False when nobody knows. */
export function restore() {
  const place = history.state?.place;
  const article = place && message(place.seq);
  if (article) bring(article, place.offset);
  return Boolean(article);
}
