// The list of conversations: newest first, each entry once.

const list = () => document.getElementById("conversations");
const entries = () => [...list().querySelectorAll(":scope > li[data-order]")];
const more = () => list().querySelector(":scope > .older");

// Microseconds do not fit a double exactly, so they are compared as text of
// equal length; ids break the tie as the server does.
const rank = (entry) => entry.dataset.order.padStart(20, "0") + entry.id;

/** Puts one entry where it belongs. One beyond the loaded part is dropped,
 * unless it was there or is known to belong there. */
export function upsertEntry(entry, belongs = false) {
  const shown = document.getElementById(entry.id);
  const hadFocus = shown?.contains(document.activeElement);
  shown?.remove();
  markCurrent(entry);
  const next = entries().find((other) => rank(other) < rank(entry));
  if (next || !more() || shown || belongs) list().insertBefore(entry, next ?? more());
  if (hadFocus) entry.querySelector("a")?.focus();
}

/**
 * Takes over the first screen of the list. Entries further down stay, entries
 * that should have been on the first screen and are not are gone.
 */
export function takeList(fragment) {
  const fresh = [...fragment.querySelectorAll("li[data-order]")];
  const end = fragment.querySelector("li.older");
  const known = new Set(fresh.map((entry) => entry.id));
  const last = fresh.at(-1);
  for (const entry of entries()) {
    const covered = !end || (last && rank(entry) >= rank(last));
    if (covered && !known.has(entry.id)) entry.remove();
  }
  if (!end) more()?.remove();
  fresh.forEach((entry) => upsertEntry(entry, true));
  if (end && !more()) list().append(end);
}

function markCurrent(entry) {
  const conversation = document.getElementById("messages")?.dataset.conversation;
  if (entry.id === `conversation-${conversation}`) {
    entry.querySelector("a").setAttribute("aria-current", "page");
  }
}
