// Further parts of the history: loaded when one comes near them, or by their
// links. The text stays where it is, and what arrives meanwhile is not lost.

import { get } from "./ask.js";
import { after, applyKept, before, box, first, isLoading, last, newer, older, pending } from "./messages.js";
import { keepPlace, log, quietly } from "./view.js";

const NEAR = "400px 0px";
const nearby = log && new IntersectionObserver(comesNear, { root: log, rootMargin: NEAR });

/** Loads what lies beyond the range when somebody comes near. */
export function watchEnds() {
  nearby.disconnect();
  for (const link of [older(), newer()]) if (link) nearby.observe(link);
}

function comesNear(entries) {
  const near = entries.filter((entry) => entry.isIntersecting && entry.target.isConnected);
  if (near.length > 0 && navigator.onLine) htmx.trigger(near[0].target, "click");
}

const isPart = (element) => element.parentNode === box() && element.matches(".older, .newer");

document.addEventListener("htmx:before:request", (event) => {
  const link = event.target;
  if (!log || !isPart(link)) return;
  if (isLoading(older()) || isLoading(newer())) return event.preventDefault();
  link.dataset.words = link.textContent;
  link.textContent = link.dataset.loading;
  link.ariaBusy = "true";
});

// What has come has replaced its link; where nothing came, it can be tried again.
document.addEventListener("htmx:finally:request", (event) => {
  const link = event.target;
  if (log && isPart(link) && isLoading(link) && !ending) settle(link);
});

function settle(link) {
  link.textContent = link.dataset.words ?? link.textContent;
  link.ariaBusy = null;
}

/** Puts a part in the place of the link to it. Returns what is new. */
export function takePart(link, fragment) {
  if (!link.isConnected) return [];
  const [edge, beyond] = link === older() ? [first(), before] : [last(), after];
  const hadFocus = link === document.activeElement;
  const isDivided = box().querySelector(":scope > .divider") !== null;
  const part = [...fragment.children].filter((child) => !isDivided || !child.matches(".divider"));
  quietly(() => keepPlace(() => link.replaceWith(...part)));
  if (hadFocus) focus((edge && beyond(edge)) ?? first());
  isExtended();
  return part;
}

function focus(article) {
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
}

function isExtended() {
  applyKept();
  watchEnds();
  document.dispatchEvent(new Event("natter:extended"));
}

let ending = null;

/** Shows the end of the conversation in the place of another part. */
export async function loadEnd() {
  ending ??= fetchEnd(newer()).finally(() => (ending = null));
  // What did not come can be asked for again.
  await ending.catch(() => {});
}

async function fetchEnd(link) {
  htmx.trigger(link, "htmx:abort");
  link.ariaBusy = "true";
  try {
    await takeEnd(link, await get(endOf(box().dataset), { "HX-Request": "true" }));
  } finally {
    settle(link);
  }
}

const endOf = ({ path }) => `${path}/messages?before=${Number.MAX_SAFE_INTEGER}`;

async function takeEnd(link, response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // Perhaps the page was made anew meanwhile.
  if (!response.ok || !link.isConnected) return;
  quietly(() => box().replaceChildren(...page.body.children, ...pending()));
  htmx.process(box());
  isExtended();
}
