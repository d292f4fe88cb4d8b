// A button that puts emoji into a field of its form. The picker is fetched when
// one is first wanted.

import { sorry } from "./banner.js";

document.addEventListener("click", ({ target }) => {
  if (target.dataset.emojiInto) import("./emoji_picker.js").then(({ pickInto }) => pickInto(target)).catch(sorry);
});
