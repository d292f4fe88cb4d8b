// What this browser keeps for its user: what was typed and not sent. It is
// named after the user, so that nobody else is shown it, and the sign-in page
// forgets it.

const PREFIX = "natter:kept:";

/** What is kept under this name; nothing when the browser refuses to keep. */
export function read(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/** Keeps a value under this name, or nothing when it is empty. */
export function write(name, value) {
  try {
    if (value === null || value.length === 0) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page itself still has it.
  }
}

/** Calls back when another tab has changed what is kept under this name. */
export function watch(name, changed) {
  addEventListener("storage", (event) => {
    if (event.key === PREFIX + name) changed(JSON.parse(event.oldValue), JSON.parse(event.newValue));
  });
}

/** Forgets everything, whoever it belongs to. */
export function forgetAll() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    }
  } catch {
    // Then nothing was kept.
  }
}
