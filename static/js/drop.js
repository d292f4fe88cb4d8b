// Where files can be let go: the whole conversation.

import { widget } from "./widgets.js";

// Nothing says that files have left the window; they move all the time before.
const GONE_AFTER = 300;
let shown = null;
let timer = null;

export async function showDrop() {
  clearTimeout(timer);
  timer = setTimeout(hideDrop, GONE_AFTER);
  if (shown) return;
  shown = document.createElement("div");
  const drop = await widget("drop");
  if (!shown) return;
  shown = drop;
  document.querySelector("main").append(drop);
}

export function hideDrop() {
  clearTimeout(timer);
  shown?.remove();
  shown = null;
}
