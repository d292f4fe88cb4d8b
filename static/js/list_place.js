// The place in the list: how much of it is loaded, and how far it is scrolled,
// stay from page to page of a tab. Near the end of what is loaded the next
// part is fetched.

import { hasMore, list, loaded, loadMore } from "./conversations.js";

const NAME = `natter:list:${document.body.dataset.username}`;
const NEAR = 400;
const PAUSE = 5_000; // After a part that did not come.

const pane = document.querySelector(".conversation-list");
const isShown = () => pane?.clientHeight > 0;

let place = read() ?? { top: 0, entries: 0 };
let isRestoring = false;

function note() {
  if (isShown() && !isRestoring) place = { top: pane.scrollTop, entries: loaded().length };
}

/** Goes where one was, unless somebody scrolls while the rest is fetched. */
async function restore() {
  if (!isShown()) return;
  isRestoring = true;
  const { top, entries } = place;
  pane.scrollTop = top;
  const reached = pane.scrollTop;
  const missing = entries - loaded().length;
  const isWhole = missing <= 0 || !hasMore() || (await loadMore(missing));
  if (isWhole && pane.scrollTop === reached) pane.scrollTop = top;
  isRestoring = false;
  fill();
}

const isNearEnd = () => isShown() && hasMore() && pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR;

let isFilling = false;
let notBefore = 0;
async function fill() {
  if (isFilling || isRestoring) return;
  isFilling = true;
  while (isNearEnd() && Date.now() >= notBefore) {
    if (!(await loadMore())) notBefore = Date.now() + PAUSE;
  }
  isFilling = false;
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME));
  } catch {
    return null;
  }
}

function write() {
  note();
  try {
    sessionStorage.setItem(NAME, JSON.stringify(place));
  } catch {
    // Then the next page begins at the top.
  }
}

if (pane && list()) {
  pane.addEventListener("scroll", () => (note(), fill()), { passive: true });
  document.addEventListener("natter:listed", fill);
  // A page made anew has the first part only.
  document.addEventListener("natter:renewed", restore);
  addEventListener("pagehide", write);
  restore();
}
