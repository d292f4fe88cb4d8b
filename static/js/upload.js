// A file on its way to the server, by the one means that tells how far it is.

// So long nothing may move, neither on the way nor while the server looks at it.
const PATIENCE = 60_000;
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

function once(path, form, { progress, signal }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer = null;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), PATIENCE);
    };
    request.open("POST", path);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = ({ loaded, total }) => {
      moved();
      progress(loaded / total);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      const wait = 1_000 * (Number(request.getResponseHeader("Retry-After")) || 0);
      resolve({ status: request.status, text: request.responseText, wait });
    };
    signal.addEventListener("abort", () => request.abort());
    moved();
    request.send(form);
  });
}

/** After a while, or when there is a line again. */
function rest(wait, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, wait);
    addEventListener("online", resolve, { once: true, signal });
    signal.addEventListener("abort", resolve);
  });
}

const isForGood = (status) => status >= 400 && status < 500 && ![408, 425, 429].includes(status);

/**
 * Uploads a file with what is said about it, and tries again where the line
 * breaks: its nonce makes that one file. Returns the status and the answer; 0
 * when it did not get through.
 */
export async function upload(path, about, file, options) {
  const form = new FormData();
  for (const [name, value] of Object.entries(about)) form.append(name, value);
  form.append("file", file, file.name);
  for (const pause of [...PAUSES, null]) {
    const { status, text, wait } = await once(path, form, options);
    // Not every 200 is Natter's: a network may want one to sign in first.
    if (isForGood(status) || (status === 200 && text.includes("data-file="))) return { status, text };
    if (options.signal.aborted || pause === null) break;
    options.progress(0);
    await rest(Math.max(pause * (0.5 + Math.random()), wait), options.signal);
  }
  return { status: 0, text: "" };
}
