// The line that says what went wrong where nothing else can.

const SHOWN_FOR = 8_000;
let hiding = 0;
const line = () => document.getElementById("banner");

/** Says a sentence until `hush`, or for a while. */
export function say(sentence, shownFor) {
  if (!line() || !sentence) return;
  clearTimeout(hiding);
  line().textContent = sentence;
  line().hidden = false;
  if (shownFor) hiding = setTimeout(hush, shownFor);
}

/** Says that what a page fetches later did not come. */
export const sorry = () => say(line()?.dataset.wordMissing, SHOWN_FOR);

export function hush() {
  if (line()) line().hidden = true;
}

/** The sentence of a refusal: beside a field, or all there is. */
export function sentenceOf(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector(".field__error, [role=alert]")?.textContent;
}

// The stream tries again by itself. Where it has ended for good, the page says why,
// and what it still asks for adds nothing.
document.addEventListener("htmx:response:error", ({ target, detail }) => {
  if (target.closest?.("#live, [data-closed]")) return;
  say(sentenceOf(detail.ctx.text), SHOWN_FOR);
});
