// The bar that finds something in the open conversation: arrows lead from hit to
// hit, Escape away, and what was found stands out.

const bar = document.querySelector(".find");
const field = bar.elements.q;

/** Does what a key stands for. A key that is held would leaf through too much. */
function press(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  const step = bar.querySelector(`[data-key="${key}"]`);
  if (!step || ctrlKey || metaKey || altKey || shiftKey || event.isComposing) return;
  event.preventDefault();
  const isTyped = field.value !== field.defaultValue;
  if (isTyped && key !== "Escape") bar.requestSubmit();
  else if (!event.repeat) step.click();
}
field.addEventListener("keydown", press);

// A script goes to the place by itself; who follows a fragment leaves the field.
for (const step of bar.querySelectorAll("a[data-key^=Arrow]")) step.hash = "";

// On touch the keyboard on the screen would come up unasked.
if (matchMedia("(hover: hover)").matches) {
  field.focus({ preventScroll: true });
  field.select();
}

const hit = document.querySelector(".message--marked")?.id;
document.addEventListener("natter:renewed", () => {
  document.getElementById(hit)?.classList.add("message--marked");
});

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+");
// Where words are not parted by spaces, each letter is one.
const UNPARTED = ["Hiragana", "Thai", "Lao", "Khmer", "Myanmar"].map((name) => `\\p{Script=${name}}`).join("");
const LETTER = `[[\\p{L}\\p{M}\\p{N}]--[\\p{Ideographic}${UNPARTED}]]`;

const isLetter = new RegExp(LETTER, "v");

/** Of a word that begins or ends with a letter no other letter stands beside it. */
function whole(word) {
  const [first, last] = [[...word][0], [...word].at(-1)].map((letter) => isLetter.test(letter));
  return (first ? `(?<!${LETTER})` : "") + escaped(word) + (last ? `(?!${LETTER})` : "");
}

function pattern() {
  const spelled = JSON.parse(bar.dataset.spelled).map(whole).join("|");
  return spelled && new RegExp(spelled, "gv");
}

/** Everything found in what is shown. */
function* found(spelled) {
  for (const body of document.querySelectorAll("#messages .message__body")) {
    const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      for (const { 0: word, index } of node.data.matchAll(spelled)) {
        yield new StaticRange({
          startContainer: node,
          startOffset: index,
          endContainer: node,
          endOffset: index + word.length,
        });
      }
    }
  }
}

const spelled = CSS.highlights && pattern();
if (spelled) {
  const show = () => CSS.highlights.set("found", new Highlight(...found(spelled)));
  // What comes, and what changes, has its words marked, too.
  const watch = new MutationObserver(show);
  const begin = () => {
    watch.observe(document.getElementById("messages"), { childList: true, subtree: true });
    show();
  };
  document.addEventListener("natter:renewed", begin);
  begin();
}
