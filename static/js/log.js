// The log of a conversation: where it opens, what becomes of it when something
// arrives, and the way to its end.

import { box, first, message, reachesEnd, trim } from "./messages.js";
import { loadEnd, watchEnds } from "./parts.js";
import { keepSoon, restore } from "./place.js";
import { look } from "./pointer.js";
import { bring, isAtEnd, log } from "./view.js";

const jump = document.querySelector(".jump button");

/** Begins at the line above what is new, else at the end. */
export function openAtUnread() {
  const divider = box().querySelector(":scope > .divider");
  if (divider) bring(divider);
  else log.scrollTop = 0;
}

function open() {
  if (restore() || document.querySelector("#messages :target")) return;
  const query = new URLSearchParams(location.search);
  const wanted = message(query.get("around")) ?? box().querySelector(".message--marked");
  if (wanted) bring(wanted, log.clientHeight / 3);
  else if (query.has("after") && first()) bring(first());
  else openAtUnread();
}

/** Called for each message that came in over the stream. */
export function arrived(outcome) {
  if (outcome === "shown" && isAtEnd()) shorten();
  refresh();
}

function shorten() {
  const hadFocus = box().contains(document.activeElement);
  if (!trim()) return;
  if (hadFocus && document.activeElement === document.body) log.focus({ preventScroll: true });
  watchEnds();
}

/** Goes to the end of the conversation, which counts as having seen all. */
export async function toEnd() {
  if (!reachesEnd()) await loadEnd();
  if (!reachesEnd()) return;
  log.scrollTop = 0;
  refresh();
}

// At most once a frame, and in the background not at all.
let frame = null;
function refresh() {
  frame ??= requestAnimationFrame(() => {
    frame = null;
    look();
    showJump();
    keepSoon();
  });
}

function showJump() {
  const hadFocus = jump === document.activeElement;
  jump.hidden = isAtEnd();
  if (jump.hidden && hadFocus) log.focus({ preventScroll: true });
  showUnread();
}

function showUnread() {
  const entry = document.getElementById(`conversation-${box().dataset.conversation}`);
  const unread = entry?.querySelector("[data-count]")?.parentNode.cloneNode(true);
  const shown = jump.querySelector(".jump__unread");
  if (shown.textContent === (unread?.textContent ?? "")) return;
  shown.replaceChildren(...(unread?.childNodes ?? []));
}

// How much is unread is known to the list.
const list = new MutationObserver(refresh);
function watch() {
  list.disconnect();
  const entries = document.getElementById("conversations");
  if (entries) list.observe(entries, { childList: true, subtree: true });
  watchEnds();
  refresh();
}

if (log) {
  open();
  watch();
  log.addEventListener("scroll", refresh, { passive: true });
  addEventListener("resize", refresh);
  for (const event of ["visibilitychange", "natter:extended"]) {
    document.addEventListener(event, refresh);
  }
  document.addEventListener("natter:renewed", watch);
  jump.form.addEventListener("submit", (event) => {
    event.preventDefault();
    toEnd();
  });
}
