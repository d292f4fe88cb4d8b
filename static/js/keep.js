// What this browser keeps for its user: what was typed and not sent. It is
// named after the user, so that nobody else is shown it, and forgotten when
// that user signs out here. Who is signed out otherwise (by an expired session,
// another device, the operator) finds it again.

const PREFIX = "natter:kept:";

// What the browser refuses to keep lasts as long as the page.
const held = new Map();

/** What is kept under this name. */
export function read(name) {
  if (held.has(name)) return held.get(name);
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/** Keeps a value under this name, or nothing when it is empty. */
export function write(name, value) {
  const isEmpty = value === null || value.length === 0;
  held.delete(name);
  try {
    if (isEmpty) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    if (!isEmpty) held.set(name, value);
  }
  document.dispatchEvent(new CustomEvent("natter:kept", { detail: name }));
}

/** The names that begin so, in order. */
export function names(beginning) {
  const all = new Set(held.keys());
  for (const key of stored()) all.add(key.slice(PREFIX.length));
  return [...all].filter((name) => name.startsWith(beginning)).sort();
}

/** Whether something of such a name would be lost with this page. */
export const isHeld = (beginning) => [...held.keys()].some((name) => name.startsWith(beginning));

function stored() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** Calls back with the name when this tab or another has changed what is kept. */
export function onChange(changed) {
  document.addEventListener("natter:kept", ({ detail }) => changed(detail));
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(PREFIX)) changed(key.slice(PREFIX.length));
  });
}

/** Forgets what is kept for this user. */
export function forget(username) {
  const isTheirs = (key) => key.slice(PREFIX.length).split(":")[1] === username;
  stored()
    .filter(isTheirs)
    .forEach((key) => localStorage.removeItem(key));
}
