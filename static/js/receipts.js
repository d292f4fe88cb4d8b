// Ticks: one when a message is stored, two when the others have read it. How
// far they have read is one attribute of the messages; nobody's fragment says it.

import { all, box, seqOf } from "./messages.js";

function show() {
  const messages = box();
  if (messages?.dataset.othersRead === undefined) return;
  const read = Number(messages.dataset.othersRead);
  for (const article of all()) {
    const state = article.querySelector(".message__state");
    const word = seqOf(article) <= read ? "read" : "sent";
    if (!state || state.dataset.receipt === word) continue;
    state.dataset.receipt = word;
    state.ariaLabel = messages.dataset[`word${word === "read" ? "Read" : "Sent"}`];
  }
}

const observer = new MutationObserver(show);
function watch() {
  if (!box()) return;
  observer.observe(box(), { childList: true, attributeFilter: ["data-others-read"] });
  show();
}
document.addEventListener("natter:renewed", watch);
watch();
