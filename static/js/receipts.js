// Ticks: one when a message is stored, two when the others have read it. How
// far they have read is one attribute of the messages; nobody's fragment says it.

import { before, box, last, seqOf } from "./messages.js";

const isRead = (article) => seqOf(article) <= Number(box().dataset.othersRead);

/** Whether this has changed the ticks of a message. */
function show(article) {
  const state = article.querySelector(".message__receipt");
  const [word, label] = isRead(article) ? ["read", "wordRead"] : ["sent", "wordSent"];
  // What happened to a group has no ticks, and says nothing of those before it.
  if (!state) return true;
  if (state.dataset.receipt === word) return false;
  state.dataset.receipt = word;
  state.ariaLabel = box().dataset[label];
  return true;
}

/** From the end up to where it was known before. */
function showAll() {
  let article = last();
  while (article && (show(article) || !isRead(article))) article = before(article);
}

function changed(records) {
  if (records.some(({ type }) => type === "attributes")) showAll();
  for (const { addedNodes } of records) {
    for (const node of addedNodes) if (node.dataset?.seq) show(node);
  }
}

const observer = new MutationObserver(changed);
function watch() {
  if (box()?.dataset.othersRead === undefined) return;
  observer.observe(box(), { childList: true, attributeFilter: ["data-others-read"] });
  showAll();
}
document.addEventListener("natter:renewed", watch);
watch();
