// The messages that a page shows: one unbroken range, each once, in order.

export const box = () => document.getElementById("messages");
export const all = () => [...box().querySelectorAll("article[data-seq]")];
export const seqOf = (article) => Number(article.dataset.seq);
export const lastSeq = () => Math.max(0, ...all().map(seqOf));

/** The end of what is shown without a gap: an own message may stand before the
 * one that came earlier has arrived, and then that one has not been seen. */
export function lastSeen() {
  const seqs = all().map(seqOf);
  const gap = seqs.findIndex((seq, place) => place > 0 && seq !== seqs[place - 1] + 1);
  return (gap < 0 ? seqs.at(-1) : seqs[gap - 1]) ?? 0;
}

const firstSeq = () => Math.min(...all().map(seqOf));
const versionOf = (article) => Number(article.dataset.version);

/** Whether the range reaches the end of the conversation. */
export const reachesEnd = () => !box().querySelector(":scope > .newer");

const isLoading = (link) => box().querySelector(`:scope > .${link}[aria-busy]`) !== null;

/** The reader's own copies that are not stored yet. */
export const pending = () => [...box().querySelectorAll("article[data-state]")];

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
  const shown = document.getElementById(article.id);
  const copy = pending().find((own) => own.dataset.nonce === article.dataset.nonce);
  const outcome = shown ? replace(shown, article) : place(article);
  if (copy) stored(copy);
  return outcome;
}

/** The row of this copy has come in. */
export function stored(copy) {
  copy.remove();
  document.dispatchEvent(new CustomEvent("natter:stored", { detail: copy }));
}

function replace(shown, article) {
  if (versionOf(article) < versionOf(shown)) return "dropped";
  if (versionOf(article) > versionOf(shown)) shown.replaceWith(article);
  return "shown";
}

function place(article) {
  const seq = seqOf(article);
  const articles = all();
  const hasOlder = box().querySelector(":scope > .older") !== null;
  if (hasOlder && seq < firstSeq()) return keep(article, "older", "dropped");
  if (seq > lastSeq() && !reachesEnd()) return keep(article, "newer", "below");
  const next = articles.find((other) => seqOf(other) > seq) ?? pending()[0] ?? null;
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
