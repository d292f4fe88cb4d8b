// What pages show of files only when somebody wants it, in the reader's words.

const PATIENCE = 10_000;
let widgets = null;

async function fetched() {
  const path = document.body.dataset.widgetsPath;
  const answer = await fetch(path, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE) });
  // Who is signed out is sent to another page.
  if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(`${path}: ${answer.status}`);
  const all = document.createElement("template");
  all.innerHTML = await answer.text();
  return all.content;
}

/** A fresh copy of one of them. */
export async function widget(name) {
  // What did not come is asked for again.
  widgets ??= fetched().catch((error) => {
    widgets = null;
    throw error;
  });
  return (await widgets).getElementById(name).content.firstElementChild.cloneNode(true);
}
