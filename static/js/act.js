// What is done with a message is posted, and shown as it is then.

import { post } from "./ask.js";
import { say, sentenceOf } from "./banner.js";
import { copy } from "./clipboard.js";

const SAID_FOR = 8_000;
const box = () => document.getElementById("messages");

/** Shows what an answer has brought, as if the stream had. */
const show = (answer) => htmx.swap({ text: answer, sourceElement: box(), target: box(), swap: "none" });

// Its text has changed meanwhile; the answer shows how it reads now.
export const CONFLICT = 409;

/** Posts what is done with a message, and shows it as it is then. The status,
 * 0 when nothing came back. */
export async function act(path, fields = {}) {
  try {
    const response = await post(path, fields);
    const answer = await response.text();
    const isConflict = response.status === CONFLICT;
    // Not every 200 is Natter's: a network may want one to sign in first.
    const isOurs = response.status === 204 || answer.includes("<hx-partial");
    if (response.ok && !isOurs) throw new Error("not from here");
    if (response.ok || isConflict) show(answer);
    if (!response.ok) say(isConflict ? box().dataset.wordMeanwhile : sentenceOf(answer), SAID_FOR);
    return response.status;
  } catch {
    sayFailed();
    return 0;
  }
}

/** Says that something did not work. */
export const sayFailed = () => say(box().dataset.wordFailed, SAID_FOR);

/** Copies a text, and says so. */
export async function copyAndSay(text) {
  await copy(text);
  say(box().dataset.wordCopied, 4_000);
}

// Where a button posts to: `formAction` is the page itself where it has none.
export const pathOfForm = (button) => button.getAttribute("formaction") ?? button.form.action;
