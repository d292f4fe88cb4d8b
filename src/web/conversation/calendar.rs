//! `GET /conversations/{id}/calendar?month=`: the days of a month on which something was
//! said, each leading to its first message.

use std::{collections::BTreeSet, fmt, iter, str::FromStr};

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use uuid::Uuid;

use super::{MemberVisit, Sidebar};
use crate::{
    app::App,
    error::{Error, Result},
    language::Words,
    message::start_of,
    paths,
    web::{Chrome, Query, html, query::parsed, time::Clock},
};

#[derive(Debug, Deserialize)]
pub struct Asked {
    /// None for the last one in which something was said.
    #[serde(default, deserialize_with = "parsed")]
    month: Option<Month>,
}

pub async fn show(
    State(app): State<App>,
    member: MemberVisit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let clock = &member.signed_in.clock;
    let moments = member.moments(&app.database);
    let month = match asked.month {
        Some(month) => month,
        None => {
            let last = moments.last().await?;
            Month::of(last.map_or_else(|| clock.today(), |last| clock.day(last.created_at)))
        }
    };
    let parted = moments.parted(&month.starts(clock.zone())?).await?;
    let said: BTreeSet<Date> = parted.into_iter().map(|one| clock.day(one.created_at)).collect();
    let (id, chrome) = (member.conversation.id, Chrome::of(&member.signed_in, &app.assets));
    let page = CalendarPage {
        sidebar: Sidebar::load(&app, &member.signed_in).await?,
        events: chrome.events(),
        back: paths::conversation(&id),
        month: month.name(chrome.words),
        weekdays: weekdays(chrome.words),
        weeks: month.weeks(|day| DayView::new(&id, day, &said, clock)),
        is_empty: !said.iter().any(|day| Month::of(*day) == month),
        earlier: said.first().map(|day| Month::of(*day)).filter(|other| *other < month),
        later: said.last().map(|day| Month::of(*day)).filter(|other| *other > month),
        id,
        chrome,
    };
    html(StatusCode::OK, &page)
}

/// By its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Month(Date);

impl Month {
    fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    fn name(self, words: Words) -> String {
        words.month("month-and-year", self.0.month(), self.0.year())
    }

    fn days(self) -> impl Iterator<Item = Date> {
        iter::successors(Some(self.0), |day| day.tomorrow().ok())
            .take_while(move |day| Self::of(*day) == self)
    }

    /// When its days begin in this zone, and the one after them, in microseconds since
    /// 1970. At the end of all time there is no such month.
    fn starts(self, zone: &TimeZone) -> Result<Vec<i64>> {
        let wrong = || Error::BadRequest("error-cursor");
        let after = self.0.last_of_month().tomorrow().map_err(|_| wrong())?;
        self.days().chain([after]).map(|day| start_of(day, zone).ok_or_else(wrong)).collect()
    }

    /// Its days as they stand in the columns of a week; what is not of the month is empty.
    fn weeks(self, view: impl Fn(Date) -> DayView) -> Vec<Vec<Option<DayView>>> {
        let before = usize::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or_default();
        let days = iter::repeat_with(|| None).take(before).chain(self.days().map(Some));
        let mut days: Vec<Option<Date>> = days.collect();
        days.resize(days.len().next_multiple_of(7), None);
        days.chunks(7).map(|week| week.iter().map(|day| day.map(&view)).collect()).collect()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// `2026-11`, and nothing else.
impl FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        let is_number = |part: &str, length| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(year, 4) || !is_number(month, 2) {
            return Err(());
        }
        let (year, month): (i16, i8) = (year.parse().map_err(drop)?, month.parse().map_err(drop)?);
        // No calendar has that year.
        if year == 0 {
            return Err(());
        }
        Date::new(year, month, 1).map(Self).map_err(drop)
    }
}

/// Each as it is written above its column and as it is read out.
fn weekdays(words: Words) -> Vec<(String, String)> {
    let both = |day| (words.weekday("weekday-short", day), words.weekday("weekday-long", day));
    (1..=7).map(both).collect()
}

/// A day of the month, which leads to what was said then.
struct DayView {
    number: i8,
    iso: String,
    path: Option<String>,
    is_today: bool,
}

impl DayView {
    fn new(conversation: &Uuid, day: Date, said: &BTreeSet<Date>, clock: &Clock) -> Self {
        Self {
            number: day.day(),
            iso: day.to_string(),
            path: said.contains(&day).then(|| paths::conversation_on(conversation, &day)),
            is_today: day == clock.today(),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/calendar.html")]
struct CalendarPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    back: String,
    id: Uuid,
    month: String,
    weekdays: Vec<(String, String)>,
    weeks: Vec<Vec<Option<DayView>>>,
    /// The nearest months in which something was said.
    earlier: Option<Month>,
    later: Option<Month>,
    is_empty: bool,
}

impl CalendarPage {
    /// Where another month is, and what leads there.
    fn way(&self, month: &Month, key: &str) -> (String, String) {
        let name = month.name(self.chrome.words);
        let path = paths::calendar_of(&self.id, month);
        (path, self.chrome.words.with(key, "month", &name).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Option<Month> {
        text.parse().ok()
    }

    #[test]
    fn a_month_is_written_in_one_way() {
        for text in ["2026-11", "0001-01", "9999-12", "2024-02"] {
            assert_eq!(month(text).unwrap().to_string(), text);
        }
        for wrong in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "26-01",
            "-2026-01",
            "2026-11-01",
            "٢٠٢٦-١١",
        ] {
            assert_eq!(month(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_month_has_its_days_as_they_begin_in_a_zone() {
        let starts = |text, zone| month(text).unwrap().starts(&TimeZone::get(zone).unwrap());
        let february = starts("2024-02", "UTC").unwrap();
        assert_eq!((february.len(), february[29] - february[28]), (30, 86_400_000_000));
        // A day of 25 hours, and one that was left out.
        let october = starts("2026-10", "Europe/Berlin").unwrap();
        assert_eq!(october[25] - october[24], 25 * 3_600_000_000);
        let december = starts("2011-12", "Pacific/Apia").unwrap();
        assert_eq!(december[30], december[29]);
        assert!(starts("0001-01", "Asia/Tokyo").is_ok());
        assert!(starts("9999-12", "UTC").is_err());
    }

    #[test]
    fn weeks_begin_on_monday() {
        let (id, said) = (Uuid::nil(), BTreeSet::new());
        let clock = Clock::utc(crate::language::Language::English.words());
        let weeks = month("2026-11").unwrap().weeks(|day| DayView::new(&id, day, &said, &clock));
        let numbers = |week: &[Option<DayView>]| {
            week.iter().map(|day| day.as_ref().map_or(0, |day| day.number)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&weeks[0]), [0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(numbers(&weeks[5]), [30, 0, 0, 0, 0, 0, 0]);
        assert!(weeks.iter().all(|week| week.len() == 7) && weeks.len() == 6);
    }
}
