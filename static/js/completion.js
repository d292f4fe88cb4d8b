// Members to choose from while one is called: above the composer, by keys or by
// finger. Who they are comes from the server. Fetched when somebody writes in a
// group.

const PAUSE = 100;
const PATIENCE = 10_000;
const CALL = /(?:^|[^\p{L}\p{N}_.@/-])@([\p{L}\p{N}_.-]{0,32})$/u;

const field = document.querySelector("#composer textarea");
// What is shown, and what was asked for last.
let list = null;
let asked = new AbortController();

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => options().find((option) => option.ariaSelected === "true");

field.addEventListener("input", ask);
field.addEventListener("blur", close);
document.addEventListener("selectionchange", () => list && !called() && close());
// Before the composer and the page hear of a key.
field.form.addEventListener("keydown", pressed, true);
ask();

/** What was typed of a name before the caret, and where it begins. */
function called() {
  const { selectionStart, selectionEnd, value } = field;
  const name = selectionStart === selectionEnd && CALL.exec(value.slice(0, selectionEnd))?.[1];
  return typeof name === "string" ? { name, from: selectionEnd - name.length, to: selectionEnd } : null;
}

function ask() {
  asked.abort();
  asked = new AbortController();
  if (called()) setTimeout(find, PAUSE, asked.signal);
  else close();
}

/** Shows whom the server finds, unless more was typed meanwhile. */
async function find(signal) {
  const call = called();
  if (signal.aborted || !call) return;
  try {
    const found = await get(`${field.dataset.members}?${new URLSearchParams({ q: call.name })}`, signal);
    if (!signal.aborted && document.activeElement === field) show(found);
  } catch {
    // Who was found before stays; the next letter asks again.
  }
}

async function get(path, signal) {
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  const answer = await fetch(path, { headers: { "HX-Request": "true" }, signal: within });
  // Who is signed out is sent to another page.
  if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

function show(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const made = template.content.querySelector(".completion");
  if (!made?.querySelector("[role=option]")) return close();
  list?.remove();
  list = made;
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => take(target.closest("[role=option]")));
  field.form.prepend(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  select(options()[0]);
}

function select(option) {
  for (const other of options()) other.ariaSelected = String(other === option);
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function close() {
  asked.abort();
  list?.remove();
  list = null;
  for (const name of ["autocomplete", "controls", "activedescendant"]) field.removeAttribute(`aria-${name}`);
}

/** Puts the whole name in the place of what was typed of it. */
function take(option) {
  const call = called();
  if (!option || !call) return;
  field.setRangeText(`${option.dataset.name} `, call.from, call.to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What a key does while members are offered; nothing where it only writes. */
function wayOf(key) {
  const all = options();
  const at = all.indexOf(chosen());
  if (key === "ArrowDown") return () => select(all[(at + 1) % all.length]);
  if (key === "ArrowUp") return () => select(all.at(at - 1));
  if (key === "Enter" || key === "Tab") return () => take(all[at]);
  return key === "Escape" ? close : null;
}

function pressed(event) {
  const isPlain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
  // Enter that belongs to a composition chooses a word of that.
  const isComposing = event.isComposing || event.keyCode === 229;
  const way = list && isPlain && !isComposing && event.target === field ? wayOf(event.key) : null;
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  way();
}
