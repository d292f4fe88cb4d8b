// The read pointer: moves as messages are really seen.

import { post } from "./ask.js";
import { box, lastSeen, see } from "./messages.js";
import { lowest } from "./view.js";

const FIRST_PAUSE = 1_000;
let pause = FIRST_PAUSE;
let telling = null;

/** Takes note of what is in view, if somebody looks. */
export function look() {
  if (document.hidden) return;
  const article = lowest();
  if (article) see(article);
  tellSoon();
}

const isTold = () => lastSeen() <= Number(box().dataset.read);

function tellSoon() {
  if (!isTold()) telling ??= setTimeout(tell, 200);
}

async function tell() {
  const messages = box();
  const seq = lastSeen();
  const told = await isNoted(messages.dataset.readPath, seq);
  telling = null;
  if (told) [messages.dataset.read, pause] = [seq, FIRST_PAUSE];
  // Perhaps the page was made anew meanwhile, or more was seen.
  if (told || !messages.isConnected) return tellSoon();
  telling = setTimeout(tell, pause);
  pause = Math.min(pause * 2, 30_000);
}

/** Whether there is nothing more to say: it is stored, or refused for good. */
async function isNoted(path, seq) {
  try {
    const { status } = await post(path, { seq });
    return status < 500 && ![408, 425, 429].includes(status);
  } catch {
    return false;
  }
}
