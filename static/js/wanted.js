// What not every visit needs is fetched when somebody begins to want it. Should
// it not come, links and forms work as they do without a script.

import { sorry } from "./banner.js";
import { list } from "./conversations.js";
import { box, message } from "./messages.js";
import { log } from "./view.js";

const field = document.querySelector("#composer textarea");
const actions = () => import("./message_actions.js");

/** Hands an act to what is fetched, or else lets the browser do it. */
function hand(event, act, otherwise = sorry) {
  event.preventDefault();
  actions().then(act).catch(otherwise);
}

/** To what is on the page already. */
function lead(event, { id }) {
  event.preventDefault();
  location.replace(`#${id}`);
}

const goOn = (link) => () => (navigator.onLine ? location.assign(link.href) : sorry());
const send = (button) => () => button.form.requestSubmit(button);
const isPlain = ({ ctrlKey, metaKey, shiftKey, altKey }) => !(ctrlKey || metaKey || shiftKey || altKey);

// Everything that one does begins with one of these.
const begin = () => import("./begun.js");
for (const begun of ["pointerover", "keydown", "dragenter", "change"])
  document.addEventListener(begun, begin, { once: true });

document.addEventListener("click", (event) => {
  const { target } = event;
  if (isPlain(event) && target.closest("[data-picture], .player, [data-later]")) {
    event.preventDefault();
    begin().then(({ clicked }) => clicked(target), sorry);
  }
  if (!box()) return;
  const more = isPlain(event) && target.closest(".message__more");
  const quote = isPlain(event) && target.closest("[data-quoted]");
  const quoted = quote && message(quote.dataset.quoted);
  const reaction = target.closest("button[data-emoji][form]");
  if (quoted) lead(event, quoted);
  else if (more) hand(event, ({ openMenu }) => openMenu(more), goOn(more));
  else if (reaction) hand(event, ({ react }) => react(reaction), send(reaction));
});

function typed(event) {
  if (event.key === "ArrowUp" && isPlain(event) && field.value === "") hand(event, ({ editLast }) => editLast());
}

/** The first touch fetches what follows fingers, also itself while it lasts. */
function touched(first) {
  let lasts = true;
  log.addEventListener("touchend", () => (lasts = false), { once: true });
  actions().then(
    ({ touch }) => lasts && touch(first),
    () => {},
  );
}

if (field) {
  field.addEventListener("keydown", typed);
  log.addEventListener("touchstart", touched, { passive: true, once: true });
}

// A filtered list, and the header of a group, follow what happens.
if (!list()) import("./filtered.js");
if (document.querySelector(".bar .avatar--group")) import("./header.js");

// The first keys of all may be shortcuts. Those that the browser has another use
// for are kept from it before anybody knows.
const isTaken = ({ ctrlKey, metaKey, altKey, code }) =>
  ((ctrlKey || metaKey) && code === "KeyK") || (altKey && /^Arrow(Up|Down)$/.test(code));

let press = null;
document.addEventListener("keydown", (event) => {
  if (press) return event.defaultPrevented || press(event);
  if (isTaken(event)) event.preventDefault();
  import("./keyboard.js").then((keys) => (press = keys.press)(event));
});
