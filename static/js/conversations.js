// The list of conversations: the pinned ones, then the others, newest first,
// each once. The open one is always in it: where the loaded part does not reach
// down to it, it stands apart, after all others.

import { get } from "./ask.js";

export const list = () => document.getElementById("conversations");
const all = () => [...list().querySelectorAll(":scope > li[data-order]")];
const more = () => list().querySelector(":scope > .older");
const isApart = (entry) => "apart" in entry.dataset;
const apart = () => all().find(isApart);

/** The loaded part, which has no gaps. */
export const loaded = () => all().filter((entry) => !isApart(entry));

/** Whether there is more than the loaded part. */
export const hasMore = () => Boolean(list() && more());

// Microseconds do not fit a double exactly, so they are compared as text of
// equal length; ids break the tie as the server does.
const rank = (entry) => entry.dataset.order.padStart(20, "0") + entry.id;

/** The unread messages of these entries. What is beyond the loaded part stands
 * on the link to it. */
export const unreadIn = (part) => shownIn(part) + Number(part.querySelector("li.older")?.dataset.unread ?? 0);

const shownIn = (part) =>
  [...part.querySelectorAll("[data-count]")].reduce((sum, { dataset }) => sum + Number(dataset.count), 0);

/** What was read before what is shown, or before it was taken away. */
const isOlder = ({ id, dataset: { stamp } }, shown) =>
  (shown && stamp < shown.dataset.stamp) || (gone.has(id) && stamp <= gone.get(id).stamp);

// What the reader is no member of any more: when that was told, and how far the
// entry had come that was shown. Whoever is added again has a higher stamp.
const gone = new Map();

/** Takes an entry away, and keeps away what was asked for before. */
export function takeAway(id) {
  const shown = document.getElementById(id);
  const stamp = shown?.dataset.stamp ?? gone.get(id)?.stamp ?? "";
  gone.set(id, { at: performance.now(), stamp });
  shown?.remove();
}

document.addEventListener("natter:renewed", () => gone.clear());

const wasTakenSince = ({ id }, at) => gone.has(id) && gone.get(id).at >= at;

/** Puts one entry where it belongs. One beyond the loaded part is dropped,
 * unless it is open. */
export function upsertEntry(entry) {
  const shown = document.getElementById(entry.id);
  if (isOlder(entry, shown)) return;
  // The last one stays the last, unless it goes down: its pin was taken away.
  const isLast = shown && !isApart(shown) && rank(entry) >= rank(shown);
  const isBeyond = more() && !following(entry) && !isLast;
  if (isBeyond && isCurrent(entry)) entry.dataset.apart = "";
  if (!isBeyond || isApart(entry)) place(entry);
  else shown?.remove();
  if (more() && (shown ? isBeyond : Number(more().dataset.unread))) countBeyond();
}

const following = (entry) => loaded().find((other) => rank(other) < rank(entry));

function place(entry) {
  const shown = document.getElementById(entry.id);
  markCurrent(entry);
  // Somebody may be about to let go of it: a click needs one element.
  if (shown?.isEqualNode(entry) || isOlder(entry, shown)) return;
  const hadFocus = shown?.contains(document.activeElement);
  shown?.remove();
  list().insertBefore(entry, following(entry) ?? apart() ?? more());
  if (hadFocus) entry.querySelector("a")?.focus();
}

// What comes from beyond the loaded part or has changed there was counted with
// all the others there, so those are counted anew.
let counts = 0;
async function countBeyond() {
  const end = more();
  const count = ++counts;
  const part = await fetchPart(end.querySelector("a").href);
  // Without an answer the list tells, with the next stream.
  if (part && end.isConnected && count === counts) countFrom(end, part);
}

/** What stands apart is shown, so it is not counted as beyond. */
function countFrom(end, part) {
  const shown = apart() ? shownIn(apart()) : 0;
  end.dataset.unread = Math.max(0, unreadIn(part) - shown);
}

async function fetchPart(href) {
  const response = await get(href, { "HX-Request": "true" }).catch(() => null);
  if (!response?.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

let loading = null;

/** Loads the next part of the list, of so many entries where that is more than
 * usual; one at a time. Says whether it has come. */
export function loadMore(count = 0) {
  loading ??= append(count).finally(() => (loading = null));
  return loading;
}

async function append(count) {
  const end = more();
  const link = end.querySelector("a");
  link.ariaBusy = "true";
  const askedAt = performance.now();
  const part = await fetchPart(count ? `${link.href}&entries=${count}` : link.href);
  link.ariaBusy = null;
  // The list may have been replaced meanwhile.
  if (!part || !end.isConnected) return false;
  const hadFocus = end.contains(document.activeElement);
  const fresh = [...part.querySelectorAll("li[data-order]")].filter(
    (entry) => isNew(entry) && !wasTakenSince(entry, askedAt),
  );
  for (const entry of fresh) {
    document.getElementById(entry.id)?.remove();
    markCurrent(entry);
  }
  (apart() ?? end).before(...fresh);
  takeEnd(end, part.querySelector("li.older"));
  if (hadFocus) fresh[0]?.querySelector("a").focus();
  return true;
}

// A further part may bring what has moved up since.
function isNew({ id }) {
  const shown = document.getElementById(id);
  return !shown || isApart(shown);
}

function takeEnd(end, next) {
  if (!next) return end.remove();
  countFrom(next, next.parentNode);
  end.replaceWith(next);
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
  for (const entry of loaded()) {
    const covered = !touches || rank(entry) >= rank(last);
    if (!covered || known.has(entry.id)) continue;
    if (end && isCurrent(entry)) setApart(entry);
    else entry.remove();
  }
  if (!end) apart()?.remove();
  if (!touches) more()?.remove();
  fresh.forEach(place);
  if (end && !touches) list().append(end);
  if (more()) more().dataset.unread = Math.max(0, unread - shownIn(list()));
  document.dispatchEvent(new Event("natter:listed"));
}

function setApart(entry) {
  entry.dataset.apart = "";
  list().insertBefore(entry, more());
}

/** The entry of the conversation that the page shows. */
export const openEntry = () => `conversation-${document.getElementById("messages")?.dataset.conversation}`;
const isCurrent = ({ id }) => id === openEntry();

function markCurrent(entry) {
  if (isCurrent(entry)) entry.querySelector("a").ariaCurrent = "page";
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#conversations > .older a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  loadMore();
});
