//! Which messages of a batch are stored, and under which numbers.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Sending, Stored, files::Held};
use crate::message::{CONTINUES_WITHIN_MICROS, Message, Quote};

/// How far a conversation has got, which is locked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    pub last_seq: i64,
    pub version: i64,
}

/// What is known about one send under the lock.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The same for all of a batch, by the database's clock.
    pub at: i64,
    /// False while somebody else has the conversation, or how far its author has
    /// read; then nothing of the rest counts.
    pub is_free: bool,
    /// None where there is no such conversation.
    pub last: Option<Last>,
    /// None for who is no member.
    pub pointer: Option<Pointer>,
    pub is_repeat: bool,
    /// Who wrote the last message of the conversation, and when.
    pub before: Option<(Uuid, i64)>,
    /// What it answers, if its author may see that.
    pub quote: Option<Quote>,
}

/// How far a member has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pointer {
    pub last_read_seq: i64,
    pub unread_from: Option<i64>,
}

impl Pointer {
    /// Of somebody who has just sent `seq`: it moves to what they had `seen`, and
    /// over the own message only when nothing lies between. What they have seen is
    /// not marked unread any more.
    fn after_sending(self, seq: i64, seen: i64) -> Self {
        // What nobody has said yet, nobody has seen.
        let seen = seen.min(seq);
        let read = self.last_read_seq.max(seen);
        Self {
            last_read_seq: if read >= seq - 1 { seq } else { read },
            unread_from: self
                .unread_from
                .filter(|_| self.last_read_seq > seen)
                .map(|from| from.max(seen + 1)),
        }
    }
}

/// Numbers the messages of a batch one after the other.
#[derive(Debug, Default)]
pub(super) struct Numbering<'s> {
    lasts: HashMap<Uuid, Last>,
    /// Conversations that must be waited for: whatever comes later waits, too.
    busy: HashSet<Uuid>,
    /// Who wrote last, and when, of what was numbered here.
    before: HashMap<Uuid, (Uuid, i64)>,
    nonces: HashSet<(Uuid, Uuid, &'s str)>,
    files: Held,
    /// Of the authors, by conversation.
    pub pointers: HashMap<(Uuid, Uuid), Pointer>,
}

impl<'s> Numbering<'s> {
    /// With the files that are held for its messages.
    pub fn with(files: Held) -> Self {
        Self { files, ..Self::default() }
    }

    /// None for what has to wait until its conversation is free.
    pub fn take(&mut self, sending: &'s Sending, found: Found) -> Option<Stored> {
        let id = sending.member.conversation.id;
        if !found.is_free || self.busy.contains(&id) {
            self.busy.insert(id);
            return None;
        }
        Some(self.number(sending, found))
    }

    fn number(&mut self, sending: &'s Sending, found: Found) -> Stored {
        let Sending { member, new } = sending;
        let (id, author) = (member.conversation.id, member.actor.user.id);
        let (Some(last), Some(pointer)) = (found.last, found.pointer) else {
            return Stored::NotAMember;
        };
        let nonce = (id, author, new.nonce.as_str());
        if found.is_repeat || self.nonces.contains(&nonce) {
            return Stored::Repeat;
        }
        if new.reply_to.is_some() && found.quote.is_none() {
            return Stored::NothingToAnswer;
        }
        let Some(files) = self.files.take(sending) else { return Stored::NoSuchFile };
        let last = self.lasts.entry(id).or_insert(last);
        last.last_seq += 1;
        last.version += 1;
        self.nonces.insert(nonce);
        let before = self.before.insert(id, (author, found.at)).or(found.before);
        let pointer = self.pointers.entry((id, author)).or_insert(pointer);
        *pointer = pointer.after_sending(last.last_seq, new.seen);
        Stored::Message(Box::new(Message { files, ..message(sending, *last, before, found) }))
    }
}

fn message(
    Sending { member, new }: &Sending,
    last: Last,
    before: Option<(Uuid, i64)>,
    found: Found,
) -> Message {
    let author = &member.actor.user;
    Message {
        conversation_id: member.conversation.id,
        seq: last.last_seq,
        version: last.version,
        author_id: author.id,
        author_username: author.username.clone(),
        author_display_name: author.display_name.clone(),
        author_avatar_id: author.avatar_id,
        nonce: new.nonce.as_str().to_owned(),
        body: new.body.as_str().to_owned(),
        continues: before
            .is_some_and(|(by, at)| by == author.id && at >= found.at - CONTINUES_WITHIN_MICROS),
        created_at: found.at,
        deleted_at: None,
        format: new.format,
        edited_at: None,
        text_version: None,
        quote: found.quote,
        forwarded_from: new.forwarded_from.clone(),
        is_pinned: false,
        reactions: Vec::new(),
        named: Vec::new(),
        mentions: new.mentions.names(),
        in_group: member.conversation.kind.group().is_some(),
        files: Vec::new(),
    }
}
