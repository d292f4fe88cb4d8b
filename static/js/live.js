// The stream: our own swaps, when it is open, a watchdog, and what to do when
// the server says "reset" or "closed". The fetching is htmx's.

import { since } from "./clock.js";
import { get } from "./ask.js";
import { openEntry, takeAway, takeList, upsertEntry } from "./conversations.js";
import { box, forgetSeen, pending, seqOf, stored, upsert } from "./messages.js";
import { hush, say } from "./banner.js";
import { showTyping, typed } from "./typing.js";
import { live, takePresence } from "./presence.js";
import { writeTimes } from "./time.js";
import { arrived, openAtUnread } from "./log.js";
import { takePart } from "./parts.js";
import { isAtEnd, keepPlace, log, quietly, topmost } from "./view.js";
import { enter, leave } from "./tabs.js";
import { back, lost } from "./offline.js";

const SILENCE = 35_000; // Two pings and a little.
const elements = (fragment, selector) => [...fragment.querySelectorAll(selector)];
// It says what happened to a group.
const isLine = (article) => article.matches(".message--service");

htmx.registerExtension("natter", {
  // Returns the elements that are new to the page, for htmx to process.
  handle_swap: (style, target, fragment) => {
    writeTimes(fragment);
    switch (style) {
      case "message": {
        const articles = elements(fragment, "article[data-seq]");
        articles.forEach(typed);
        articles.forEach((article) => arrived(keepPlace(() => upsert(article))));
        if (articles.some(isLine)) document.dispatchEvent(new Event("natter:happened"));
        return articles.filter((article) => article.isConnected);
      }
      case "part":
        return takePart(target, fragment);
      case "receipt":
        target.dataset.othersRead = fragment.querySelector("[data-seq]").dataset.seq;
        return [];
      case "typing":
        showTyping(fragment);
        return [];
      case "entry":
        elements(fragment, "li[data-order]").forEach((entry) => upsertEntry(entry));
        return [];
      case "gone":
        elements(fragment, "[data-gone]").forEach(({ dataset }) => takeAway(dataset.gone || openEntry()));
        return [];
      case "list":
        takeList(fragment);
        return [];
      case "presence":
        takePresence(fragment);
        return [];
    }
    return false;
  },
});

// The element of the stream stands in the page as long as this tab has a place
// for one. Taken out, it has ended; put in, it goes on after what was seen.
let parked = live();
const join = () => enter(take, pause);

function take() {
  lost();
  document.body.append(parked);
  htmx.process(parked);
}

function pause() {
  release();
  back();
  document.dispatchEvent(new Event("natter:paused"));
}

function release() {
  const element = live();
  if (!element) return;
  const stream = element._htmx?.sse;
  parked = element.cloneNode();
  if (stream?.lastEventId) resumeAfter(stream.lastEventId);
  htmx.trigger(element, "htmx:abort");
  stream?.abortController.abort();
  element.remove();
}

function resumeAfter(version) {
  const url = new URL(parked.getAttribute("hx-sse:connect"), location);
  url.searchParams.set("after", version);
  parked.setAttribute("hx-sse:connect", url.pathname + url.search);
}

// Before htmx finds it: the other tabs are asked first.
if (parked) {
  parked.remove();
  join();
}

// A half-open connection never ends by itself: when even the pings stay away,
// the stream is cut, and htmx opens it again with the last id.
let connection = null;
let heard = Date.now();
document.addEventListener("htmx:sse:before:message", (event) => {
  connection = event.detail.connection;
  heard = Date.now();
});
setInterval(() => {
  if (connection?.reader && since(heard) > SILENCE) {
    heard = Date.now();
    connection.reader.cancel();
  }
}, 5_000);

document.addEventListener("htmx:sse:before:connection", lost);
document.addEventListener("htmx:sse:after:connection", (event) => {
  connection = event.detail.connection;
  heard = Date.now();
  back();
});

