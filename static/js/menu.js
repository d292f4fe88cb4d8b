// Menus made of <details> close as menus do: by Escape, and by a touch
// elsewhere.

const open = () => document.querySelector("details.menu[open]");

document.addEventListener(
  "keydown",
  (event) => {
    const menu = event.key === "Escape" && open();
    if (!menu) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  },
  { capture: true },
);

document.addEventListener("pointerdown", (event) => {
  const menu = open();
  if (menu && !menu.contains(event.target)) menu.open = false;
});
