// What is done with a message that stands there: its menu, answers, edits,
// reactions, several at once. Fetched when it is wanted.

import { act, CONFLICT, copyAndSay, pathOfForm, sayFailed } from "./act.js";
import { get } from "./ask.js";
import { sorry } from "./banner.js";
import { begin, leaveIf } from "./composer_about.js";
import { touched, watchFingers } from "./gestures.js";
import { select } from "./selection.js";

const me = document.body.dataset.username;
const log = document.querySelector(".log");
const box = () => document.getElementById("messages");
const pathOf = (article) => `${location.origin}${box().dataset.path}/messages/${article.dataset.seq}`;

/** Puts the reader's reaction there, or takes it away. */
export function react(button) {
  const by = button.dataset.by?.split(" ") ?? [];
  const isMine = by.includes(me) || button.ariaPressed === "true";
  // The reader may be one of those who are only counted; the server knows.
  const isKnown = isMine || by.length >= Number(button.textContent.match(/\d+$/));
  return act(pathOfForm(button), { emoji: button.value, ...(isKnown && { on: isMine ? "0" : "1" }) });
}

const popover = document.createElement("div");
popover.className = "popover";
popover.popover = "auto";
popover.id = "message-menu";
popover.role = "dialog";
document.querySelector("main").append(popover);

// The link that the menu was opened by, and the message, which may be replaced.
let opener = null;
let about = null;
const article = () => document.getElementById(about);

popover.addEventListener("toggle", ({ newState }) => {
  const isOpen = newState === "open";
  opener?.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) return replaced.observe(box(), { childList: true });
  replaced.disconnect();
  popover.querySelector("dialog")?.close();
  const { activeElement } = document;
  const isFree = activeElement === document.body || popover.contains(activeElement);
  if (isFree) (opener?.isConnected ? opener : log).focus({ preventScroll: true });
});

// The message that the menu is about is another element after each change of
// it, at which the menu goes on to stand. What was deleted has none.
const replaced = new MutationObserver(() => {
  if (opener.isConnected) return;
  opener = article()?.querySelector(".message__more");
  if (opener) opener.ariaExpanded = "true";
  else popover.hidePopover();
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
    // It was replaced meanwhile.
    if (!link.isConnected) opener = article().querySelector(".message__more");
    popover.replaceChildren(menu);
    popover.ariaLabel = popover.querySelector("form").dataset.label;
    popover.showPopover({ source: opener });
    popover.querySelector("button, a").focus();
  } catch {
    // A page that is read is not given up for one that will not come.
    if (navigator.onLine) location.assign(link.href);
    else sayFailed();
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
  copy: (_, __, form) => close(() => copyAndSay(form.dataset.source)),
  link: (button) => close(() => copyAndSay(button.value)),
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
  try {
    const { openPicker } = await import("./emoji_picker.js");
    await openPicker(message.querySelector(".message__more"), (emoji) => act(path, { emoji, on: "1" }));
  } catch {
    sorry();
  }
}

const isThere = (message) => message?.dataset.seq && !message.matches(".message--deleted, .message--service, [hidden]");

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

/** Follows the finger that all this was fetched for. */
export const touch = (event) => touched(event);

watchFingers({ reply, open: (message) => openMenu(message.querySelector(".message__more")) });
