//! A group of a thousand.

use super::{
    content::{pairs, people, yesterday},
    ids::{GROUP, MEMBERS, conversation},
    store::Store,
};

/// Everybody, a few conversations of two, and the group, which person 1 owns.
pub fn group(store: &Store, password_hash: &str) -> Result<(), String> {
    people(store, password_hash)?;
    pairs(store, 20)?;
    group_of(store, (1, MEMBERS))?;
    store.analyze()
}

/// Of these, of whom the first owns it.
pub(super) fn group_of(store: &Store, (first, last): (u32, u32)) -> Result<(), String> {
    let (id, then) = (store.known_uuid(&conversation(GROUP)), yesterday());
    store.execute(&format!(
        "INSERT INTO conversations
             (id, kind, title, members, last_seq, version, last_message_at, created_at)
         VALUES ({id}, 'group', 'The pond', {}, 0, 0, {then}, {then})",
        last - first + 1
    ))?;
    store.execute(&format!(
        "INSERT INTO members (conversation_id, user_id, role, in_group, last_read_seq, joined_at)
         WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
         SELECT {id}, {}, CASE WHEN i = {first} THEN 'owner' ELSE 'member' END, TRUE, 0, {then} FROM n",
        store.person("i")
    ))
}
