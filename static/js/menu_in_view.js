// What a menu opens comes into view: the last line of a long one would open below
// the edge.

const SHOWN = "details.menu[open] > form, .menu__apart[open]";

document.addEventListener(
  "toggle",
  ({ target }) => {
    const shown = [target, ...target.children].findLast((part) => part.matches(SHOWN));
    shown?.scrollIntoView({ block: "nearest" });
  },
  { capture: true },
);
