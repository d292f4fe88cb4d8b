// Times in the reader's zone and words, and the days between the messages.

// The page speaks one language; how times are written depends on the region.
const page = document.documentElement.lang;
const language = navigator.languages.find((tag) => tag.split("-")[0] === page) ?? page;
const format = (options) => new Intl.DateTimeFormat(language, options);
const clock = format({ hour: "2-digit", minute: "2-digit" });
const moment = format({ dateStyle: "long", timeStyle: "short" });
const whole = format({ dateStyle: "full", timeStyle: "short" });
const weekday = format({ weekday: "short" });
const short = format({ day: "numeric", month: "short" });
const long = format({ weekday: "long", day: "numeric", month: "long" });
const longWithYear = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
// Rounded, because a day has 23 or 25 hours twice a year.
const daysAgo = (date) => Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
const capital = (text) => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);

function dayInWords(date) {
  const days = daysAgo(date);
  if (days === 0 || days === 1) return capital(relative.format(-days, "day"));
  return capital((date.getFullYear() === new Date().getFullYear() ? long : longWithYear).format(date));
}

function entryTime(date) {
  const days = daysAgo(date);
  if (days === 0) return clock.format(date);
  if (days === 1) return capital(relative.format(-1, "day"));
  return (days < 7 ? weekday : short).format(date);
}

/** How long ago, in the largest unit that fits. */
function ago(date) {
  const minutes = Math.round((date - Date.now()) / 60_000);
  if (minutes > -60) return relative.format(minutes, "minute");
  if (minutes > -24 * 60) return relative.format(Math.round(minutes / 60), "hour");
  return relative.format(-daysAgo(date), "day");
}

function showTimes(selector, shown) {
  for (const time of document.querySelectorAll(selector)) {
    const date = new Date(time.dateTime);
    const text = shown(date);
    if (time.textContent !== text) time.textContent = text;
    time.title = whole.format(date);
  }
}

/** Sets a heading before the first message of each day. */
function setDays(messages) {
  messages.querySelectorAll(":scope > .day").forEach((heading) => heading.remove());
  let shown = null;
  for (const article of messages.querySelectorAll(":scope > article")) {
    const date = new Date(article.querySelector("time").dateTime);
    const day = startOfDay(date).getTime();
    if (day === shown) continue;
    shown = day;
    const heading = document.createElement("h2");
    heading.className = "day";
    heading.textContent = dayInWords(date);
    const before = article.previousElementSibling;
    (before?.matches(".divider") ? before : article).before(heading);
  }
}

function refresh() {
  showTimes("#conversations time", entryTime);
  showTimes(".message__meta time", (date) => clock.format(date));
  showTimes("time[data-whole]", (date) => moment.format(date));
  showTimes(".sessions time, .presence-line time", ago);
  const messages = document.getElementById("messages");
  if (messages) setDays(messages);
  // What this changed itself is no news.
  observer.takeRecords();
}

const observer = new MutationObserver(refresh);
function watch() {
  for (const id of ["conversations", "messages", "presence"]) {
    const element = document.getElementById(id);
    if (element) observer.observe(element, { childList: true });
  }
  refresh();
}
document.addEventListener("natter:renewed", watch);
watch();
// "Today" does not stay today.
setInterval(refresh, 60_000);
