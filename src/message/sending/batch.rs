//! What is done with a batch: look, number, write, announce.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use super::{
    Sending, Stored, files,
    files::Held,
    numbering::{Numbering, Pointer},
    repository::SendingRepository,
    rows::{Asked, Sent, Wanted},
};
use crate::{
    announcement::Announcement,
    conversation::{Draft, Member},
    error::Result,
    file::File,
    message::Message,
    notification::Outbox,
    search,
    store::{Connected, UnitOfWork},
};

/// Waits until the conversations of these members are free, and locks them before
/// anything else is done.
pub(in crate::message) async fn lock(
    work: &UnitOfWork,
    members: impl IntoIterator<Item = &Member>,
) -> Result<()> {
    let wanted = members.into_iter().enumerate().map(|(place, member)| Wanted {
        place,
        conversation_id: member.conversation.id,
        author_id: member.actor.user.id,
    });
    Ok(SendingRepository::of(work).lock(&wanted.collect::<Vec<_>>()).await?)
}

/// Stores what is new of these and waits for nobody. Tells what became of each, in
/// their order; nothing of what is not free, as what was locked before is.
pub(in crate::message) async fn store(
    work: &mut UnitOfWork,
    outbox: &Outbox,
    sendings: &[Sending],
) -> Result<Vec<Option<Stored>>> {
    let found = SendingRepository::of(work).look(&asked(sendings)).await?;
    let mut numbering = Numbering::with(Held::of(work, sendings).await?);
    let stored: Vec<Option<Stored>> =
        sendings.iter().zip(found).map(|(sending, found)| numbering.take(sending, found)).collect();
    let new: Vec<(&Sending, &Message)> = sendings.iter().zip(&stored).filter_map(new).collect();
    if !new.is_empty() {
        let sent = sent(work.connection().get_database_backend(), &new, &numbering.pointers);
        let due = SendingRepository::of(work).write(&sent, outbox.waits()).await?;
        files::send(work, &new).await?;
        outbox.wake(work, &due)?;
        announcements(&new).into_iter().for_each(|one| work.announce(one));
    }
    Ok(stored)
}

pub(super) fn new<'s>(
    (sending, stored): (&'s Sending, &'s Option<Stored>),
) -> Option<(&'s Sending, &'s Message)> {
    match stored {
        Some(Stored::Message(message)) => Some((sending, message)),
        _ => None,
    }
}

pub(super) fn asked(sendings: &[Sending]) -> Vec<Asked<'_>> {
    let asked = sendings.iter().enumerate().map(|(place, Sending { member, new })| Asked {
        place,
        conversation_id: member.conversation.id,
        author_id: member.actor.user.id,
        nonce: new.nonce.as_str(),
        reply_to: new.reply_to,
    });
    asked.collect()
}

/// From the last to the first: so the last of each conversation and author is the
/// first that is met.
pub(super) fn sent<'s>(
    backend: DbBackend,
    new: &[(&'s Sending, &'s Message)],
    pointers: &HashMap<(Uuid, Uuid), Pointer>,
) -> Vec<Sent<'s>> {
    let (mut conversations, mut authors) = (HashSet::new(), HashSet::new());
    let sent = new.iter().enumerate().rev().filter_map(|(place, (sending, message))| {
        let (id, author) = (message.conversation_id, message.author_id);
        let pointer = pointers.get(&(id, author))?;
        Some(Sent {
            is_last: conversations.insert(id),
            is_authors_last: authors.insert((id, author)),
            ..row(backend, (place, sending, message), *pointer)
        })
    });
    sent.collect()
}

fn row<'s>(
    backend: DbBackend,
    (place, sending, message): (usize, &'s Sending, &'s Message),
    pointer: Pointer,
) -> Sent<'s> {
    let found = search::Found {
        conversation: message.conversation_id,
        author: message.author_id,
        at: message.created_at,
        files: &message.files,
    };
    Sent {
        place,
        conversation_id: message.conversation_id,
        seq: message.seq,
        version: message.version,
        author_id: message.author_id,
        nonce: &message.nonce,
        body: &message.body,
        format: message.format.as_str(),
        attempt_hash: sending.new.attempt_hash(),
        reply_to: sending.new.reply_to,
        forwarded_from: message.forwarded_from.as_ref().map(|origin| origin.id),
        continues: message.continues,
        mentions: sending.new.mentions.to_json(),
        files: File::to_json(&message.files),
        created_at: message.created_at,
        words: search::document(backend, &sending.new.words, found),
        draft: sent_draft(sending).map(|draft| draft.body.as_str()),
        last_read_seq: pointer.last_read_seq,
        unread_from: pointer.unread_from,
        is_last: false,
        is_authors_last: false,
        was: None,
    }
}

/// What was begun to write and is sent.
fn sent_draft(Sending { member, new }: &Sending) -> Option<&Draft> {
    member.conversation.draft.as_ref().filter(|draft| draft.becomes(&new.body))
}

/// Each message, in the order of versions; and once for each conversation what
/// lists and readers are told.
pub(super) fn announcements(new: &[(&Sending, &Message)]) -> Vec<Announcement> {
    let mut announcements = Vec::new();
    let mut lists = BTreeMap::new();
    let mut read_further = BTreeSet::new();
    let last = |id: Uuid| new.iter().rev().find(|(_, message)| message.conversation_id == id);
    for (Sending { member, new }, message) in new {
        let (conversation, user_id) = (&member.conversation, message.author_id);
        let conversation_id = conversation.id;
        if new.seen > conversation.last_read_seq && read_further.insert((conversation_id, user_id))
        {
            // With all that follows it here of their own.
            let seq = last(conversation_id).map_or(message.seq, |(_, message)| message.seq);
            announcements.push(Announcement::ReadUpTo { conversation_id, user_id, seq });
        }
        announcements.push(Announcement::message_changed((*message).clone()));
        lists.insert(conversation.id, member.entries_changed(message.version));
    }
    announcements.extend(lists.into_values());
    announcements
}
