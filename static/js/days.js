// Headings of days between the messages. Only the place of a change is looked
// at: what stands elsewhere stays, and nobody hears it again.

import { box } from "./messages.js";
import { dayOf, newDay } from "./time.js";

// One that its reader has hidden has no day.
const isArticle = (node) => node.localName === "article" && !node.hidden;
const dayIn = (element) => dayOf(element.querySelector("time"));

function newHeading(day) {
  const heading = document.createElement("h2");
  heading.className = "day";
  heading.setAttribute("aria-live", "off");
  heading.append(newDay(day));
  return heading;
}

/** Sets right what stands between an article, or the end, and the one before. */
function fitHeading(article) {
  const between = [];
  let before = article ? article.previousElementSibling : box().lastElementChild;
  for (; before && !isArticle(before); before = before.previousElementSibling) between.push(before);
  const day = article && dayIn(article);
  const isFirst = article && (!before || dayIn(before) !== day);
  const headings = between.filter((element) => element.matches(".day"));
  const right = isFirst ? headings.find((heading) => dayIn(heading) === day) : null;
  headings.filter((heading) => heading !== right).forEach((heading) => heading.remove());
  if (!isFirst || right) return;
  const divider = between.find((element) => element.matches(".divider"));
  (divider ?? article).before(newHeading(day));
}

function articleFrom(node) {
  while (node && !isArticle(node)) node = node.nextSibling;
  return node;
}

/** The articles, or the end, before which something changed. */
function touchedBy(records) {
  const touched = new Set();
  const isHere = (node) => node.parentNode === box();
  for (const { addedNodes, nextSibling } of records) {
    for (const node of addedNodes) if (isArticle(node) && isHere(node)) touched.add(node);
    if (!nextSibling || isHere(nextSibling)) touched.add(articleFrom(nextSibling));
  }
  return touched;
}

function fit(articles) {
  articles.forEach(fitHeading);
  // What this changed itself is no news.
  observer.takeRecords();
}

const observer = new MutationObserver((records) => fit(touchedBy(records)));

/** Fits the days to what has just changed, for who measures afterwards. */
export function fitDays() {
  const records = observer.takeRecords();
  if (records.length > 0) fit(touchedBy(records));
}

function watch() {
  if (!box()) return;
  observer.observe(box(), { childList: true });
  fit(box().querySelectorAll(":scope > article:not([hidden])"));
}

document.addEventListener("natter:renewed", watch);
watch();
