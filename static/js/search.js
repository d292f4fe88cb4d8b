// What was found for other words cannot be chosen any more.

document.addEventListener("input", ({ target }) => {
  const selector = target.getAttribute("hx-target");
  if (target.type !== "search" || !selector) return;
  const found = document.querySelector(selector);
  found.inert = true;
  if (target.value === "") found.replaceChildren();
});
document.addEventListener("htmx:after:swap", () => {
  for (const found of document.querySelectorAll("#found, #matches")) found.inert = false;
});
