// Search while one types: down into what was found and up again by the arrows,
// away by Escape. What was found for other words cannot be chosen any more.

const FIELD = "[type=search][hx-get]";
const FOUND = "#found, #matches, #results";
const ROW = ".person__open button, a.person__pick, .person__pick + form button, a.hit, .found__messages a";
const foundBy = (field) => document.querySelector(field.getAttribute("hx-target"));
const fieldOf = (found) => document.querySelector(`[type=search][hx-target="#${found.id}"]`);
const people = (found) => (found.inert ? [] : [...found.querySelectorAll(ROW)]);

// The field, or what filters, that asks for what is found there.
const asks = ({ target }) => target.matches?.("[hx-get][hx-target^='#']") && foundBy(target)?.matches(FOUND);

document.addEventListener("input", ({ target }) => {
  if (!target.matches(FIELD)) return;
  const found = foundBy(target);
  found.inert = true;
  if (target.value === "") found.replaceChildren();
});
document.addEventListener("htmx:after:swap", (event) => {
  if (asks(event) && event.detail.ctx.response.status < 400) foundBy(event.target).inert = false;
});

/** What was not answered is asked once more. */
function again() {
  for (const field of document.querySelectorAll(FIELD)) {
    if (foundBy(field).inert) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
const AGAIN = 2_000;
for (const failed of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(failed, (event) => asks(event) && navigator.onLine && setTimeout(again, AGAIN));
}
addEventListener("online", again);

function close(field) {
  if (field.value === "") return;
  // An answer that is under way comes too late.
  htmx.trigger(field, "htmx:abort");
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function inField(key, field) {
  if (key === "Escape") return close(field);
  return key === "ArrowDown" && focus(people(foundBy(field))[0]);
}

function inFound(key, found, element) {
  const field = fieldOf(found);
  if (key === "Escape") return focus(field);
  const rows = people(found);
  const here = rows.findIndex((button) => button.closest("li, p").contains(element));
  if (key === "ArrowDown") return focus(rows[here + 1]);
  return key === "ArrowUp" && focus(rows[here - 1] ?? field);
}

function focus(element) {
  element?.focus();
  return Boolean(element);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  if (!isPlain || event.isComposing || event.defaultPrevented) return;
  const found = target.closest(FOUND);
  const isDone = target.matches(FIELD) ? inField(key, target) : found && inFound(key, found, target);
  if (isDone) event.preventDefault();
});
