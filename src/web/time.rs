//! Times as somebody reads them.
//!
//! What a page shows is written here, and stays. `static/js/time.js` writes
//! what a stream brings, and what has become stale, with the same words and by
//! the same rules.

use axum::http::HeaderMap;
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use super::browser_clock::{BrowserClock, Hours};
use crate::{
    entity::user,
    language::{Language, Words},
    user::saved_zone,
};

fn moment(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// For `datetime`: `2026-11-23T09:30:00Z`.
pub fn iso(micros: i64) -> String {
    moment(micros).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// How somebody reads times: in which words, zone and hours, and as seen from
/// which moment.
#[derive(Debug, Clone)]
pub struct Clock {
    words: Words,
    zone: TimeZone,
    /// The zone is the user's own choice, whatever the browser says.
    is_saved: bool,
    hours: Hours,
    now: Timestamp,
}

/// What two clocks have in common that show times alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClockKey {
    language: Language,
    zone: String,
    hours: Hours,
}

impl Clock {
    /// Nobody's in particular: what a stream brings is rendered once for all,
    /// and a script puts it into each reader's zone.
    pub fn utc(words: Words) -> Self {
        let (zone, hours) = (TimeZone::UTC, Hours::default());
        Self { words, zone, is_saved: false, hours, now: Timestamp::now() }
    }

    /// The saved zone, else the one of the browser, else UTC.
    pub fn of(user: &user::Model, headers: &HeaderMap, words: Words) -> Self {
        let (saved, browser) = (saved_zone(user), BrowserClock::of(headers));
        Self {
            is_saved: saved.is_some(),
            hours: browser.as_ref().map(|clock| clock.hours).unwrap_or_default(),
            zone: saved.or(browser.map(|clock| clock.zone)).unwrap_or(TimeZone::UTC),
            ..Self::utc(words)
        }
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub fn words(&self) -> Words {
        self.words
    }

    /// The time of day: `9:05 AM` or `09:05`.
    pub fn time_of_day(&self, micros: i64) -> String {
        self.hours_of(&self.local(micros))
    }

    /// For the list: the time of day, the day when it was another one.
    pub fn short(&self, micros: i64) -> String {
        let then = self.local(micros);
        match self.days_since(then.date()) {
            // A clock that is ahead of this one says nothing about the day.
            ..=0 => self.hours_of(&then),
            1 => self.words.say("yesterday").into_owned(),
            2..=6 => self.weekday("weekday-short", then.date()),
            _ => self.date("date-short", then.date()),
        }
    }

    /// `24 Nov 2026, 09:30`.
    pub fn in_words(&self, micros: i64) -> String {
        let then = self.local(micros);
        let (date, year) = (self.date("date-short", then.date()), then.year().to_string());
        let parts = [("date", &*date), ("year", &year), ("time", &self.hours_of(&then))];
        self.words.with_all("date-and-time", &parts).into_owned()
    }

    /// How long ago, in the largest unit that fits; never in the future.
    pub fn ago(&self, micros: i64) -> String {
        let minutes = (self.now.as_second() - moment(micros).as_second()).max(0) / 60;
        let days = || i64::from(self.days_since(self.day(micros)));
        match (minutes, minutes / 60) {
            (0, _) => self.words.say("this-minute").into_owned(),
            (_, 0) => self.words.count("minutes-ago", &minutes).into_owned(),
            (_, hours @ ..24) => self.words.count("hours-ago", &hours).into_owned(),
            _ if days() <= 1 => self.words.say("day-ago").into_owned(),
            _ => self.words.count("days-ago", &days()).into_owned(),
        }
    }

    /// The day on which something happened.
    pub fn day(&self, micros: i64) -> Date {
        self.local(micros).date()
    }

    /// The heading above the messages of a day.
    pub fn heading(&self, day: Date) -> String {
        match self.days_since(day) {
            0 => self.words.say("today").into_owned(),
            1 => self.words.say("yesterday").into_owned(),
            _ if day.year() == self.today().year() => self.date("date-long", day),
            _ => {
                let (date, year) = (self.date("date-long", day), day.year().to_string());
                let parts = [("date", &*date), ("year", &year)];
                self.words.with_all("date-and-year", &parts).into_owned()
            }
        }
    }

    /// What decides how times of the past are shown, and the day from which; none
    /// for a zone without a name.
    pub fn key(&self) -> Option<(ClockKey, Date)> {
        let zone = self.zone.iana_name()?.to_owned();
        let language = self.words.language();
        Some((ClockKey { language, zone, hours: self.hours }, self.today()))
    }

    /// The present moment, in microseconds since 1970.
    pub fn now(&self) -> i64 {
        self.now.as_microsecond()
    }

    fn local(&self, micros: i64) -> Zoned {
        moment(micros).to_zoned(self.zone.clone())
    }

    pub fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    fn days_since(&self, day: Date) -> i32 {
        (self.today() - day).get_days()
    }

    fn hours_of(&self, time: &Zoned) -> String {
        let format = match self.hours {
            Hours::H12 => "%-I:%M %p",
            Hours::H23 => "%H:%M",
        };
        time.strftime(format).to_string()
    }

    fn weekday(&self, key: &str, day: Date) -> String {
        self.words.weekday(key, day.weekday().to_monday_one_offset())
    }

    fn date(&self, key: &str, date: Date) -> String {
        let (day, weekday) = (date.day().to_string(), self.weekday("weekday-long", date));
        self.words.date(key, date.month(), &day, &weekday)
    }
}

/// What the script must know to write times as they are written here; words
/// with gaps like `{day}`, lists with bars between.
impl Clock {
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    pub fn is_saved(&self) -> bool {
        self.is_saved
    }

    pub fn hours(&self) -> &'static str {
        self.hours.as_str()
    }

    pub fn weekdays(&self, key: &str) -> String {
        list((1..=7).map(|weekday| self.words.weekday(key, weekday)))
    }

    pub fn dates(&self, key: &str) -> String {
        list((1..=12).map(|month| self.words.date(key, month, "{day}", "{weekday}")))
    }

    /// Each with the name of its plural form: `one={count} day ago`.
    pub fn counted(&self, key: &str) -> String {
        list(self.words.language().plurals().iter().map(|(form, number)| {
            let words = self.words.count(key, number);
            format!("{form}={}", words.replacen(&number.to_string(), "{count}", 1))
        }))
    }

    pub fn gaps(&self, key: &str) -> String {
        let gaps = [("date", "{date}"), ("year", "{year}"), ("time", "{time}")];
        self.words.with_all(key, &gaps).into_owned()
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> i64 {
        text.parse::<Timestamp>().expect("a moment").as_microsecond()
    }

    /// In Berlin, on Saturday, 28 November 2026, at 10:00.
    fn clock(language: Language, hours: Hours) -> Clock {
        Clock {
            zone: TimeZone::get("Europe/Berlin").expect("a zone"),
            hours,
            now: "2026-11-28T09:00:00Z".parse().expect("a moment"),
            ..Clock::utc(language.words())
        }
    }

    fn in_both(write: impl Fn(&Clock) -> String) -> [String; 2] {
        Language::ALL.map(|language| write(&clock(language, Hours::H23)))
    }

    #[test]
    fn hours_are_counted_as_the_reader_does() {
        for (at, h12, h23) in [
            ("2026-11-28T14:49:00Z", "3:49 PM", "15:49"),
            ("2026-11-28T02:05:00Z", "3:05 AM", "03:05"),
            ("2026-11-27T23:00:00Z", "12:00 AM", "00:00"),
            ("2026-11-28T11:30:00Z", "12:30 PM", "12:30"),
        ] {
            for language in Language::ALL {
                assert_eq!(clock(language, Hours::H12).time_of_day(micros(at)), h12);
                assert_eq!(clock(language, Hours::H23).time_of_day(micros(at)), h23);
            }
        }
    }

    #[test]
    fn the_list_says_what_is_needed_to_know_when() {
        for (at, english, russian) in [
            ("2026-11-27T23:00:00Z", "00:00", "00:00"),
            ("2026-11-29T12:00:00Z", "13:00", "13:00"),
            ("2026-11-27T22:59:59Z", "Yesterday", "Вчера"),
            ("2026-11-26T22:00:00Z", "Thu", "чт"),
            ("2026-11-22T12:00:00Z", "Sun", "вс"),
            ("2026-11-21T12:00:00Z", "21 Nov", "21 ноя"),
            ("2025-05-09T12:00:00Z", "9 May", "9 мая"),
        ] {
            assert_eq!(in_both(|clock| clock.short(micros(at))), [english, russian], "{at}");
        }
    }

    #[test]
    fn headings_name_the_day() {
        for (at, english, russian) in [
            ("2026-11-28T09:00:00Z", "Today", "Сегодня"),
            ("2026-11-26T23:00:00Z", "Yesterday", "Вчера"),
            ("2026-11-26T22:00:00Z", "Thursday, 26 November", "Четверг, 26 ноября"),
            ("2026-11-29T12:00:00Z", "Sunday, 29 November", "Воскресенье, 29 ноября"),
            ("2025-12-31T22:00:00Z", "Wednesday, 31 December 2025", "Среда, 31 декабря 2025 г."),
        ] {
            let shown = in_both(|clock| clock.heading(clock.day(micros(at))));
            assert_eq!(shown, [english, russian], "{at}");
        }
    }

    #[test]
    fn what_has_passed_is_counted_and_what_is_to_come_is_now() {
        for (at, english, russian) in [
            ("2026-11-28T09:05:00Z", "this minute", "только что"),
            ("2026-11-28T08:59:01Z", "this minute", "только что"),
            ("2026-11-28T08:58:59Z", "1 minute ago", "1 минуту назад"),
            ("2026-11-28T08:55:00Z", "5 minutes ago", "5 минут назад"),
            ("2026-11-28T07:00:00Z", "2 hours ago", "2 часа назад"),
            ("2026-11-27T09:00:00Z", "yesterday", "вчера"),
            ("2026-11-25T09:00:00Z", "3 days ago", "3 дня назад"),
            ("2026-11-07T09:00:00Z", "21 days ago", "21 день назад"),
        ] {
            assert_eq!(in_both(|clock| clock.ago(micros(at))), [english, russian], "{at}");
        }
    }

    #[test]
    fn a_moment_has_its_date_and_time() {
        let shown = in_both(|clock| clock.in_words(micros("2026-03-01T08:05:00Z")));
        assert_eq!(shown, ["1 Mar 2026, 09:05", "1 мар 2026, 09:05"]);
    }

    #[test]
    fn the_script_is_told_the_same_words_with_gaps() {
        let [english, russian] = in_both(|clock| clock.counted("minutes-ago"));
        assert_eq!(english, "one={count} minute ago|other={count} minutes ago");
        assert_eq!(
            russian,
            "one={count} минуту назад|few={count} минуты назад|many={count} минут назад"
        );
        let dates = clock(Language::English, Hours::H23).dates("date-long");
        assert!(
            dates.starts_with("{weekday}, {day} January|{weekday}, {day} February|"),
            "{dates}"
        );
        assert_eq!(in_both(|clock| clock.gaps("date-and-year"))[1], "{date} {year} г.");
    }
}
