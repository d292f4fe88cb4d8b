// Says that there is no connection, once that has lasted.

const AFTER = 5_000;
const banner = document.getElementById("offline");
let timer = null;

/** There is no stream, though there should be one. */
export function lost() {
  timer ??= setTimeout(() => show(banner?.dataset.words), AFTER);
}

/** There is one again, or none is wanted. */
export function back() {
  clearTimeout(timer);
  timer = null;
  show("");
}

function show(words) {
  if (banner) banner.textContent = words;
}
