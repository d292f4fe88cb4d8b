// The arrow back. Where it leads to the page that was before this one, it goes
// back to it, so that going to and fro does not fill the history.

/** The address before this one in this tab, as far as it is known. */
function before() {
  if (!("navigation" in window)) return history.length > 1 ? document.referrer : null;
  return navigation.entries()[navigation.currentEntry?.index - 1]?.url;
}

const withoutHash = (url) => url?.split("#")[0];
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.back");
  const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || opensElsewhere || event.defaultPrevented) return;
  if (withoutHash(before()) !== withoutHash(link.href)) return;
  event.preventDefault();
  history.back();
});
