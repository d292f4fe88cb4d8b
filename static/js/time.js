// Times as the server writes them in pages, for what comes over the stream and
// for what has become stale. By the rules of src/web/time.rs and in its words,
// so that what a page came with stays as it is.

import { hours, zone as browserZone } from "./clock.js";
import { read, write } from "./keep.js";

const told = document.getElementById("clock").dataset;
// A zone that somebody has saved wins over the browser's.
const zone = "saved" in told ? told.zone : browserZone;

// The clock of this device may be wrong; stamps go by the server's.
const [visit] = performance.getEntriesByType("navigation");
const received = Date.now() - performance.now() + (visit?.responseStart ?? 0);
// A page that was fetched ahead does not know when it came; the one before did.
const wasAhead = visit?.deliveryType === "navigational-prefetch";
const behind = wasAhead ? (read("clock") ?? 0) : Number(told.now) - received;
if (!wasAhead) write("clock", behind);
const now = () => Date.now() + behind;

const DAY = 86_400_000;
const fill = (words, gaps) => words.replace(/\{(\w+)\}/g, (gap, name) => gaps[name]);
const twoDigits = (number) => String(number).padStart(2, "0");
const nth = (list, place) => list.split("|")[place];

const plurals = new Intl.PluralRules(document.documentElement.lang);
function counted(forms, count) {
  const form = `${plurals.select(count)}=`;
  const words = forms.split("|").find((one) => one.startsWith(form));
  return fill(words.slice(form.length), { count });
}

// A browser that does not know the saved zone shows times in its own.
function formatIn(timeZone) {
  const date = { year: "numeric", month: "numeric", day: "numeric" };
  const options = { ...date, hour: "numeric", minute: "numeric", hourCycle: "h23", timeZone };
  try {
    return new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", options);
  } catch {
    return formatIn(undefined);
  }
}
const format = formatIn(zone);

/** What clock and calendar of the reader show. A day is counted since 1970. */
function local(moment) {
  const numbers = format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]);
  const parts = Object.fromEntries(numbers);
  return { ...parts, day: Date.UTC(parts.year, parts.month - 1, parts.day) / DAY };
}
const at = (time) => local(Date.parse(time.dateTime));
const daysSince = (day) => local(now()).day - day;

function hoursOf({ hour, minute }) {
  if (hours === "h23") return `${twoDigits(hour)}:${twoDigits(minute)}`;
  return `${hour % 12 || 12}:${twoDigits(minute)} ${hour < 12 ? "AM" : "PM"}`;
}

// 1970 began on a Thursday.
const weekday = (list, day) => nth(list, (day + 3) % 7);
const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
function dateOf(list, day) {
  const date = new Date(day * DAY);
  const gaps = { day: date.getUTCDate(), weekday: weekday(told.weekdayLong, day) };
  return fill(nth(list, date.getUTCMonth()), gaps);
}
const withYear = (day) => fill(told.dateAndYear, { date: dateOf(told.dateLong, day), year: yearOf(day) });

const timeOfDay = (time) => hoursOf(at(time));

/** For the list: the time of day, the day when it was another one. */
function short(time) {
  const then = at(time);
  const days = daysSince(then.day);
  if (days <= 0) return hoursOf(then);
  if (days === 1) return told.yesterday;
  return days < 7 ? weekday(told.weekdayShort, then.day) : dateOf(told.dateShort, then.day);
}

function inWords(time) {
  const then = at(time);
  const date = dateOf(told.dateShort, then.day);
  return fill(told.dateAndTime, { date, year: then.year, time: hoursOf(then) });
}

/** How long ago, in the largest unit that fits; never in the future. */
function ago(time) {
  const seconds = Math.floor(now() / 1_000) - Date.parse(time.dateTime) / 1_000;
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  if (minutes === 0) return told.thisMinute;
  if (minutes < 60) return counted(told.minutesAgo, minutes);
  if (minutes < 24 * 60) return counted(told.hoursAgo, Math.floor(minutes / 60));
  const days = daysSince(dayOf(time));
  return days <= 1 ? told.dayAgo : counted(told.daysAgo, days);
}

/** The day of a time, which may be a whole day itself. */
export const dayOf = (time) => (time.dateTime.includes("T") ? at(time).day : Date.parse(time.dateTime) / DAY);

/** The heading above the messages of a day. */
function heading(time) {
  const day = dayOf(time);
  const days = daysSince(day);
  if (days === 0) return told.today;
  if (days === 1) return told.yesterday;
  return yearOf(day) === local(now()).year ? dateOf(told.dateLong, day) : withYear(day);
}

/** A time that is a whole day, as it stands in a heading. */
export function newDay(day) {
  const time = document.createElement("time");
  time.dateTime = new Date(day * DAY).toISOString().slice(0, 10);
  time.textContent = heading(time);
  return time;
}

// What is written how; the first three change with time.
const KINDS = [
  [".conversation-entry time", short],
  [".presence-line time, .sessions time", ago],
  [".day time", heading],
  [".message__meta time, .message--service time", timeOfDay],
  ["time[data-whole]", inWords],
];
const STALE = KINDS.slice(0, 3);

/** Writes the times in a part of the page, or in what is about to be one. */
export function writeTimes(part, kinds = KINDS) {
  for (const [selector, written] of kinds) {
    for (const time of part.querySelectorAll(selector)) {
      const text = written(time);
      if (time.textContent !== text) time.textContent = text;
    }
  }
}

/** Stamps what happened then by the clock of this device. */
export function stamp(time, then) {
  time.dateTime = new Date(then + behind).toISOString();
  time.textContent = timeOfDay(time);
}

// The whole date, for who points at a time. Most are never pointed at.
document.addEventListener("pointerover", (event) => {
  const time = event.target.closest?.("time[datetime*=T]");
  if (!time || time.title) return;
  const then = at(time);
  time.title = `${withYear(then.day)}, ${hoursOf(then)}`;
});

// The first page of a browser comes by UTC: the server knew no better.
function correct() {
  if (zone !== told.zone || hours !== told.hours) writeTimes(document);
}

const refresh = () => writeTimes(document, STALE);
document.addEventListener("natter:renewed", correct);
document.addEventListener("natter:filtered", refresh);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
addEventListener("pageshow", (event) => event.persisted && refresh());
// "Today" does not stay today.
setInterval(refresh, 60_000);
correct();
