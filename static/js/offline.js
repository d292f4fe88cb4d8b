// Says that there is no connection: at once when the browser knows, else when
// the stream has been away for a while. Links and forms that would only lead to
// the browser's own error page wait meanwhile.

const AFTER = 5_000;
const banner = document.getElementById("offline");
let timer = null;
let isCut = false; // The browser says so.
let isLost = false; // The stream has been away for long.

/** There is no stream, though there should be one. */
export function lost() {
  timer ??= setTimeout(() => {
    isLost = true;
    show();
  }, AFTER);
}

/** There is one again, or none is wanted. */
export function back() {
  clearTimeout(timer);
  timer = null;
  isCut = isLost = false;
  show();
}

function show() {
  const words = isCut || isLost ? banner?.dataset.words : "";
  if (banner && banner.textContent !== words) banner.textContent = words;
}

/** Points at the banner instead. New text is read out, even if it is the same. */
function hold(event) {
  if (!isCut || !banner || event.defaultPrevented) return;
  event.preventDefault();
  banner.replaceChildren(banner.dataset.held);
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) banner.animate({ opacity: [0.4, 1] }, 400);
}

function leadsAway({ target, button, ctrlKey, metaKey, shiftKey, altKey }) {
  const link = target.closest?.("a[href]");
  if (!link || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return false;
  const isElsewhere = link.origin !== location.origin || link.target || link.hasAttribute("download");
  const isHere = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
  return !isElsewhere && !isHere;
}

addEventListener("offline", () => {
  isCut = true;
  show();
});
addEventListener("online", () => {
  isCut = false;
  show();
});
// What still comes in came over a line, whatever the browser thinks of it.
document.addEventListener("htmx:sse:before:message", () => isCut && back());
// On the window, after all scripts that do something themselves.
addEventListener("click", (event) => leadsAway(event) && hold(event));
addEventListener("submit", hold);