// The line is back: do not wait for the next try.
addEventListener("online", () => live()?._htmx?.sse?.delayCanceller?.());

// Not signed in any more, or as somebody else: the page itself knows the way.
const isStream = (event) => event.target.id === "live";
const isNotOurs = (status) => status === 401 || status === 404;
document.addEventListener("htmx:sse:error", (event) => {
  if (isNotOurs(event.detail.status)) location.reload();
});
document.addEventListener("htmx:response:error", (event) => {
  if (isStream(event) && isNotOurs(event.detail.ctx.response.status)) location.reload();
});

// "reset": the page is too far behind, so its live parts are made anew. What
// is typed stays, and so does the reading place.
let resetting = false;
let hadPlace = false;
document.addEventListener("reset", (event) => {
  if (isStream(event)) reset();
});

async function reset(pause = 500) {
  if (resetting) return;
  resetting = true;
  // Until there is another page this stream would only say the same again.
  hadPlace ||= live() !== null;
  release();
  lost();
  try {
    const page = await fetchPage();
    if (page) renew(page);
  } catch {
    setTimeout(() => reset(Math.min(pause * 2, 30_000)), pause * (0.5 + Math.random()));
  } finally {
    resetting = false;
  }
}

async function fetchPage() {
  const response = await get(placeToRenew(), { Accept: "text/html" });
  if (response.redirected) location.assign(response.url);
  // Whoever was removed may still copy what they have typed.
  if (response.status === 404 && document.querySelector("#composer textarea")?.value) return;
  if (isNotOurs(response.status)) location.reload();
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** The part that is read now, at the end what has not been seen yet. */
function placeToRenew() {
  if (!box()) return location.pathname;
  const article = isAtEnd() ? null : topmost();
  return box().dataset.path + (article ? `?around=${seqOf(article)}` : "");
}

function renewMessages(fresh) {
  const wasAtEnd = isAtEnd();
  const copies = pending();
  forgetSeen();
  quietly(() => keepPlace(() => box().replaceWith(fresh)));
  const hasRow = (copy) => fresh.querySelector(`[data-nonce="${CSS.escape(copy.dataset.nonce)}"]`);
  fresh.append(...copies.filter((copy) => !hasRow(copy)));
  copies.filter((copy) => !copy.isConnected).forEach(stored);
  if (wasAtEnd) openAtUnread();
}

function renew(page) {
  // Somebody else has signed in here: nothing of this page is theirs.
  if (page.body.dataset.username !== document.body.dataset.username) return location.reload();
  delete document.body.dataset.closed;
  hush();
  const [entries, messages] = [page.getElementById("conversations"), page.getElementById("messages")];
  if (entries) document.getElementById("conversations")?.replaceWith(document.adoptNode(entries));
  if (messages && log) renewMessages(document.adoptNode(messages));
  document.getElementById("pin")?.replaceWith(page.getElementById("pin"));
  for (const fresh of [entries, messages]) if (fresh?.isConnected) htmx.process(fresh);
  renewStream(page.getElementById("live"));
  document.dispatchEvent(new Event("natter:renewed"));
}

function renewStream(fresh) {
  if (!fresh) return;
  parked = document.adoptNode(fresh);
  if (hadPlace) take();
  else join();
  hadPlace = false;
}

// "closed": the stream has ended for good, and the page says why. It comes
// back when somebody uses the page again.
document.addEventListener("closed", (event) => {
  if (!isStream(event)) return;
  leave();
  // Until the page knows who is signed in, it sends nothing.
  document.body.dataset.closed = "";
  say(event.detail.data);
  const used = new AbortController();
  const again = () => {
    if (document.hidden) return;
    used.abort();
    reset();
  };
  document.addEventListener("visibilitychange", again, { signal: used.signal });
  document.addEventListener("pointerdown", again, { signal: used.signal });
  document.addEventListener("keydown", again, { signal: used.signal });
});
