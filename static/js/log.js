// The reading place: stays at the end when it was at the end, stays put when
// somebody reads further up; moves the read pointer when the end is seen.

import { post } from "./ask.js";
import { all, applyKept, box, lastSeen, lastSeq, pending, reachesEnd, seqOf } from "./messages.js";
import { fitDays } from "./days.js";

const log = document.querySelector(".log");
const jump = document.querySelector(".jump button");

// The log is reversed: its scroll position is 0 at the end and negative above.
const atEnd = () => !log || Math.abs(log.scrollTop) < 32;
const isVisible = (article) => article.getBoundingClientRect().bottom > log.getBoundingClientRect().top;

/** The seq of the topmost message in view, or 0 at the end of everything. */
export function firstVisible() {
  if (!log || (atEnd() && reachesEnd())) return 0;
  const article = all().find(isVisible);
  return article ? seqOf(article) : 0;
}

/** Changes the page without moving the text that somebody is reading. */
export function keepPlace(change) {
  const anchor = log && !atEnd() ? all().find(isVisible) : null;
  const before = anchor?.getBoundingClientRect().top;
  const outcome = change();
  fitDays();
  const same = anchor && document.getElementById(anchor.id);
  if (same) log.scrollTop += same.getBoundingClientRect().top - before;
  else if (log && anchor === null && reachesEnd()) log.scrollTop = 0;
  return outcome;
}

/** Called for each message that came in over the stream. */
export function arrived(article, outcome) {
  if (outcome === "dropped") return;
  const below = outcome === "below" || (seqOf(article) === lastSeq() && !atEnd());
  if (below && jump) jump.hidden = false;
  markRead();
}

export function toEnd() {
  if (reachesEnd()) log.scrollTop = 0;
  else if (pending().length === 0) location.assign(box().dataset.path);
}

// Only what was really seen counts: the page is shown and its end in view.
let marking = null;
function markRead() {
  if (!box() || document.hidden || !atEnd() || !reachesEnd()) return;
  if (jump) jump.hidden = true;
  const seq = lastSeen();
  if (seq <= Number(box().dataset.read) || marking) return;
  marking = setTimeout(send, 200);
}

const FIRST_PAUSE = 1_000;
let pause = FIRST_PAUSE;
async function send() {
  const messages = box();
  const seq = lastSeen();
  const told = await tell(messages.dataset.readPath, seq);
  marking = null;
  if (told) [messages.dataset.read, pause] = [seq, FIRST_PAUSE];
  // Perhaps the page was made anew meanwhile, or more has come.
  if (told || !messages.isConnected) return markRead();
  marking = setTimeout(send, pause);
  pause = Math.min(pause * 2, 30_000);
}

/** Whether there is nothing more to say: it is stored, or refused for good. */
async function tell(path, seq) {
  try {
    return (await post(path, { seq })).status < 500;
  } catch {
    return false;
  }
}

// Parts of the history: say that they are coming, keep the place, and apply
// what arrived meanwhile.
const isPart = (element) => element?.matches?.(".older, .newer") && element.closest("#messages");
document.addEventListener("htmx:before:request", (event) => {
  const link = event.target;
  if (!isPart(link)) return;
  link.dataset.words = link.textContent;
  link.textContent = link.dataset.loading;
  link.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:finally:request", (event) => {
  const link = event.target;
  if (!isPart(link) || !link.isConnected || !link.dataset.words) return;
  link.textContent = link.dataset.words;
  link.removeAttribute("aria-busy");
});
let place = null;
document.addEventListener("htmx:before:swap", (event) => {
  if (!isPart(event.detail.ctx?.sourceElement)) return;
  const anchor = all().find(isVisible);
  place = anchor && { anchor, top: anchor.getBoundingClientRect().top };
});
document.addEventListener("htmx:after:swap", () => {
  if (!place) return;
  fitDays();
  log.scrollTop += place.anchor.getBoundingClientRect().top - place.top;
  place = null;
  applyKept();
  pending().forEach((copy) => box().append(copy));
});

if (log) {
  log.addEventListener("scroll", markRead, { passive: true });
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("natter:renewed", markRead);
  jump?.addEventListener("click", toEnd);
  markRead();
}
