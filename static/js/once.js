// A form is sent once, however often its button is clicked meanwhile. A repeat
// would be answered alike, but for signing out all others: it would come with
// the session id that the first has renewed.

const UNDER_WAY = 2_000;
let sent = null;

// Here, what other scripts send in their own way is no form any more.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form === sent) event.preventDefault();
  sent = form;
  setTimeout(() => (sent = null), UNDER_WAY);
});

// The second half of a double click may meet the page that the first has led
// to, with another button in that place: the next device, the opposite. Only
// the composer stays, and whoever is quick has another text in it.
addEventListener("click", (event) => {
  const form = event.target.closest("button")?.form;
  if (event.detail > 1 && form?.method === "post" && form.id !== "composer") event.preventDefault();
});
