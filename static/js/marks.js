// Marks that keys and pastes put into the text. What comes in can be undone.

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
