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
    let (id, then) = (store.known_uuid(&conversation(GROUP)), yesterday());
    store.execute(&format!(
        "INSERT INTO conversations
             (id, kind, title, members, last_seq, version, last_message_at, created_at)
         VALUES ({id}, 'group', 'The pond', {MEMBERS}, 0, 0, {then}, {then})"
    ))?;
    store.execute(&format!(
        "INSERT INTO members (conversation_id, user_id, role, in_group, last_read_seq, joined_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MEMBERS})
         SELECT {id}, {}, CASE WHEN i = 1 THEN 'owner' ELSE 'member' END, TRUE, 0, {then} FROM n",
        store.person("i")
    ))?;
    store.analyze()
}
