// Shortcuts. Those with Ctrl or Alt work everywhere; single keys only where
// nobody is typing, and not at all when the sheet says so (WCAG 2.1.4).
// In other alphabets letters are told by their place.

const SINGLE_KEYS = "natter:single-keys";
const sheet = document.getElementById("keys");

const onMac = /Mac|iP(hone|ad)/.test(navigator.platform);
const isShown = (element) => element.offsetParent !== null;

/** To the search of the page, else to that of the list, else to its page. */
function search() {
  const fields = [...document.querySelectorAll("main [type=search], #search")];
  const field = fields.find(isShown);
  if (field) field.select();
  else location.assign(fields[0]?.form.action ?? "/people");
}

/** The next conversation of the list, or the one before. */
function neighbour(step) {
  const links = [...document.querySelectorAll("#conversations .conversation-entry")];
  const here = links.findIndex((link) => link.ariaCurrent === "page");
  return here < 0 && step < 0 ? links.at(-1) : links[here + step];
}

/** What leads there, if there is anything there. */
function move(step) {
  const target = neighbour(step);
  return target && (() => location.assign(target.href));
}

const compose = () => document.querySelector("#composer textarea")?.focus();

function withModifier(event) {
  const command = onMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (command && !event.shiftKey && !event.altKey && event.code === "KeyK") return search;
  // There these keys open a choice, or move by a paragraph.
  const taken = event.target.matches("select, [list]") || (onMac && isTyping(event.target));
  if (!event.altKey || command || event.shiftKey || taken) return;
  return { ArrowDown: move(1), ArrowUp: move(-1) }[event.key];
}

function single(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") return () => sheet.showModal();
  // On a Russian keyboard the key of "/" writes ".".
  if (event.key === "/" || (event.code === "Slash" && event.key === ".")) return search;
  // What is printed on the key, or, in another alphabet, what would be there.
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code;
  if (letter === "j" || letter === "KeyJ") return move(1);
  if (letter === "k" || letter === "KeyK") return move(-1);
  if (letter === "c" || letter === "KeyC") return compose;
}

const isTyping = (element) => element.matches("input, textarea, select");

function shortcut(event) {
  if (event.isComposing || event.defaultPrevented || sheet?.open) return;
  const typing = isTyping(event.target);
  if (typing && event.key === "Escape" && event.target.closest("#composer")) {
    return () => document.querySelector(".log").focus();
  }
  if (event.target.id === "search" && event.key === "ArrowDown") {
    return () => document.querySelector("#found button")?.focus();
  }
  return withModifier(event) ?? (typing || !areSingleKeysOn() ? undefined : single(event));
}

document.addEventListener("keydown", (event) => {
  const act = shortcut(event);
  if (!act) return;
  event.preventDefault();
  act();
});

function areSingleKeysOn() {
  try {
    return localStorage.getItem(SINGLE_KEYS) !== "off";
  } catch {
    return true;
  }
}

const toggle = sheet?.querySelector("[data-single-keys]");
if (toggle) {
  toggle.checked = areSingleKeysOn();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(SINGLE_KEYS, toggle.checked ? "on" : "off");
    } catch {
      // Not kept: then it holds until the page is left.
    }
  });
}
