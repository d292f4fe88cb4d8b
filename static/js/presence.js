// Tells the server whether somebody looks at this page, and shows what it
// tells about others.

import { post } from "./ask.js";
import { since } from "./clock.js";

const BEAT = 25_000; // The server's lease lasts 60 s.
const IDLE = 180_000;
export const live = () => document.getElementById("live");

// What the server knows. A stream that never said anything counts as shown.
const SHOWN = "visible=1&idle=0";
let told = { name: null, state: SHOWN, at: 0 };
let used = Date.now();
let leaving = false;

/** The stream's name, which changes when the page is made anew. */
function connection() {
  const url = live()?.getAttribute("hx-sse:connect");
  return url && new URL(url, location.href).searchParams.get("connection");
}

const isIdle = () => since(used) >= IDLE;
const state = () => `visible=${document.hidden ? 0 : 1}&idle=${isIdle() ? 1 : 0}`;

function tell() {
  const name = connection();
  if (!name || leaving) return;
  told = { name, state: state(), at: Date.now() };
  const fields = Object.fromEntries(new URLSearchParams(`${told.state}&connection=${name}`));
  // Should it not arrive, the next one does.
  post(live().dataset.beat, fields, { keepalive: true }).catch(() => {});
}

/** Tells what is new, and from time to time that the page is still looked at. */
function beat() {
  const name = connection();
  if (name !== told.name) told = { name, state: SHOWN, at: Date.now() };
  const isDue = !document.hidden && since(told.at) >= BEAT;
  if (isDue || told.state !== state()) tell();
}

function use() {
  const was = isIdle();
  used = Date.now();
  if (was) beat();
}

// No "scroll": the page also scrolls by itself when a message arrives.
for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  document.addEventListener(kind, use, { capture: true, passive: true });
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) use();
  // A page that is being left is hidden, too; the next one must find its
  // reader where they were.
  setTimeout(beat, document.hidden ? 500 : 0);
});
addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));
// The stream is there, or there again after the server had lost it.
document.addEventListener("htmx:sse:after:connection", () => {
  if (connection() === told.name) tell();
  else beat();
});
setInterval(beat, 5_000);

/** Shows the presence of the people in a fragment, in the list and the header. */
export function takePresence(fragment) {
  for (const mark of fragment.querySelectorAll(".presence[data-person]")) {
    const same = `#conversations .presence[data-person="${CSS.escape(mark.dataset.person)}"]`;
    document.querySelectorAll(same).forEach((old) => old.replaceWith(mark.cloneNode(true)));
  }
  const line = document.getElementById("presence");
  if (!line) return;
  const same = `.presence-line[data-person="${CSS.escape(line.dataset.person)}"]`;
  const fresh = fragment.querySelector(same);
  if (fresh) line.replaceChildren(...fresh.childNodes);
}
