// What one may want next who has begun to do something. Fetched at the first
// touch, move or key.

import { hear, play, view } from "./attach.js";
import { sorry } from "./banner.js";
import "./menu.js";
import "./menu_in_view.js";
import "./old_outbox.js";

const log = document.querySelector(".log");
const field = document.querySelector("#composer textarea");

if (field) {
  // Marks are for who writes, perhaps already.
  const mark = () => import("./marks.js");
  if (field === document.activeElement) mark();
  for (const begun of ["keydown", "select"]) field.addEventListener(begun, mark, { once: true });
  log.addEventListener("dblclick", answer);
}

/** Begins an answer to what was clicked twice. */
function answer({ target }) {
  const message = target.closest("article[data-seq]");
  // A word is chosen by two clicks, too.
  if (!message || target.closest("a, button, input, video, .message__body")) return;
  import("./message_actions.js").then(({ reply }) => reply(message), sorry);
}

if (document.querySelector(".crop")) import("./crop.js");

// The page of a search has its script from the beginning.
const isSearch = ({ target }) => target.matches?.("[type=search]") && !document.getElementById("results");
const search = (event) => isSearch(event) && import("./search.js");
document.addEventListener("focusin", search);
search({ target: document.activeElement });

/** Does what was clicked: a picture, a player, the button that records, or one
 * that puts emoji into a field of its form. */
export function clicked(target) {
  const [picture, player, emoji] = ["[data-picture]", ".player", "[data-emoji-into]"].map((one) => target.closest(one));
  if (picture) view(picture);
  else if (player) play(player, target);
  else if (emoji) import("./emoji_picker.js").then(({ pickInto }) => pickInto(emoji)).catch(sorry);
  else hear();
}
