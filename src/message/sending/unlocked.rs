//! Storing without a transaction around it, what nobody disturbs.
//!
//! It is looked at without locks, and one statement locks and writes what is still as
//! it was seen then. So a send waits for two answers of PostgreSQL and not for four.
//! What somebody else has changed meanwhile, or has locked, is not written.

use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

use sea_orm::{DbBackend, DbErr, QueryResult};
use uuid::Uuid;

use super::{
    Sending, Stored,
    batch::{announcements, asked, new, sent},
    numbering::{Found, Numbering},
    pen::{AT_ONCE, Pen},
    repository::SendingRepository,
    rows::Was,
};
use crate::{error::Result, message::Message, store::Connected};

/// Whether these can be stored so. SQLite has no statement that writes several
/// tables; what is answered or carried along is looked at under the lock; and messages of one
/// conversation depend on each other.
pub(super) fn suits(pen: &Pen, sendings: &[Sending]) -> bool {
    let mut conversations = HashSet::new();
    pen.database.connection().get_database_backend() == DbBackend::Postgres
        && sendings.iter().all(|Sending { member, new }| {
            new.reply_to.is_none()
                && new.files.is_empty()
                && conversations.insert(member.conversation.id)
        })
}

/// Tells what became of each, in their order; nothing of what is not as it was. None
/// of all when nothing was written, because the connection had ended.
pub(super) async fn store(pen: &Pen, sendings: &[Sending]) -> Result<Option<Vec<Option<Stored>>>> {
    let (repository, tried_at) = (SendingRepository::of(&pen.database), Instant::now());
    let found = match repository.look_unlocked(&asked(sendings)).await {
        Err(_) if tried_at.elapsed() < AT_ONCE => return Ok(None),
        found => found?,
    };
    let was = pointers(sendings, &found);
    let mut numbering = Numbering::default();
    let stored: Vec<Option<Stored>> =
        sendings.iter().zip(found).map(|(sending, found)| numbering.take(sending, found)).collect();
    let mut new: Vec<(&Sending, &Message)> = sendings.iter().zip(&stored).filter_map(new).collect();
    if new.is_empty() {
        return Ok(Some(stored));
    }
    let mut sent = sent(DbBackend::Postgres, &new, &numbering.pointers);
    sent.iter_mut().for_each(|one| one.was = was.get(&one.conversation_id).copied());
    let rows = repository.write_unchanged(&sent, pen.outbox.waits()).await?;
    let written = written(&rows, &new)?;
    new.retain(|(_, message)| written.contains(&message.conversation_id));
    announcements(&new).into_iter().for_each(|one| pen.announcer.announce(one));
    pen.outbox.wake_now(&rows)?;
    Ok(Some(stored.into_iter().map(|one| one.filter(|one| is_done(one, &written))).collect()))
}

/// How far the author has read in each conversation.
fn pointers(sendings: &[Sending], found: &[Found]) -> HashMap<Uuid, Was> {
    let was = sendings.iter().zip(found).filter_map(|(sending, found)| {
        let pointer = found.pointer?;
        let (was_read_seq, was_unread_from) = (pointer.last_read_seq, pointer.unread_from);
        Some((sending.member.conversation.id, Was { was_read_seq, was_unread_from }))
    });
    was.collect()
}

/// The conversations of the places that were given back.
fn written(rows: &[QueryResult], new: &[(&Sending, &Message)]) -> Result<HashSet<Uuid>, DbErr> {
    let mut written = HashSet::new();
    for row in rows {
        let place: i64 = row.try_get("", "place")?;
        let place = usize::try_from(place).ok().and_then(|place| new.get(place));
        written.extend(place.map(|(_, message)| message.conversation_id));
    }
    Ok(written)
}

fn is_done(stored: &Stored, written: &HashSet<Uuid>) -> bool {
    match stored {
        Stored::Message(message) => written.contains(&message.conversation_id),
        Stored::Repeat | Stored::NothingToAnswer | Stored::NoSuchFile | Stored::NotAMember => true,
    }
}
