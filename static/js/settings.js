// Small conveniences of the settings pages, which no other page has to fetch.

import "./give.js";
import "./leaving.js";
import "./password.js";

// A link is there to be copied: the first touch selects all of it.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-select]")) event.target.select();
});

// What was done is said once, and not again after a reload.
if (document.querySelector(".toast")) {
  history.replaceState(history.state, "", location.pathname + location.hash);
}
