// The page of a search: its address and what its filters are called follow what is
// chosen, and further hits are read on from where one was.

import "./search.js";

const form = document.querySelector("#results").previousElementSibling;

const chosen = ({ tagName, value, selectedOptions }) =>
  tagName === "SELECT" && value ? selectedOptions[0].textContent : value;

form.addEventListener("change", ({ target }) => {
  const filter = target.closest("details");
  if (!filter) return;
  const values = [...filter.querySelectorAll("input, select")].map(chosen);
  const summary = filter.querySelector("summary");
  summary.querySelector("b").textContent = values.some(Boolean) ? values.join(" – ").trim() : "";
  summary.ariaCurrent = values.some(Boolean) ? "true" : null;
});

/** Of what was asked, without what says nothing. */
function address(asked) {
  const said = [...new URL(asked).searchParams].filter(([, value]) => value !== "");
  return said.length ? `?${new URLSearchParams(said)}` : location.pathname;
}

// Who comes back from a hit goes on there.
document.addEventListener("click", ({ target }) => {
  const hit = target.closest("a.hit")?.getAttribute("href");
  if (hit) history.replaceState({ ...history.state, hit }, "");
});
const hits = [...document.querySelectorAll("a.hit")];
hits.find((hit) => hit.getAttribute("href") === history.state?.hit)?.focus();

let last = null;
document.addEventListener("htmx:before:request", ({ target }) => {
  last = target.closest(".hits__more")?.previousElementSibling ?? last;
});
document.addEventListener("htmx:after:swap", ({ target, detail }) => {
  const { status, raw } = detail.ctx.response ?? {};
  const isAsked = form.contains(target) && status < 400;
  if (isAsked) history.replaceState({ ...history.state, hit: null }, "", address(raw.url));
  const next = last?.nextElementSibling?.querySelector(".hit");
  if (!next) return;
  last = null;
  if (document.activeElement === document.body) next.focus();
});
