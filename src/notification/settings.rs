//! How much somebody is told, and when not.

use jiff::civil::Time;

use super::NoticeContent;
use crate::{
    entity::user,
    form::Fields,
    problem::{Problem, Problems},
};

/// The beginning and the end of quiet hours, in minutes of the day.
pub type QuietHours = (i16, i16);

/// What a form has sent about notices.
#[derive(Debug, Default)]
pub struct NoticeSettings {
    pub content: Option<NoticeContent>,
    /// Whether small pictures go along where the text is shown.
    pub pictures: Option<bool>,
    /// An inner none takes the quiet hours away.
    pub quiet: Option<Option<QuietHours>>,
}

impl NoticeSettings {
    /// Of a half that was not sent, what is stored counts.
    pub fn read(fields: &Fields, user: &user::Model) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let content = problems.keep(fields.sent("content", content));
        let pictures = problems.keep(fields.on_or_off("pictures"));
        let from = problems.keep(fields.sent("quiet_from", time("quiet_from")));
        let until = problems.keep(fields.sent("quiet_until", time("quiet_until")));
        let mut problems = problems.or(()).err().unwrap_or_default();
        let quiet = match (from, until) {
            (None, None) => None,
            (from, until) if problems.is_empty() => {
                let (from, until) =
                    (from.unwrap_or(user.quiet_from), until.unwrap_or(user.quiet_until));
                problems.keep(both_or_neither(from, until).map(Some))
            }
            _ => None,
        };
        problems.or(Self { content, pictures, quiet })
    }
}

/// As people write it and as forms send it: `22:30`.
pub fn time_of_day(minutes: Option<i16>) -> String {
    minutes.map(|minutes| format!("{:02}:{:02}", minutes / 60, minutes % 60)).unwrap_or_default()
}

fn content(typed: &str) -> Result<NoticeContent, Problem> {
    NoticeContent::parse(typed)
        .ok_or(Problem { field: "content", sentence: "problem-notice-content" })
}

fn time(field: &'static str) -> impl FnOnce(&str) -> Result<Option<i16>, Problem> {
    move |typed| {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let time = Time::strptime("%H:%M", typed);
        let time = time.map_err(|_| Problem { field, sentence: "problem-time-of-day" })?;
        Ok(Some(i16::from(time.hour()) * 60 + i16::from(time.minute())))
    }
}

fn both_or_neither(from: Option<i16>, until: Option<i16>) -> Result<Option<QuietHours>, Problem> {
    let wrong = |field, sentence| Err(Problem { field, sentence });
    match (from, until) {
        (None, None) => Ok(None),
        (Some(from), Some(until)) if from == until => wrong("quiet_until", "problem-quiet-empty"),
        (Some(from), Some(until)) => Ok(Some((from, until))),
        (None, Some(_)) => wrong("quiet_from", "problem-quiet-half"),
        (Some(_), None) => wrong("quiet_until", "problem-quiet-half"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_the_day() {
        let read = |typed| time("quiet_from")(typed);
        assert_eq!(read("22:30"), Ok(Some(1350)));
        assert_eq!(read(" 00:00 "), Ok(Some(0)));
        assert_eq!(read(""), Ok(None));
        for wrong in ["24:00", "7", "12:60", "noon", "-1:00", "22:30:00", "\0"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(time_of_day(Some(1350)), "22:30");
        assert_eq!(time_of_day(None), "");
    }

    #[test]
    fn quiet_hours_have_a_beginning_and_an_end() {
        assert_eq!(both_or_neither(Some(1350), Some(420)), Ok(Some((1350, 420))));
        assert_eq!(both_or_neither(None, None), Ok(None));
        for (from, until) in [(Some(1), None), (None, Some(1)), (Some(1), Some(1))] {
            assert!(both_or_neither(from, until).is_err());
        }
    }
}
