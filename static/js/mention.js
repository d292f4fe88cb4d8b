// Who calls a member of a group is offered their names, as soon as an @ is typed.

document.addEventListener("input", ({ target }) => {
  // Names can be typed as well; the next letter tries again.
  const calls = target.dataset.members && target.value.includes("@");
  if (calls) import("./completion.js").then(({ pickInto }) => pickInto(target)).catch(() => {});
});
