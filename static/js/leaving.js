// Who is signing out in this tab. Known to the page that follows, because only
// there it is certain that the server has heard of it.

const NAME = "natter:leaving";

addEventListener("submit", ({ target }) => {
  if (!target.action.endsWith("/logout")) return;
  sessionStorage.setItem(NAME, document.body.dataset.username);
});

/** The user, once; null when nobody was about to. */
export function whoHasLeft() {
  const username = sessionStorage.getItem(NAME);
  sessionStorage.removeItem(NAME);
  return username;
}
