// The list of conversations: newest first, each entry once.

import { get } from "./ask.js";

const list = () => document.getElementById("conversations");
const entries = () => [...list().querySelectorAll(":scope > li[data-order]")];
const more = () => list().querySelector(":scope > .older");

// Microseconds do not fit a double exactly, so they are compared as text of
// equal length; ids break the tie as the server does.
const rank = (entry) => entry.dataset.order.padStart(20, "0") + entry.id;

/** The unread messages of these entries. What is beyond the loaded part stands
 * on the link to it. */
export const unreadIn = (part) =>
  shownIn(part) + Number(part.querySelector("li.older")?.dataset.unread ?? 0);

const shownIn = (part) =>
  [...part.querySelectorAll(".unread")].reduce((sum, { dataset }) => sum + Number(dataset.count), 0);

/** Puts one entry where it belongs. One beyond the loaded part is dropped,
 * unless it was there. */
export function upsertEntry(entry) {
  const isLoaded = document.getElementById(entry.id) !== null;
  if (isLoaded || !more() || following(entry)) place(entry);
  if (!isLoaded && Number(more()?.dataset.unread)) countBeyond();
}

const following = (entry) => entries().find((other) => rank(other) < rank(entry));

function place(entry) {
  const shown = document.getElementById(entry.id);
  const hadFocus = shown?.contains(document.activeElement);
  shown?.remove();
  markCurrent(entry);
  list().insertBefore(entry, following(entry) ?? more());
  if (hadFocus) entry.querySelector("a")?.focus();
}

// What comes from beyond the loaded part or has changed there was counted with
// all the others there, so those are counted anew.
let counts = 0;
async function countBeyond() {
  const end = more();
  const count = ++counts;
  const { href } = end.querySelector("a");
  // Without an answer the list tells, with the next stream.
  const response = await get(href, { "HX-Request": "true" }).catch(() => null);
  if (!response?.ok || !end.isConnected || count !== counts) return;
  const part = new DOMParser().parseFromString(await response.text(), "text/html");
  end.dataset.unread = unreadIn(part);
}

/**
 * Takes over the first screen of the list. Entries further down stay if it
 * reaches down to them without a gap; entries that should have been on the
 * first screen and are not are gone.
 */
export function takeList(fragment) {
  const fresh = [...fragment.querySelectorAll("li[data-order]")];
  const end = fragment.querySelector("li.older");
  const unread = unreadIn(fragment);
  const known = new Set(fresh.map((entry) => entry.id));
  const last = fresh.at(-1);
  const touches = end && document.getElementById(last.id)?.dataset.order === last.dataset.order;
  for (const entry of entries()) {
    const covered = !touches || rank(entry) >= rank(last);
    if (covered && !known.has(entry.id)) entry.remove();
  }
  if (!touches) more()?.remove();
  fresh.forEach(place);
  if (end && !touches) list().append(end);
  if (more()) more().dataset.unread = Math.max(0, unread - shownIn(list()));
}

function markCurrent(entry) {
  const conversation = document.getElementById("messages")?.dataset.conversation;
  if (entry.id === `conversation-${conversation}`) {
    entry.querySelector("a").setAttribute("aria-current", "page");
  }
}

// A further part may bring what has moved up since.
document.addEventListener("htmx:after:swap", () => {
  const known = new Set();
  for (const entry of list() ? entries() : []) {
    if (known.has(entry.id)) entry.remove();
    known.add(entry.id);
  }
});
