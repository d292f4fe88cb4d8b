// The ways through the emoji of a picker. Of so many buttons Tab stops at one;
// arrows lead on from there, and up to the search.

const buttons = (picker) => [...picker.querySelectorAll(".emoji-picker__list > :not([hidden]) .emoji")];
const rectangle = (button) => button.getBoundingClientRect();

/** Lets Tab stop at this button, else at the first, and at no other. */
export function isReachedByTab(picker, button = buttons(picker)[0]) {
  for (const other of picker.querySelectorAll(".emoji")) other.tabIndex = other === button ? 0 : -1;
}

/** What a key does in the picker; nothing where it is not for moving. */
export function wayOf({ key, target, ctrlKey, altKey, metaKey }, picker) {
  if (ctrlKey || altKey || metaKey) return null;
  const all = buttons(picker);
  const next = neighbour(key, all, all.indexOf(target));
  if (next) return () => go(picker, next);
  const isAtTop = key === "ArrowUp" && target.matches(".emoji");
  return isAtTop ? () => picker.querySelector("[type=search]").focus() : null;
}

function neighbour(key, all, at) {
  if (at < 0) return key === "ArrowDown" ? all[0] : null;
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key === "ArrowLeft") return all[at - 1];
  if (key === "ArrowRight") return all[at + 1];
  if (key === "ArrowUp") return nearest(all.slice(0, at).reverse(), rectangle(all[at]));
  if (key === "ArrowDown") return nearest(all.slice(at + 1), rectangle(all[at]));
}

/** Of the first row that is not this one, what is nearest to here. */
function nearest(buttons, here) {
  const first = buttons.find((button) => rectangle(button).top !== here.top);
  if (!first) return null;
  const { top } = rectangle(first);
  const from = buttons.indexOf(first);
  let end = from;
  while (end < buttons.length && rectangle(buttons[end]).top === top) end++;
  const distance = (button) => Math.abs(rectangle(button).left - here.left);
  return buttons.slice(from, end).reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

function go(picker, button) {
  isReachedByTab(picker, button);
  button.focus();
}
