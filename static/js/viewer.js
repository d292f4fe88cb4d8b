// One picture on all of the screen, and those before and after it.

import { widget } from "./widgets.js";

const FAR = 64;

const viewer = await widget("viewer");
document.body.append(viewer);
const part = (name) => viewer.querySelector(name);
const image = part(".viewer__picture img");

// The link that is shown, and that which the viewer was opened by.
let shown = null;
let opener = null;

const links = () => [...document.querySelectorAll("[data-picture]")];

/** Shows the picture of this link. */
export function open(link) {
  opener = link;
  show(link);
  viewer.showModal();
}

function show(link) {
  shown = link;
  viewer.removeAttribute("data-near");
  const thumbnail = link.querySelector("img");
  image.src = link.href;
  image.alt = thumbnail.alt;
  [image.width, image.height] = [link.dataset.width, link.dataset.height];
  const all = links();
  const index = all.indexOf(link);
  viewer.ariaLabel = viewer.dataset.label.replace("{n}", index + 1).replace("{m}", all.length);
  part("[data-step=prev]").hidden = index <= 0;
  part("[data-step=next]").hidden = index === all.length - 1;
  part("[download]").href = link.href;
  part("[download]").download = link.dataset.picture;
  tell(link, `${index + 1} / ${all.length}`);
}

/** Who has sent it, when, and with which words. */
function tell(link, count) {
  const message = link.closest("article, li[data-author]");
  const text = (selector) => message?.querySelector(selector)?.textContent.trim() ?? "";
  part("[data-author]").textContent = message?.dataset.name ?? text(".message__author");
  const time = message?.querySelector("time")?.title || text("time");
  part("[data-at]").textContent = [time, count].filter(Boolean).join(", ");
  part(".viewer__caption").textContent = text(".message__body");
  part("[data-to]").href = link.dataset.to ?? `#${message?.id}`;
}

function step(by) {
  const all = links();
  const next = all[all.indexOf(shown) + by];
  if (next) show(next);
}

const ways = {
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  Home: () => show(links()[0]),
  End: () => show(links().at(-1)),
};

viewer.addEventListener("keydown", (event) => {
  const way = ways[event.key];
  if (!way) return;
  event.preventDefault();
  way();
});

viewer.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("[data-step=prev]")) step(-1);
  else if (target.closest("[data-step=next]")) step(1);
  else if (target.closest("[data-close], [data-to]")) viewer.close();
  // Beside the picture.
  else if (target.matches(".viewer__picture")) viewer.close();
});

// The picture that was looked at last is where one goes on.
viewer.addEventListener("close", () => {
  image.removeAttribute("src");
  const link = shown?.isConnected ? shown : opener;
  link?.focus({ preventScroll: link === opener });
});

image.addEventListener("dblclick", () => viewer.toggleAttribute("data-near"));

let from = null;
viewer.addEventListener("touchstart", ({ touches }) => {
  from = touches.length === 1 && !viewer.hasAttribute("data-near") ? touches[0] : null;
});
viewer.addEventListener("touchend", ({ changedTouches: [to] }) => {
  if (!from) return;
  const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
  from = null;
  if (Math.abs(y) > 2 * FAR && Math.abs(y) > Math.abs(x)) viewer.close();
  else if (Math.abs(x) > FAR) step(x < 0 ? 1 : -1);
});
