// Over plain http a browser opens six connections to a server, and pages need
// some of them. So the tabs of one browser share four streams. A tab in the
// background keeps its stream until a fifth is wanted; then the least recently
// used gives its own up, until it is shown or used or there is room again.
//
// Every tab tells the others about itself, knows all of them and follows the
// same rule, so nobody decides for all. In the background timers may be late:
// only what is not urgent waits for one. (Web Locks would need https.)

const PLACES = 4;
// How long a place must be free before it is taken: the time to answer, and to
// close a connection. Who stays silent ten times as long is gone.
const PAUSE = 100;
const PATIENCE = 1_000;

const channel = "BroadcastChannel" in window ? new BroadcastChannel("natter:tabs") : null;
const me = { id: Math.random(), used: 0, shown: false, open: false };
const others = new Map();
let here = false;
let timer = null;
let onPlace, onLoss;

const count = (counts) => [...others.values()].filter(counts).length;
const say = (more) => channel?.postMessage({ ...me, ...more });

/** Whether one tab goes before the other: being shown is being used. */
function precedes(one, other) {
  if (one.shown !== other.shown) return one.shown;
  return one.used === other.used ? one.id > other.id : one.used > other.used;
}

/** Whether this tab is among the first. Without a channel only a shown one is. */
const isAllowed = () => (channel ? count((tab) => precedes(tab, me)) < PLACES : me.shown);

/** Whether those who have a place or go before leave one over. */
const hasRoom = () => count((tab) => tab.open || precedes(tab, me)) < PLACES;

function settle(pause = PAUSE) {
  if (!here) return;
  clearTimeout(timer);
  if (!me.open) timer = setTimeout(takePlace, pause);
  else if (!isAllowed()) givePlace();
}

function takePlace() {
  if (!here || me.open || !isAllowed() || !hasRoom()) return;
  me.open = true;
  say();
  onPlace();
}

function givePlace() {
  me.open = false;
  onLoss();
  say();
}

/** Everybody answers; who does not is forgotten, however it went. */
function callTheRoll() {
  const began = performance.now();
  setTimeout(() => {
    for (const [id, tab] of others) if (tab.heard < began) others.delete(id);
    settle();
  }, PATIENCE);
}

function ask() {
  callTheRoll();
  say({ asks: true });
}

function hear(tab) {
  if (!here) return;
  if (tab.gone) {
    others.delete(tab.id);
    // Perhaps it only goes to another page, and is back at once.
    settle(PATIENCE);
    return;
  }
  if (tab.asks) {
    callTheRoll();
    say();
  }
  others.set(tab.id, { ...tab, heard: performance.now() });
  settle();
}

/** This tab is in use, or was until now. */
function use() {
  if (!here) return;
  me.shown = !document.hidden;
  me.used = Math.max(Date.now(), ...[...others.values()].map((tab) => tab.used + 1));
  if (me.open) say();
  else ask();
  settle();
}

/** Takes part. From then on the tab is told to open its stream or to end it. */
export function enter(take, give) {
  if (here) return;
  [onPlace, onLoss] = [take, give];
  here = true;
  me.shown = !document.hidden;
  if (me.shown) me.used = Date.now();
  others.clear();
  ask();
  settle();
}

/** Gives the stream up and takes no part any more. */
export function leave() {
  if (!here) return;
  if (me.open) givePlace();
  here = false;
  say({ gone: true });
}

// Who crashed has told nobody.
setInterval(() => here && me.shown && !me.open && ask(), 30_000);

channel?.addEventListener("message", (event) => hear(event.data));
document.addEventListener("visibilitychange", use);
const isLatest = () => count((tab) => tab.used > me.used) === 0;
for (const sign of ["focus", "pointerdown", "keydown", "wheel"]) {
  addEventListener(sign, () => isLatest() || use(), { capture: true, passive: true });
}
// A page that is left may be kept, and a frozen one answers nobody.
const again = () => onPlace && enter(onPlace, onLoss);
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => event.persisted && again());
document.addEventListener("freeze", leave);
document.addEventListener("resume", again);
