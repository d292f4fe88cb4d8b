// The header of a group, and the tab, follow what happens to it: title and avatar
// are those of its entry in the list.

const list = () => document.getElementById("conversations");
const bar = document.querySelector(".conversation > .bar");
const avatar = bar?.querySelector(".avatar--group");
const entry = () => list()?.querySelector(":scope > li > [aria-current=page]");

const write = (element, text) => element.textContent !== text && (element.textContent = text);

function follow() {
  const shown = entry();
  if (!shown) return;
  const name = shown.querySelector(".conversation-entry__name").textContent.trim();
  if (write(bar.querySelector("h1"), name)) document.dispatchEvent(new CustomEvent("natter:renamed", { detail: name }));
  const own = shown.querySelector(".avatar--group");
  avatar.dataset.tint = own.dataset.tint;
  const [inside] = own.children;
  if (avatar.innerHTML !== inside.innerHTML) avatar.innerHTML = inside.innerHTML;
}

const observer = new MutationObserver(follow);
function watch() {
  if (list()) observer.observe(list(), { childList: true });
  follow();
}

if (avatar) {
  watch();
  document.addEventListener("natter:renewed", watch);
}
