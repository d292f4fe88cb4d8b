// What is done with a message that stands there: its menu, answers, edits,
// reactions, several at once. Fetched when it is wanted.

import { get, post } from "./ask.js";
import { say, sentenceOf } from "./banner.js";
import { begin, leave } from "./composer_about.js";
import { select } from "./selection.js";

const SAID_FOR = 8_000;
const me = document.body.dataset.username;
const box = document.getElementById("messages");
const pathOf = (article) => `${location.origin}${box.dataset.path}/messages/${article.dataset.seq}`;

/** Shows what an answer has brought, as if the stream had. */
const show = (answer) => htmx.swap({ text: answer, sourceElement: box, target: box, swap: "none" });

/** Posts what is done with a message, and shows it as it is then. Whether it
 * was done. */
async function act(path, fields = {}) {
  try {
    const response = await post(path, fields);
    const answer = await response.text();
    if (response.ok) show(answer);
    else say(sentenceOf(answer), SAID_FOR);
    return response.ok;
  } catch {
    say(box.dataset.wordFailed, SAID_FOR);
    return false;
  }
}

// Where a button posts to: `formAction` is the page itself where it has none.
const pathOfForm = (button) => button.getAttribute("formaction") ?? button.form.action;

/** Puts the reader's reaction there, or takes it away. */
export function react(button) {
  const isMine = (button.dataset.by ?? "").split(" ").includes(me) || button.ariaPressed === "true";
  return act(pathOfForm(button), { emoji: button.value, on: isMine ? "0" : "1" });
}

const popover = document.createElement("div");
popover.className = "popover";
popover.popover = "auto";
popover.id = "message-menu";
document.querySelector("main").append(popover);

let opener = null;
popover.addEventListener("toggle", ({ newState }) => {
  opener?.setAttribute("aria-expanded", String(newState === "open"));
  if (newState === "closed") opener?.focus({ preventScroll: true });
});

async function fetchMenu(link) {
  const response = await get(link.href, { "HX-Request": "true" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  popover.innerHTML = await response.text();
  for (const one of popover.querySelectorAll("[data-script]")) one.hidden = false;
  return popover.querySelector("form");
}

const articleOf = (link) => link.closest("article");

/** What may be done with the message of this link. */
export async function openMenu(link) {
  try {
    opener = link;
    await fetchMenu(link);
    popover.showPopover({ source: link });
    popover.querySelector("button, a").focus();
  } catch {
    location.assign(link.href);
  }
}

popover.addEventListener("click", (event) => {
  const chosen = event.target.closest("a, button");
  if (!chosen) return;
  if (chosen.dataset.emoji) {
    event.preventDefault();
    popover.hidePopover();
    react(chosen);
    return;
  }
  const done = acts[chosen.dataset.act];
  if (!done) return;
  event.preventDefault();
  done(chosen, articleOf(opener), popover.querySelector("form"));
});

const acts = {
  reply: (_, article) => close(() => reply(article)),
  edit: (_, article, form) => close(() => edit(article, form.dataset)),
  emoji: (_, article, form) => close(() => chooseEmoji(article, form.action)),
  post: (button) => close(() => act(pathOfForm(button))),
  copy: (_, article, form) => close(() => copy(form.dataset.source)),
  link: (button) => close(() => copy(button.value)),
  select: (_, article) => close(() => select(article)),
  delete: () => popover.querySelector("dialog").showModal(),
};

function close(then) {
  opener?.setAttribute("aria-expanded", "false");
  opener = null;
  popover.hidePopover();
  then();
}

/** One of all emoji. */
async function chooseEmoji(article, path) {
  const { openPicker } = await import("./emoji_picker.js");
  openPicker(article.querySelector(".message__more"), (emoji) => act(path, { emoji, on: "1" }));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http has no clipboard; a selection can be copied everywhere.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

const isThere = (article) => article?.dataset.seq && !article.matches(".message--deleted, [hidden]");

/** Begins an answer to a message. */
export function reply(article) {
  if (isThere(article)) begin("reply", article);
}

function edit(article, { source, version }) {
  begin("edit", article, { source, version, save: (body) => save(article, body, version) });
}

async function save(article, body, version) {
  if (await act(`${pathOf(article)}/edit`, { body, version })) leave();
}

/** Begins to change the reader's last message. */
export async function editLast() {
  const own = [...box.querySelectorAll(`article[data-seq][data-author="${CSS.escape(me)}"]`)].filter(isThere);
  const link = own.at(-1)?.querySelector(".message__more");
  if (!link) return;
  const form = await fetchMenu(link);
  if (form.querySelector("[data-act=edit]")) edit(own.at(-1), form.dataset);
}

/** Puts a mark around what is selected, or takes it away. */
export function mark(field, sign) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const isMarked = value.slice(start - sign.length, start) === sign && value.slice(end, end + sign.length) === sign;
  if (isMarked) {
    replace(field, start - sign.length, end + sign.length, value.slice(start, end), 0);
  } else {
    replace(field, start, end, sign + value.slice(start, end) + sign, sign.length);
  }
}

/** Makes a link of what is selected. */
export function link(field, address) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const text = `[${value.slice(start, end)}](${address})`;
  replace(field, start, end, text, text.length);
}

/** Replaces a part of the text, so that it can be undone; the selection is
 * what stands between the marks. */
function replace(field, start, end, text, inset) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start + inset, Math.max(start + inset, start + text.length - inset));
}

const FAR = 64;

/** A finger that pulls a message aside answers it. */
export function swipe(event) {
  const article = event.target.closest?.("article[data-seq]");
  if (!isThere(article) || event.touches.length > 1) return;
  const { clientX, clientY } = event.touches[0];
  const ended = new AbortController();
  const { signal } = ended;
  const bubble = article.querySelector(".message__bubble");
  let pulled = 0;
  const settle = () => {
    ended.abort();
    bubble.style.translate = "";
    if (Math.abs(pulled) >= FAR) reply(article);
  };
  const move = ({ touches }) => {
    const [x, y] = [touches[0].clientX - clientX, touches[0].clientY - clientY];
    // Who scrolls does not pull.
    if (Math.abs(y) > 24 && Math.abs(pulled) < 24) return ended.abort();
    pulled = Math.max(-FAR, Math.min(FAR, x));
    bubble.style.translate = Math.abs(pulled) > 12 ? `${pulled / 2}px` : "";
  };
  article.addEventListener("touchmove", move, { signal, passive: true });
  article.addEventListener("touchend", settle, { signal });
  article.addEventListener("touchcancel", () => ended.abort(), { signal });
}
