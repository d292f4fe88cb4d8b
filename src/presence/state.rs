//! The words of presence: states, connections, and what happens to them.

use std::time::Duration;

use uuid::Uuid;

/// How long a lease lasts that nobody keeps.
pub(super) const LEASE: Duration = Duration::from_secs(60);
/// Connections one person may have; the one that ends first makes room.
pub(super) const MOST_CONNECTIONS: usize = 64;

/// What others see of somebody, in the order in which one page outdoes another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// No page is open.
    #[default]
    Offline,
    /// Pages are open, but hidden, or nobody touches them.
    Away,
    /// Some page is looked at.
    Online,
}

impl Presence {
    /// As in `data-presence`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Away => "away",
            Self::Online => "online",
        }
    }

    /// As the scripts write it.
    pub(super) fn from_digit(digit: char) -> Option<Self> {
        match digit {
            '0' => Some(Self::Offline),
            '1' => Some(Self::Away),
            '2' => Some(Self::Online),
            _ => None,
        }
    }
}

/// The name of one page's stream, as the server put it into the URL. It means
/// something only together with the user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConnectionName(String);

impl ConnectionName {
    const MOST_CHARACTERS: usize = 64;

    pub fn parse(text: &str) -> Option<Self> {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let right = (1..=Self::MOST_CHARACTERS).contains(&text.len()) && text.bytes().all(known);
        right.then(|| Self(text.to_owned()))
    }

    /// For a stream whose URL has none.
    pub fn fresh() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a page says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    Shown,
    /// In view, but untouched for a while.
    Idle,
    Hidden,
}

/// What is known of a page that has a stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Page {
    /// It has never said anything, so it counts as shown.
    #[default]
    Silent,
    Shown,
    Hidden,
}

/// What happens to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventKind {
    Beat(Beat),
    /// A stream was opened under this connection's name.
    Opened(Uuid),
    /// The stream is still open. `Page` is what is known, should the lease
    /// have been lost.
    Kept(Uuid, Page),
    Closed(Uuid),
}

/// Something that happened to somebody's connection.
#[derive(Debug, Clone)]
pub(super) struct ConnectionEvent {
    pub user: Uuid,
    pub connection: ConnectionName,
    pub kind: EventKind,
}

/// Somebody is not any more what others were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub user: Uuid,
    pub presence: Presence,
    /// When they were last online, in milliseconds since 1970; told once they
    /// have gone.
    pub active_at: Option<i64>,
}

/// What came of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub page: Page,
    pub change: Option<Change>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for right in ["a", "0190-ab_C", &"x".repeat(64), ConnectionName::fresh().as_str()] {
            assert!(ConnectionName::parse(right).is_some(), "{right}");
        }
        for wrong in ["", "a b", "a\n", "ж", "a:b", "{a}", &"x".repeat(65)] {
            assert_eq!(ConnectionName::parse(wrong), None, "{wrong:?}");
        }
    }
}
