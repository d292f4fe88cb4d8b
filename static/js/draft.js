// The draft of a conversation: what stands in the composer is still there
// after a reload, on the way back, and in a second tab.

import { read, watch, write } from "./keep.js";
import { box } from "./messages.js";

const field = () => document.getElementById("composer")?.elements.body;

/** Under which it is kept: that of this user in this conversation. */
const name = () => `draft:${document.body.dataset.username}:${box().dataset.conversation}`;

/** Keeps what stands in the composer now; an empty one has no draft. */
export const keepDraft = () => field().form.elements.version || write(name(), field().value);

if (field()) {
  field().addEventListener("input", keepDraft);
  // What the server has given back after a refusal is newer than the draft.
  if (field().value === "") field().value = read(name()) ?? "";
  else keepDraft();
  // A page that was kept has not heard what became of it meanwhile.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) field().value = read(name()) ?? "";
  });
  watch(name(), (before, now) => {
    if (field().value === (before ?? "")) field().value = now ?? "";
  });
}
