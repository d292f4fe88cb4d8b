// What a page asks the server for besides what htmx does. Nothing waits for
// ever: over plain http a connection that hangs is one of six that the whole
// browser has.

const PATIENCE = 10_000;

/** Posts these fields, and the ids of files, in the name of this page's reader:
 * should somebody else have signed in since, the server refuses. */
export function post(path, fields, options = {}, files = []) {
  const body = new URLSearchParams({ ...fields, reader: document.body.dataset.username });
  for (const [id] of files) body.append("file", id);
  return fetch(path, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body,
    signal: AbortSignal.timeout(PATIENCE),
    ...options,
  });
}

export const get = (path, headers) => fetch(path, { headers, signal: AbortSignal.timeout(PATIENCE) });
