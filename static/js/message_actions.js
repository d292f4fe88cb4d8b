// What is done with a message that stands there: its menu, answers, edits,
// reactions, several at once. Fetched when it is wanted.

import { get, post } from "./ask.js";
import { say, sentenceOf } from "./banner.js";
import { copy } from "./clipboard.js";
import { begin, leaveIf } from "./composer_about.js";
import { select } from "./selection.js";

const SAID_FOR = 8_000;
const me = document.body.dataset.username;
const box = () => document.getElementById("messages");
const pathOf = (article) => `${location.origin}${box().dataset.path}/messages/${article.dataset.seq}`;

/** Shows what an answer has brought, as if the stream had. */
const show = (answer) => htmx.swap({ text: answer, sourceElement: box(), target: box(), swap: "none" });

// Its text has changed meanwhile; the answer shows how it reads now.
const CONFLICT = 409;

/** Posts what is done with a message, and shows it as it is then. The status,
 * 0 when nothing came back. */
async function act(path, fields = {}) {
  try {
    const response = await post(path, fields);
    const answer = await response.text();
    const isConflict = response.status === CONFLICT;
    // Not every 200 is Natter's: a network may want one to sign in first.
    const isOurs = response.status === 204 || answer.includes("<hx-partial");
    if (response.ok && !isOurs) throw new Error("not from here");
    if (response.ok || isConflict) show(answer);
    if (!response.ok) say(isConflict ? box().dataset.wordMeanwhile : sentenceOf(answer), SAID_FOR);
    return response.status;
  } catch {
    say(box().dataset.wordFailed, SAID_FOR);
    return 0;
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

// The link that the menu was opened by, and the message, which may be replaced.
let opener = null;
let about = null;
const article = () => document.getElementById(about);

popover.addEventListener("toggle", ({ newState }) => {
  const isOpen = newState === "open";
  opener?.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) return;
  popover.querySelector("dialog")?.close();
  const { activeElement } = document;
  const isFree = activeElement === document.body || popover.contains(activeElement);
  if (isFree)
    (opener?.isConnected ? opener : article()?.querySelector(".message__more"))?.focus({ preventScroll: true });
});

async function fetchMenu(link) {
  const response = await get(link.href, { "HX-Request": "true" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const menu = document.createElement("template");
  menu.innerHTML = await response.text();
  for (const one of menu.content.querySelectorAll("[data-script]")) one.hidden = false;
  return menu.content;
}

/** What may be done with the message of this link. */
export async function openMenu(link) {
  [opener, about] = [link, link.closest("article").id];
  try {
    const menu = await fetchMenu(link);
    // Another one was wanted meanwhile.
    if (opener !== link) return;
    popover.replaceChildren(menu);
    popover.showPopover({ source: link });
    popover.querySelector("button, a").focus();
  } catch {
    // A page that is read is not given up for one that will not come.
    if (navigator.onLine) location.assign(link.href);
    else say(box().dataset.wordFailed, SAID_FOR);
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
  done(chosen, article(), popover.querySelector("form"));
});

const acts = {
  reply: (_, message) => close(() => reply(message)),
  edit: (_, message, form) => close(() => edit(message, form.dataset)),
  emoji: (_, message, form) => close(() => chooseEmoji(message, form.action)),
  post: (button) => close(() => act(pathOfForm(button))),
  copy: (_, __, form) => close(() => copy(form.dataset.source)),
  link: (button) => close(() => copy(button.value)),
  select: (_, message) => close(() => select(message)),
  delete: () => popover.querySelector("dialog").showModal(),
};

function close(then) {
  popover.querySelector("dialog")?.close();
  popover.hidePopover();
  then();
}

/** One of all emoji. */
async function chooseEmoji(message, path) {
  const { openPicker } = await import("./emoji_picker.js");
  openPicker(message.querySelector(".message__more"), (emoji) => act(path, { emoji, on: "1" }));
}

const isThere = (message) => message?.dataset.seq && !message.matches(".message--deleted, [hidden]");

/** Begins an answer to a message. */
export function reply(message) {
  if (isThere(message)) begin("reply", message);
}

function edit(message, { source, version }) {
  const seen = { path: `${pathOf(message)}/edit`, id: message.id, version };
  begin("edit", message, { source, version, save: (body, bar) => save(seen, body, bar) });
}

/** What was typed stays until it is stored; who was told of another text has
 * seen that one. */
async function save(seen, body, bar) {
  const status = await act(seen.path, { body, version: seen.version });
  if (status >= 200 && status < 300) leaveIf(bar, body);
  if (status === CONFLICT) seen.version = document.getElementById(seen.id)?.dataset.version ?? seen.version;
}

/** Begins to change the reader's last message. */
export async function editLast() {
  const own = [...box().querySelectorAll(`article[data-seq][data-author="${CSS.escape(me)}"]`)].filter(isThere).at(-1);
  const link = own?.querySelector(".message__more");
  if (!link) return;
  const menu = await fetchMenu(link);
  if (menu.querySelector("[data-act=edit]")) edit(own, menu.querySelector("form").dataset);
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

/** A finger that pulls a message aside answers it. Who scrolls does not pull. */
function swipe(event) {
  const message = event.target.closest?.("article[data-seq]");
  if (!isThere(message) || event.touches.length > 1 || event.target.closest("pre")) return;
  const { clientX, clientY } = event.touches[0];
  const bubble = message.querySelector(".message__bubble");
  const ended = new AbortController();
  const { signal } = ended;
  let pulled = 0;
  const end = () => {
    ended.abort();
    bubble.style.translate = "";
  };
  const move = ({ touches }) => {
    const [x, y] = [touches[0].clientX - clientX, touches[0].clientY - clientY];
    if (touches.length > 1 || Math.abs(y) > Math.max(12, Math.abs(x))) return end();
    pulled = Math.max(-FAR, Math.min(FAR, x));
    bubble.style.translate = Math.abs(pulled) > 12 ? `${pulled / 2}px` : "";
  };
  const settle = () => {
    end();
    if (Math.abs(pulled) >= FAR) reply(message);
  };
  message.addEventListener("touchmove", move, { signal, passive: true });
  message.addEventListener("touchend", settle, { signal });
  message.addEventListener("touchcancel", end, { signal });
}

document.querySelector(".log")?.addEventListener("touchstart", swipe, { passive: true });
