// The outbox: what was written and is not stored yet. It belongs to a user and
// not to a page: the browser keeps it, and any open page sends what waits.
//
// A message leaves when the one before it in its conversation is stored, and
// its nonce makes sending it again harmless. So two pages that send at the same
// time neither double anything nor change the order, and need not agree on one
// of them (http on a LAN has no Web Locks).

import { post } from "./ask.js";
import { isHeld, names, onChange, read, write } from "./keep.js";
import { say, sentenceOf } from "./banner.js";
import { freshNonce } from "./nonce.js";

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 20_000;
// Who wrote it sends it. Should that page be gone, another one does.
const HELP_AFTER = 30_000;
const SAID_FOR = 8_000;

const ours = `unsent:${document.body.dataset.username}:`;

/** What waits in this conversation, or in all of them, oldest first. */
export const waiting = (conversation = "") =>
  names(ours + conversation)
    .map(entryOf)
    .filter(({ nonce }) => nonce);

const nameFor = (conversation, at, nonce) => `${ours}${conversation}:${String(at).padStart(15, "0")}:${nonce}`;

// One name for each, so that two tabs never overwrite each other's.
function entryOf(name) {
  const [conversation, at, nonce] = name.slice(ours.length).split(":");
  return { name, conversation, at: Number(at), nonce, ...read(name) };
}

/** Whether the server will not take it as it is. */
export const isRefused = ({ problem }) => problem !== undefined;

/** Takes over a text, how far its author had seen the conversation, what it
 * answers, and its files, each an id with a name. Returns its nonce. */
export function add(conversation, text, seen, reply, files) {
  // Later than the one before, even after the clock was set back.
  const at = Math.max(Date.now(), (waiting(conversation).at(-1)?.at ?? 0) + 1);
  const nonce = freshNonce();
  write(nameFor(conversation, at, nonce), { text, seen, reply, files });
  send();
  return nonce;
}

/** Its author gives it up, or its row has come in. */
export function remove(entry) {
  write(entry.name, null);
  if (underWay?.name === entry.name) underWay.isGone();
  send();
}

/** Sends what was refused once more. */
export function retry({ name, text, seen, reply, files }) {
  write(name, { text, seen, reply, files });
  send();
}

let page = { stored() {}, refused: () => false };
/** Tells the page that shows a conversation what became of a message: `stored`
 * with the answer; `refused` with the sentence, and it may take the text back. */
export const tell = (handlers) => (page = handlers);

/** The one that is on its way. */
export let underWay = null;
let pause = FIRST_PAUSE;
let timer = null;
// In whose name the server would take it is not known until the page is made anew.
let isStopped = false;
const mayNotSend = () => isStopped || "closed" in document.body.dataset;

async function send() {
  clearTimeout(timer);
  timer = null;
  if (underWay || mayNotSend()) return;
  let goesOn = true;
  try {
    while (goesOn && (underWay = next())) goesOn = await deliver(underWay);
  } finally {
    underWay = null;
  }
}

function sendIn(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

/** The oldest of those that come first in their conversation. One that was
 * refused holds those behind it. */
function next() {
  const first = new Map();
  for (const entry of waiting()) {
    if (!first.has(entry.conversation)) first.set(entry.conversation, entry);
  }
  return [...first.values()].filter((entry) => !isRefused(entry)).sort((one, other) => one.at - other.at)[0];
}

/** Says whether the next one may follow. */
async function deliver(entry) {
  // The stream may bring the row while its answer is lost.
  const gone = new Promise((resolve) => (entry.isGone = resolve));
  const answer = await Promise.race([ask(entry), gone]);
  if (!answer) return true;
  if (isStored(answer, entry)) return store(entry, answer);
  if (isNobodys(answer)) return stop(answer);
  return isForGood(answer) ? refuse(entry, answer) : tryAgain(answer);
}

async function ask({ conversation, nonce, text, seen, reply = 0, files }) {
  const path = `/conversations/${conversation}/messages`;
  // Kept alive, so that who writes and leaves at once has said it.
  const options = { signal: AbortSignal.timeout(PATIENCE), keepalive: true };
  try {
    const response = await post(path, { body: text, nonce, seen, reply_to: reply }, options, files);
    const wait = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.status, text: await response.text(), wait };
  } catch {
    return { status: 0, text: "", wait: 0 };
  }
}

// Not every 200 is Natter's: a network may want one to sign in first.
const isStored = ({ status, text }, { nonce }) => status === 200 && text.includes(`data-nonce="${nonce}"`);
const isNobodys = ({ status }) => status === 401 || status === 403;
const isForGood = ({ status }) => status >= 400 && status < 500 && ![408, 425, 429].includes(status);

async function store(entry, { text }) {
  pause = FIRST_PAUSE;
  try {
    await page.stored(entry, text);
  } finally {
    write(entry.name, null);
  }
  return true;
}

/** Nothing is sent in somebody else's name. */
function stop({ text }) {
  isStopped = true;
  say(sentenceOf(text), SAID_FOR);
  return false;
}

function refuse(entry, { status, text: answer }) {
  const problem = sentenceOf(answer) ?? "";
  const { name, text, seen, reply, files } = entry;
  // No row will come for its copy.
  underWay = null;
  write(name, page.refused(entry, status, problem) ? null : { text, seen, reply, files, problem });
  return true;
}

function tryAgain({ wait }) {
  // With jitter, or all pages would come back at once.
  sendIn(Math.max(wait * 1_000, pause * (0.5 + Math.random())));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
  return false;
}

/** There may be a line again. Pages in the background let others go first. */
function lineIsBack() {
  pause = FIRST_PAUSE;
  if (document.hidden) sendIn(FIRST_PAUSE * (1 + Math.random()));
  else send();
}

if ("username" in document.body.dataset) {
  onChange((name) => {
    if (name.startsWith(ours) && !underWay) timer ??= setTimeout(send, HELP_AFTER);
  });
  addEventListener("online", lineIsBack);
  // Either proves that this page's reader is signed in.
  for (const proof of ["htmx:sse:after:connection", "natter:renewed"]) {
    document.addEventListener(proof, () => {
      isStopped = false;
      lineIsBack();
    });
  }
  // Who signs out is forgotten, with what waits.
  let signsOut = false;
  addEventListener("submit", ({ target }) => (signsOut = target.action.endsWith("/logout")));
  addEventListener("beforeunload", (event) => {
    if (isHeld(ours) || (signsOut && waiting().length > 0)) event.preventDefault();
  });
  lineIsBack();
}
