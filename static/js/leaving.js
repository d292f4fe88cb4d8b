// Who is signing out in this tab. Known to the page that follows, because only
// there it is certain that the server has heard of it.

const NAME = "natter:leaving";

addEventListener("submit", ({ target }) => {
  if (!target.action.endsWith("/logout")) return;
  const [page] = location.href.split("#");
  sessionStorage.setItem(NAME, JSON.stringify({ username: document.body.dataset.username, page }));
});

// It did not come to that: whoever sees this page is still here.
addEventListener("pageshow", () => sessionStorage.removeItem(NAME));

/** The user who has come from there; null when nobody has. */
export function whoHasLeft() {
  const { username, page } = JSON.parse(sessionStorage.getItem(NAME)) ?? {};
  return page === document.referrer ? username : null;
}
