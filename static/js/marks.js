// Marks that keys and pastes put into the text of the composer. What comes in
// can be undone. Fetched when somebody is about to write.

import { onMac } from "./on_mac.js";

const field = document.querySelector("#composer textarea");

const MARKS = { b: "**", i: "*", e: "`" };

// Who asks a field for its shortcuts is told when they work.
field.ariaKeyShortcuts = Object.keys(MARKS)
  .map((letter) => `${onMac ? "Meta" : "Control"}+${letter.toUpperCase()}`)
  .join(" ");

// What is printed on the key, or, in another alphabet, what would be there.
const letterOf = ({ key, code }) => (/^[a-z]$/i.test(key) ? key : code.slice(3)).toLowerCase();
const isCommand = ({ ctrlKey, metaKey, shiftKey, altKey }) =>
  (onMac ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !shiftKey && !altKey;

field.addEventListener("keydown", (event) => {
  const sign = isCommand(event) && MARKS[letterOf(event)];
  if (!sign) return;
  event.preventDefault();
  mark(sign);
});

const isAddress = (text) => /^https?:\/\/\S+$/.test(text);

/** An address pasted over selected text makes a link of it. */
field.addEventListener("paste", (event) => {
  const address = event.clipboardData.getData("text/plain").trim();
  if (field.selectionStart === field.selectionEnd || !isAddress(address)) return;
  event.preventDefault();
  link(address);
});

/** Puts a mark around what is selected, or takes it away. */
function mark(sign) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const isMarked = value.slice(start - sign.length, start) === sign && value.slice(end, end + sign.length) === sign;
  if (isMarked) {
    replace(start - sign.length, end + sign.length, value.slice(start, end), 0);
  } else {
    replace(start, end, sign + value.slice(start, end) + sign, sign.length);
  }
}

/** Makes a link of what is selected. */
function link(address) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const text = `[${value.slice(start, end)}](${address})`;
  replace(start, end, text, text.length);
}

/** Replaces a part of the text, so that it can be undone; the selection is
 * what stands between the marks. */
function replace(start, end, text, inset) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start + inset, Math.max(start + inset, start + text.length - inset));
}
