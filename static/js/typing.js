// "… is typing": said while somebody types, shown until they stop.

import { box } from "./messages.js";

const SAY_EVERY = 3_000;
const SHOWN_FOR = 5_000;
const line = () => document.getElementById("typing");
let saidAt = 0;
let hiding = 0;

document.getElementById("composer")?.addEventListener("input", ({ target }) => {
  if (target.value.trim() === "" || Date.now() - saidAt < SAY_EVERY) return;
  saidAt = Date.now();
  const said = fetch(box().dataset.typingPath, {
    method: "POST",
    headers: { "HX-Request": "true" },
  });
  // It is only a courtesy.
  said.catch(() => {});
});

/** Shows who types, and hides it again when nothing more is heard. */
export function showTyping(fragment) {
  if (!line()) return;
  line().replaceChildren(fragment);
  clearTimeout(hiding);
  hiding = setTimeout(hideTyping, SHOWN_FOR);
}

/** What was being typed has come. */
export function hideTyping() {
  line()?.replaceChildren();
  saidAt = 0;
}
