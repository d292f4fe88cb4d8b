//! People, conversations and messages.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{
    ids::{
        GROWING, LAST_PERSON, LONG_FIRST, LONG_LIST, PEOPLE, PERSON, READER, READERS_FIRST,
        SHORT_FIRST, SHORT_LIST,
    },
    store::{Store, twelve_digits},
    text,
};

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Conversations of two people, one for each `i` of a range. The rest are
/// expressions of `i`.
pub(super) struct Talks<'t> {
    pub range: (u32, u32),
    pub number: &'t str,
    pub one: &'t str,
    pub other: &'t str,
    /// Each of them has so many.
    pub messages: u32,
}

/// What everyday rows need.
pub fn everyday(store: &Store, password_hash: &str) -> Result<(), String> {
    people(store, password_hash)?;
    pairs(store, PEOPLE)?;
    for (person, first, count, messages) in [
        (READER, READERS_FIRST, 1, 200),
        (READER, READERS_FIRST + 1, 29, 10),
        (SHORT_LIST, SHORT_FIRST, 10, 10),
        (LONG_LIST, LONG_FIRST, 1000, 10),
    ] {
        list(store, person, first, count, messages)?;
    }
    store.analyze()
}

/// The conversations of their own that the first so many have.
pub(super) fn pairs(store: &Store, count: u32) -> Result<(), String> {
    let own = Talks {
        range: (1, count),
        number: "i",
        one: "i",
        other: &format!("i + {PEOPLE}"),
        messages: 10,
    };
    talks(store, &own)
}

/// A database with so many messages: half of them in the conversation that
/// grows, half in a thousand others.
pub fn grown(store: &Store, password_hash: &str, messages: u32) -> Result<(), String> {
    people(store, password_hash)?;
    let of_others = messages / 2000;
    let others = Talks {
        range: (3, 1002),
        number: "i",
        one: "i",
        other: &format!("i + {PEOPLE}"),
        messages: of_others,
    };
    talks(store, &others)?;
    let growing = Talks {
        range: (GROWING, GROWING),
        number: "i",
        one: "1",
        other: "2",
        messages: messages - of_others * 1000,
    };
    talks(store, &growing)?;
    store.analyze()
}

/// A person's list: so many conversations, the `n`-th with person n.
fn list(store: &Store, person: u32, first: u32, count: u32, messages: u32) -> Result<(), String> {
    let talk = Talks {
        range: (first, first + count - 1),
        number: "i",
        one: "i % 1000 + 1",
        other: &person.to_string(),
        messages,
    };
    talks(store, &talk)
}

pub(super) fn people(store: &Store, password_hash: &str) -> Result<(), String> {
    store.execute(&format!(
        "INSERT INTO users (id, username, display_name, password_hash, role, created_at)
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {LAST_PERSON})
         SELECT {}, 'b' || i, 'Person Number ' || i, '{password_hash}',
                CASE WHEN i = 0 THEN 'owner' ELSE 'member' END, {} FROM n",
        store.person("i"),
        yesterday()
    ))
}

pub(super) fn talks(store: &Store, talks: &Talks) -> Result<(), String> {
    let Talks { range: (first, last), number, one, other, messages } = talks;
    let all = format!("n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})");
    let (id, then) = (store.conversation(number), yesterday());
    let (left, right) = (twelve_digits(one), twelve_digits(other));
    store.execute(&format!(
        "INSERT INTO conversations
             (id, kind, pair_key, last_seq, version, last_message_at, created_at)
         WITH RECURSIVE {all}
         SELECT {id}, 'direct', '{PERSON}' || {left} || ':{PERSON}' || {right},
                {messages}, {messages}, {then} + i, {then} FROM n"
    ))?;
    for person in [one, other] {
        store.execute(&format!(
            "INSERT INTO members (conversation_id, user_id, last_read_seq, joined_at)
             WITH RECURSIVE {all} SELECT {id}, {}, {messages}, {then} FROM n",
            store.person(person)
        ))?;
    }
    if *messages == 0 {
        return Ok(());
    }
    store.execute(&format!(
        "INSERT INTO messages
             (conversation_id, seq, version, author_id, nonce, body, format, created_at)
         WITH RECURSIVE {all},
              m(s) AS (SELECT 1 UNION ALL SELECT s + 1 FROM m WHERE s < {messages})
         SELECT {id}, s, s, CASE WHEN s % 3 = 0 THEN {} ELSE {} END, 'n' || s, {},
                'markdown', {then} - ({messages} - s) * CAST(60000000 AS BIGINT) FROM n CROSS JOIN m",
        store.person(one),
        store.person(other),
        text::of("s")
    ))
}

/// Microseconds since 1970, as everything in the database.
pub(super) fn yesterday() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX) - DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_meet_nobody_twice() {
        for first in [READERS_FIRST, SHORT_FIRST, LONG_FIRST] {
            assert_eq!(first % 1000, 1);
        }
    }
}
