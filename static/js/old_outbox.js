// The release before kept a list for each conversation of what was not sent yet.

import { names, read, write } from "./keep.js";

const ours = `unsent:${document.body.dataset.username}:`;
const isList = (name) => !name.slice(ours.length).includes(":");

for (const name of names(ours).filter(isList)) {
  for (const [index, { nonce, text }] of (read(name) ?? []).entries()) {
    write(`${name}:${String(Date.now() + index).padStart(15, "0")}:${nonce}`, { text, seen: 0 });
  }
  write(name, null);
  // As if there were a line again: then the outbox looks what waits.
  dispatchEvent(new Event("online"));
}
