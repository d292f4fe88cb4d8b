// Shortcuts. Those with Ctrl or Alt work everywhere; single keys only where
// nobody is typing, and not at all when the sheet says so (WCAG 2.1.4).
// Letters are told by their place, so that they work in any alphabet.

const SINGLE_KEYS = "natter:single-keys";
const sheet = document.getElementById("keys");

function search() {
  const field = document.getElementById("search");
  if (field?.offsetParent) field.select();
  else location.assign("/people");
}

/** To the next conversation of the list, or the one before. */
function move(step) {
  const links = [...document.querySelectorAll("#conversations .conversation-entry")];
  const here = links.findIndex((link) => link.ariaCurrent === "page");
  const target = here < 0 && step < 0 ? links.at(-1) : links[here + step];
  if (target) location.assign(target.href);
}

const compose = () => document.querySelector("#composer textarea")?.focus();

function withModifier(event) {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") return search;
  if (event.altKey && event.key === "ArrowDown") return () => move(1);
  if (event.altKey && event.key === "ArrowUp") return () => move(-1);
}

function single(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") return () => sheet.showModal();
  // On a Russian keyboard the key of "/" writes ".".
  if (event.key === "/" || (event.code === "Slash" && event.key === ".")) return search;
  return { KeyJ: () => move(1), KeyK: () => move(-1), KeyC: compose }[event.code];
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
