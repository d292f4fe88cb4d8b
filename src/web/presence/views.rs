//! How presence is shown: a mark on an avatar, a line in a header, and both
//! as state in a stream.

use askama::Template;

use crate::{
    conversation::Peer,
    language::Words,
    presence::Presence,
    web::time::{self, Clock},
};

/// The mark on somebody's avatar in the list.
#[derive(Template)]
#[template(path = "fragments/presence_mark.html")]
pub struct MarkView {
    words: Words,
    username: String,
    presence: Presence,
}

impl MarkView {
    pub fn new(username: &str, presence: Presence, words: Words) -> Self {
        Self { words, username: username.to_owned(), presence }
    }
}

/// What the header of a conversation says about the other one.
#[derive(Template)]
#[template(path = "fragments/presence_line.html")]
pub struct LineView {
    words: Words,
    presence: Presence,
    /// For `datetime`, and in words.
    last_seen: Option<(String, String)>,
}

impl LineView {
    pub fn new(peer: &Peer, presence: Presence, clock: &Clock) -> Self {
        let last = peer.last_active_at.filter(|_| peer.shows_presence);
        let shown = |at| (time::iso(at), clock.ago(at));
        Self { words: clock.words(), presence, last_seen: last.map(shown) }
    }
}

/// The presence of some people as state in a stream.
#[derive(Template)]
#[template(path = "fragments/presence_partial.html")]
pub struct PresencePartial {
    people: Vec<(String, MarkView, LineView)>,
}

impl PresencePartial {
    pub fn new(people: &[(Peer, Presence)], words: Words) -> Self {
        let clock = Clock::utc(words);
        let view = |(peer, presence): &(Peer, Presence)| {
            let mark = MarkView::new(&peer.username, *presence, words);
            (peer.username.clone(), mark, LineView::new(peer, *presence, &clock))
        };
        Self { people: people.iter().map(view).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn line(shows_presence: bool, last_active_at: Option<i64>, presence: Presence) -> String {
        let peer = Peer {
            id: uuid::Uuid::nil(),
            username: "anna".to_owned(),
            display_name: "Anna".to_owned(),
            shows_presence,
            last_active_at,
            avatar_id: None,
        };
        let clock = Clock::utc(Language::English.words());
        LineView::new(&peer, presence, &clock).render().expect("a line")
    }

    #[test]
    fn only_who_shows_it_was_last_seen() {
        let seen = Some(1_764_000_000_000_000);
        assert!(line(true, seen, Presence::Offline).contains("2025-11-24T16:00:00Z"));
        assert!(!line(true, seen, Presence::Away).contains("<time"));
        assert!(!line(false, seen, Presence::Offline).contains("<time"));
        assert!(line(true, None, Presence::Offline).contains("hidden"));
        assert!(!line(true, None, Presence::Online).contains("hidden"));
    }
}
