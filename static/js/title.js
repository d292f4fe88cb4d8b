// The number of unread messages in the title and on the favicon, so that a tab
// in the background tells of them.

import { list, unreadIn } from "./conversations.js";

let plain = document.title;
const icon = document.querySelector("link[rel=icon]");
const icons = [icon.href, new URL("favicon-unread.svg", icon.href).href];

function show(unread) {
  const number = unread > 99 ? "99+" : unread;
  document.title = unread ? `(${number}) ${plain}` : plain;
  const wanted = icons[unread ? 1 : 0];
  if (icon.href !== wanted) icon.href = wanted;
}

// Without a stream nobody knows; the first thing it brings is the list, which
// may be the one that stands there.
const refresh = () => show(document.getElementById("live") ? unreadIn(list()) : 0);
const observer = new MutationObserver(refresh);
function watch() {
  observer.observe(list(), { childList: true, subtree: true, attributeFilter: ["data-unread"] });
  refresh();
}

if (list()) {
  watch();
  document.addEventListener("natter:renewed", watch);
  document.addEventListener("natter:listed", refresh);
  document.addEventListener("natter:paused", refresh);
  document.addEventListener("natter:renamed", ({ detail }) => {
    plain = detail + plain.slice(plain.lastIndexOf(" – "));
    refresh();
  });
}
