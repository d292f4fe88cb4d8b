// A button that puts emoji into a field of its form. The picker is fetched when
// one is first wanted.

document.addEventListener("click", async ({ target }) => {
  if (target.dataset.emojiInto) (await import("./emoji_picker.js")).pickInto(target);
});
