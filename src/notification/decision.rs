//! What must happen so that Telegram agrees with what is unread. Pure: it
//! looks at facts and does nothing.

use std::time::Duration;

use jiff::{Timestamp, ToSpan, civil::Time, tz::TimeZone};

use super::rows::{Claimed, Recipient, Unread};

/// A notice is changed in silence for so long; later a new one rings again.
const EDITED_FOR_MICROS: i64 = 15 * 60 * 1_000_000;
/// Telegram deletes nothing that is older (48 hours, Bot API, deleteMessage).
const DELETED_FOR_MICROS: i64 = 48 * 3600 * 1_000_000;
/// Who is here is looked at again so often.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// At the end of quiet hours not everybody is told in the same second.
const MOST_JITTER: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub action: Action,
    /// When to look again for what is not done now.
    pub again_in: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// All is as it should be.
    Nothing,
    /// A new notice, in the place of this one if there is any.
    Send {
        instead_of: Option<i64>,
    },
    /// The news as well, in silence.
    Add {
        message: i64,
    },
    /// No more than it has told: what is left of that, as it is now.
    PutRight {
        message: i64,
    },
    TakeBack {
        message: i64,
    },
    /// It is too old to be taken back, so it is changed to say nothing.
    Blank {
        message: i64,
    },
    /// It was answered and stays, and what it says is deleted.
    Withdraw {
        message: i64,
    },
}

impl From<Action> for Decision {
    fn from(action: Action) -> Self {
        Self { action, again_in: None }
    }
}

/// What is known when a row has been claimed.
pub struct Facts<'f> {
    pub row: &'f Claimed,
    pub recipient: &'f Recipient,
    pub unread: &'f [Unread],
    pub is_here: bool,
    /// It was answered, and something that it says is deleted.
    pub is_gone: bool,
    /// Between 0 and 1.
    pub chance: f64,
}

/// News have their time; what is read, edited or deleted goes at once.
pub fn decide(facts: &Facts<'_>) -> Decision {
    let Facts { row, recipient, unread, .. } = facts;
    let has_news = unread.last().is_some_and(|newest| newest.seq > row.told_seq);
    if !has_news || recipient.is_muted {
        return put_right(facts).into();
    }
    match not_now(facts) {
        Some(rest) => Decision { action: put_right(facts), again_in: Some(rest) },
        None => tell(row, recipient.now).into(),
    }
}

fn put_right(facts: &Facts<'_>) -> Action {
    match facts.row.message_id {
        Some(message) if !facts.row.told_of(facts.unread).is_empty() => {
            Action::PutRight { message }
        }
        Some(message) if facts.is_gone => Action::Withdraw { message },
        _ => take_back(facts.row, facts.recipient.now),
    }
}

fn take_back(row: &Claimed, now: i64) -> Action {
    match row.message_id {
        None => Action::Nothing,
        Some(_) if row.answered => Action::Nothing,
        Some(message) if can_be_deleted(row, now) => Action::TakeBack { message },
        Some(message) => Action::Blank { message },
    }
}

fn not_now(facts: &Facts<'_>) -> Option<Duration> {
    if facts.is_here {
        return Some(LOOK_AGAIN);
    }
    let rest = quiet_for(facts.recipient)?;
    Some(rest + MOST_JITTER.mul_f64(facts.chance))
}

fn tell(row: &Claimed, now: i64) -> Action {
    match row.message_id {
        Some(message) if age(row, now) < EDITED_FOR_MICROS && !row.answered => {
            Action::Add { message }
        }
        // One that was answered stays.
        shown => Action::Send { instead_of: shown.filter(|_| !row.answered) },
    }
}

/// Whether Telegram still deletes what stands there.
pub fn can_be_deleted(row: &Claimed, now: i64) -> bool {
    age(row, now) < DELETED_FOR_MICROS
}

fn age(row: &Claimed, now: i64) -> i64 {
    now - row.message_sent_at.unwrap_or(now)
}

/// The rest of the recipient's quiet hours, by their clock; none outside of them.
fn quiet_for(recipient: &Recipient) -> Option<Duration> {
    let (from, until) = (time(recipient.quiet_from?)?, time(recipient.quiet_until?)?);
    let zone = recipient.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let now = Timestamp::from_microsecond(recipient.now).ok()?;
    let now = now.to_zoned(zone.unwrap_or(TimeZone::UTC));
    let is_quiet = if from <= until {
        (from..until).contains(&now.time())
    } else {
        now.time() >= from || now.time() < until
    };
    if !is_quiet {
        return None;
    }
    let day = if now.time() < until { now.date() } else { now.date().checked_add(1.day()).ok()? };
    let end = day.to_datetime(until).to_zoned(now.time_zone().clone()).ok()?;
    Duration::try_from(end.timestamp().duration_since(now.timestamp())).ok()
}

