// The messages that a page shows: one unbroken range, each once, in order. What
// happens at each arrival looks at the ends of the range, never at all of it.

export const box = () => document.getElementById("messages");
export const seqOf = (article) => Number(article.dataset.seq);
export const message = (seq) => document.getElementById(`message-${seq}`);
const versionOf = (article) => Number(article.dataset.version);

function nearest(element, side) {
  let found = element;
  while (found && !found.dataset.seq) found = found[side];
  return found;
}

/** The stored message at, before or after a child of the messages. */
export const messageFrom = (child) => nearest(child, "nextElementSibling");
export const before = (child) => nearest(child.previousElementSibling, "previousElementSibling");
export const after = (child) => nearest(child.nextElementSibling, "nextElementSibling");

export const first = () => messageFrom(box().firstElementChild);
export const last = () => nearest(box().lastElementChild, "previousElementSibling");
const firstSeq = () => (first() ? seqOf(first()) : Infinity);
const lastSeq = () => (last() ? seqOf(last()) : 0);

/** What stands below the last stored message: a link, and what is not stored. */
function tail() {
  const elements = [];
  let child = box().lastElementChild;
  for (; child && !child.dataset.seq; child = child.previousElementSibling) elements.unshift(child);
  return elements;
}

/** The link to what lies before the range, if there is something. */
export function older() {
  const child = box().firstElementChild;
  return child?.matches(".older") ? child : null;
}

/** The link to what lies after the range, if there is something. */
export const newer = () => tail().find((child) => child.matches(".newer")) ?? null;

/** Whether the range reaches the end of the conversation. */
export const reachesEnd = () => newer() === null;

/** The reader's own copies that are not stored yet. */
export const pending = () => tail().filter((child) => child.dataset.state);

export const isLoading = (link) => link?.ariaBusy === "true";

// What lies outside the range while a part of the history is on its way. That
// part may have been read before the change, so it is applied afterwards.
const kept = new Map();

/**
 * Puts a message where it belongs: replaces an older version of itself or the
 * pending copy with its nonce, or sorts it in. Outside the range it is only
 * counted. Says what became of it: "shown", "below" (arrived after the range)
 * or "dropped".
 */
export function upsert(article) {
  quote(article);
  const shown = document.getElementById(article.id);
  const copy = pending().find((own) => own.dataset.nonce === article.dataset.nonce);
  const outcome = shown ? replace(shown, article) : place(article);
  if (copy) stored(copy);
  return outcome;
}

/** What is quoted shows as it is now, wherever the original stands. */
function quote({ dataset: { seq, version, line } }) {
  if (line === undefined) return;
  for (const shown of document.querySelectorAll(`[data-quoted="${seq}"]`)) {
    if (Number(shown.dataset.quotedVersion) >= Number(version)) continue;
    shown.dataset.quotedVersion = version;
    shown.lastElementChild.textContent = line;
  }
}

/** The row of this copy has come in. */
export function stored(copy) {
  copy.remove();
  document.dispatchEvent(new CustomEvent("natter:stored", { detail: copy }));
}

function replace(shown, article) {
  if (versionOf(article) < versionOf(shown)) return "dropped";
  if (versionOf(article) === versionOf(shown)) return "shown";
  const focused = shown.contains(document.activeElement) && document.activeElement;
  shown.replaceWith(article);
  if (focused) focusLike(focused, article);
  return "shown";
}

/** The focus stays at the message, or in the log when nothing there takes it. */
function focusLike({ dataset: { emoji } }, article) {
  const like = emoji && article.querySelector(`[data-emoji="${emoji}"]`);
  (like || article.querySelector(".message__more") || box().parentElement).focus({ preventScroll: true });
}

function place(article) {
  const seq = seqOf(article);
  if (older() && seq < firstSeq()) return keep(article, older(), "dropped");
  if (newer() && seq > lastSeq()) return keep(article, newer(), "below");
  let next = pending()[0] ?? null;
  for (let other = last(); other && seqOf(other) > seq; other = before(other)) next = other;
  box().insertBefore(article, next);
  return "shown";
}

function keep(article, link, otherwise) {
  if (isLoading(link)) kept.set(article.id, article);
  return otherwise;
}

/** Applies what was kept while a part of the history was loaded. */
export function applyKept() {
  const articles = [...kept.values()];
  kept.clear();
  articles.sort((one, other) => versionOf(one) - versionOf(other)).forEach(upsert);
}

let seen = 0;

/** How far the reader has really seen the conversation. */
export const lastSeen = () => Math.max(seen, Number(box().dataset.read));

/** The page is made anew: what was seen in another life of the data says nothing. */
export function forgetSeen() {
  seen = 0;
  kept.clear();
}

/** This message was in view, and what is shown above it was before. */
export function see(article) {
  seen = Math.max(lastSeen(), seqOf(unbroken(article, lastSeen())));
}

/** Where what is shown between `seq` and a message first has a gap: an own
 * message may stand before the one that came earlier has arrived, and then that
 * one has not been seen. */
function unbroken(article, seq) {
  let end = article;
  let other = before(article);
  for (let one = article; other && seqOf(one) > seq; other = before(one)) {
    if (seqOf(other) < seqOf(one) - 1) end = other;
    one = other;
  }
  return end;
}

const MOST = 300;
const ENOUGH = 250;

/** Lets go of the oldest messages when there are too many. Whether there were. */
export function trim() {
  const isLong = lastSeq() - firstSeq() >= MOST && !isLoading(older());
  const oldest = isLong && message(lastSeq() - ENOUGH + 1);
  if (!oldest) return false;
  let day = null;
  for (let child = box().firstElementChild; child !== oldest; child = box().firstElementChild) {
    if (child.matches(".day")) day = child;
    child.remove();
  }
  const link = linkBefore(seqOf(oldest));
  box().prepend(...[link, day].filter(Boolean));
  htmx.process(link);
  return true;
}

function linkBefore(seq) {
  const link = document.getElementById("older").content.firstElementChild.cloneNode(true);
  const { path } = box().dataset;
  link.href = `${path}?before=${seq}`;
  link.setAttribute("hx-get", `${path}/messages?before=${seq}`);
  return link;
}
