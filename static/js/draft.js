// The draft of a conversation: what stands in the composer is still there
// after a reload, on the way back, in a second tab, and on another device.

import { post } from "./ask.js";
import { onChange, read, write } from "./keep.js";
import { box } from "./messages.js";

const PAUSE = 1_000;

const field = () => document.getElementById("composer")?.elements.body;

/** Under which it is kept: that of this user in this conversation. */
const name = (kind = "draft") => `${kind}:${document.body.dataset.username}:${box().dataset.conversation}`;
const kept = (kind) => read(name(kind)) ?? "";

// Another text for what was said is no draft, and no draft takes its place.
const isDraft = () => !field().form.elements.version;

let saving = null;
let saved = Promise.resolve();

// One after the other: of two at once, the older one might stay.
const save = () => (saved = saved.then(tell));

/** Keeps what stands in the composer now; an empty one has no draft. */
export function keepDraft() {
  clearTimeout(saving);
  if (!isDraft()) return;
  write(name(), field().value);
  // What was sent is gone elsewhere, too, at once.
  saving = setTimeout(save, field().value && PAUSE);
}

/** Tells the server what it has not been told yet. */
function tell() {
  const fields = Object.fromEntries(new FormData(field().form));
  if (!isDraft() || fields.body === kept("told")) return;
  return post(`${box().dataset.path}/draft`, fields, { keepalive: true })
    .then(({ ok }) => ok && write(name("told"), fields.body))
    .catch(() => {});
}

/** Shows what is kept. The same text, set again, would move the caret. */
function show() {
  if (isDraft() && field().value !== kept()) field().value = kept();
}

if (field()) {
  // Files that were chosen are a part of it.
  if (kept("files")) import("./begun.js");
  field().addEventListener("input", keepDraft);
  // What the server has is newer than what it was told from here; what it has
  // given back after a refusal is newer than both.
  if (isDraft() && !field().ariaInvalid) {
    if (kept() === kept("told")) write(name("told"), field().value);
    else show();
  }
  keepDraft();
  addEventListener("pagehide", tell);
  // A page that was kept has not heard what became of it meanwhile.
  addEventListener("pageshow", show);
  onChange((changed) => changed === name() && show());
}