fn time(minutes: i16) -> Option<Time> {
    let (hour, minute) = (minutes / 60, minutes % 60);
    Time::new(hour.try_into().ok()?, minute.try_into().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Format;

    const MINUTE: i64 = 60 * 1_000_000;

    /// At 2026-11-24 12:00 UTC.
    fn recipient() -> Recipient {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a moment");
        Recipient {
            chat_id: 7,
            is_muted: false,
            only_meant: false,
            language: None,
            time_zone: None,
            notice_content: "text".to_owned(),
            notice_pictures: false,
            quiet_from: None,
            quiet_until: None,
            last_read_seq: Some(0),
            title: None,
            now: now.as_microsecond(),
        }
    }

    fn row() -> Claimed {
        Claimed {
            told_seq: 0,
            generation: 1,
            last_seq: 0,
            attempts: 0,
            message_id: None,
            message_sent_at: None,
            answered: false,
            replaced_message_id: None,
            shown_hash: None,
            picture_id: None,
        }
    }

    fn shown(minutes_ago: i64, told_seq: i64) -> Claimed {
        let sent_at = Some(recipient().now - minutes_ago * MINUTE);
        Claimed { told_seq, message_id: Some(5), message_sent_at: sent_at, ..row() }
    }

    fn unread(seqs: &[i64]) -> Vec<Unread> {
        let one = |seq: &i64| Unread {
            seq: *seq,
            body: "hi".into(),
            format: Format::Plain,
            author: "Anna".into(),
            named: Vec::new(),
            reply_to: None,
            files: Vec::new(),
        };
        seqs.iter().map(one).collect()
    }

    fn decided(row: &Claimed, recipient: &Recipient, seqs: &[i64], is_here: bool) -> Decision {
        let unread = &unread(seqs);
        decide(&Facts { row, recipient, unread, is_here, is_gone: false, chance: 0.0 })
    }

    fn later(action: Action) -> Decision {
        Decision { action, again_in: Some(LOOK_AGAIN) }
    }

    #[test]
    fn the_absent_are_told_and_those_who_are_here_are_not() {
        let new = Action::Send { instead_of: None };
        assert_eq!(decided(&row(), &recipient(), &[1], false), new.into());
        assert_eq!(decided(&row(), &recipient(), &[1], true), later(Action::Nothing));
        assert_eq!(decided(&row(), &recipient(), &[], false), Action::Nothing.into());
    }

    #[test]
    fn a_notice_is_edited_for_a_while_and_then_rings_again() {
        let (news, add) = ([1, 2], Action::Add { message: 5 });
        assert_eq!(decided(&shown(14, 1), &recipient(), &news, false), add.into());
        let again = Action::Send { instead_of: Some(5) };
        assert_eq!(decided(&shown(16, 1), &recipient(), &news, false), again.into());
    }

    #[test]
    fn what_was_told_is_put_right_while_the_news_wait() {
        let put_right = Action::PutRight { message: 5 };
        let gone = Action::TakeBack { message: 5 };
        assert_eq!(decided(&shown(60, 2), &recipient(), &[1, 2], true), put_right.into());
        assert_eq!(decided(&shown(1, 2), &recipient(), &[1], false), put_right.into());
        assert_eq!(decided(&shown(1, 2), &recipient(), &[1, 3], true), later(put_right));
        assert_eq!(decided(&shown(1, 2), &recipient(), &[3], true), later(gone));
        let quiet =
            Recipient { quiet_from: Some(11 * 60), quiet_until: Some(13 * 60), ..recipient() };
        assert_eq!(decided(&shown(1, 1), &quiet, &[1, 2], false).action, put_right);
    }

    #[test]
    fn what_was_read_is_taken_back() {
        let gone = Action::TakeBack { message: 5 };
        assert_eq!(decided(&shown(60, 1), &recipient(), &[], true), gone.into());
        let (old, blank) = (shown(49 * 60, 1), Action::Blank { message: 5 });
        assert_eq!(decided(&old, &recipient(), &[], false), blank.into());
        let answered = Claimed { answered: true, ..shown(1, 1) };
        assert_eq!(decided(&answered, &recipient(), &[], false), Action::Nothing.into());
        let new = Action::Send { instead_of: None };
        assert_eq!(decided(&answered, &recipient(), &[2], false), new.into());
        assert_eq!(decided(&answered, &recipient(), &[2], true), later(Action::Nothing));
    }

    #[test]
    fn of_what_was_answered_nothing_stays_that_is_deleted() {
        let answered = Claimed { answered: true, ..shown(60, 1) };
        let decided = |is_gone| {
            let (row, recipient) = (&answered, &recipient());
            decide(&Facts { row, recipient, unread: &[], is_here: false, is_gone, chance: 0.0 })
        };
        assert_eq!(decided(false), Action::Nothing.into());
        assert_eq!(decided(true), Action::Withdraw { message: 5 }.into());
    }

    #[test]
    fn the_muted_are_told_nothing_but_what_they_read_goes() {
        let muted = Recipient { is_muted: true, ..recipient() };
        let put_right = Action::PutRight { message: 5 };
        let gone = Action::TakeBack { message: 5 };
        assert_eq!(decided(&row(), &muted, &[1], false), Action::Nothing.into());
        assert_eq!(decided(&shown(1, 1), &muted, &[1, 2], false), put_right.into());
        assert_eq!(decided(&shown(1, 1), &muted, &[2], false), gone.into());
        assert_eq!(decided(&shown(1, 1), &muted, &[], false), gone.into());
    }

    #[test]
    fn quiet_hours_are_by_the_recipients_clock_and_may_span_midnight() {
        let quiet = |from, until, zone: Option<&str>| {
            let recipient = Recipient {
                quiet_from: Some(from),
                quiet_until: Some(until),
                time_zone: zone.map(str::to_owned),
                ..recipient()
            };
            decided(&row(), &recipient, &[1], false)
        };
        let hours = |hours: u64| Decision {
            action: Action::Nothing,
            again_in: Some(Duration::from_secs(hours * 3600)),
        };
        let now = Action::Send { instead_of: None }.into();
        assert_eq!(quiet(11 * 60, 13 * 60, None), hours(1));
        assert_eq!(quiet(22 * 60, 7 * 60, None), now);
        // 21:00 in Tokyo, 00:00 in Auckland's summer is one o'clock at night.
        assert_eq!(quiet(20 * 60, 7 * 60, Some("Asia/Tokyo")), hours(10));
        assert_eq!(quiet(22 * 60, 7 * 60, Some("Pacific/Auckland")), hours(6));
        assert_eq!(quiet(12 * 60, 12 * 60, None), now);
    }
}
