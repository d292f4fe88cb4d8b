// Gives a link, or a secret, away with one touch: copied, or by what the device shares with.

/** Whether it was copied; without https the clipboard is reached the old way. */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}

for (const buttons of document.querySelectorAll("[data-give]")) {
  const field = document.getElementById(buttons.dataset.give);
  const [copy, share, status] = ["[data-copy]", "[data-share]", "[role=status]"].map((part) =>
    buttons.querySelector(part),
  );
  buttons.hidden = false;
  copy.addEventListener("click", async () => {
    // Emptied first, so that the second copy is said as well.
    status.textContent = "";
    status.textContent = (await copied(field)) ? status.dataset.copied : status.dataset.selected;
  });
  // A secret is not shared.
  if (!share) continue;
  share.hidden = !navigator.share;
  share.addEventListener("click", () => navigator.share({ url: field.value }).catch(() => {}));
}
