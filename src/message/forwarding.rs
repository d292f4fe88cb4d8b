//! Passing messages on to other conversations: all of them, or none.

use uuid::Uuid;

use super::{
    Mentions, Message, MessageBody, MessageRepository, MessageService, NewMessage, Origin,
    sending::{Sending, Stored, lock, store},
};
use crate::{
    attempt::Nonce,
    conversation::Member,
    error::{Error, Result},
    file::{Copy, File},
    problem::Problem,
    search::Words,
    secret,
};

/// Most messages that are passed on at once, and to how many conversations.
pub const MOST_FORWARDED: usize = 30;
const MOST_TARGETS: usize = 10;
/// Of all of them together: they are posted in one transaction.
const MOST_COPIES: usize = 60;

pub const WRONG_MESSAGES: Problem =
    Problem { field: "messages", sentence: "problem-forward-messages" };
pub const WRONG_TARGETS: Problem = Problem { field: "to", sentence: "problem-forward-targets" };
const TOO_MANY_COPIES: Problem = Problem { field: "to", sentence: "problem-forward-copies" };

/// How many messages become of so many in so many conversations.
pub fn copies(messages: usize, targets: usize) -> Result<u32, Problem> {
    if !(1..=MOST_FORWARDED).contains(&messages) {
        return Err(WRONG_MESSAGES);
    }
    if !(1..=MOST_TARGETS).contains(&targets) {
        return Err(WRONG_TARGETS);
    }
    let copies = Some(messages * targets).filter(|copies| *copies <= MOST_COPIES);
    copies.and_then(|copies| u32::try_from(copies).ok()).ok_or(TOO_MANY_COPIES)
}

/// What became of passing on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forwarded {
    /// All of them everywhere, now or by an earlier attempt with this nonce.
    Everywhere,
    /// One of them is gone, or was never there for this member; nothing was
    /// posted.
    NothingThere,
    /// Their files would take up more room than the member has.
    NoRoom,
}

impl MessageService {
    /// Posts these messages of a conversation in others, in their order. A
    /// second time with the same nonce posts nothing.
    pub async fn forward(
        &self,
        member: &Member,
        seqs: &[i64],
        targets: &[Member],
        nonce: &Nonce,
    ) -> Result<Forwarded> {
        let mut work = self.database.begin(&self.announcer).await?;
        // The source, too, so that nothing is passed on that goes meanwhile.
        let members = targets.iter().chain([member]);
        lock(&work, members).await?;
        let source = MessageRepository::of(&work, member.conversation.id);
        let messages = source.visible_among(member.actor.user.id, seqs).await?;
        if messages.is_empty() || messages.len() < seqs.len() {
            return Ok(Forwarded::NothingThere);
        }
        let copies = copies_of(&messages, targets, nonce)?;
        let files: Vec<Copy> = copies.iter().flat_map(|copy| copy.files.clone()).collect();
        if !self.files.copy_within(&work, member.actor.user.id, &files).await? {
            return Ok(Forwarded::NoRoom);
        }
        let copies: Vec<Sending> = copies.into_iter().map(|copy| copy.sending).collect();
        let stored = store(&mut work, &self.outbox, &copies).await?;
        let is_stored =
            |one: &Option<Stored>| matches!(one, Some(Stored::Message(_) | Stored::Repeat));
        if !stored.iter().all(is_stored) {
            return Err(Error::NotFound);
        }
        work.commit().await?;
        Ok(Forwarded::Everywhere)
    }
}

/// These messages, in their order, for each of the targets.
fn copies_of(messages: &[Message], targets: &[Member], nonce: &Nonce) -> Result<Vec<MessageCopy>> {
    let words: Vec<Words> = messages.iter().map(|message| Words::of(&message.body)).collect();
    let messages = || messages.iter().zip(&words);
    let of = |target| messages().map(move |message| copy_of(message, target, nonce));
    targets.iter().flat_map(of).collect()
}

/// A message for another conversation, and the files that are made for it.
struct MessageCopy {
    sending: Sending,
    files: Vec<Copy>,
}

/// The message as it stands in another conversation, with a nonce of its own.
fn copy_of(
    (message, words): (&Message, &Words),
    target: &Member,
    nonce: &Nonce,
) -> Result<MessageCopy> {
    let wrong = |what: &str| Error::Internal(format!("a forwarded message has {what}"));
    let place = format!("{} {} {}", nonce.as_str(), target.conversation.id, message.seq);
    let own = message.forwarded_from.is_none() && message.author_id == target.actor.user.id;
    let origin = message.forwarded_from.clone().unwrap_or_else(|| Origin {
        id: message.author_id,
        display_name: message.author_display_name.clone(),
    });
    let files = files_of(message, target, &place);
    let parse = if files.is_empty() { MessageBody::parse } else { MessageBody::parse_or_none };
    let new = NewMessage {
        body: parse(&message.body).map_err(|_| wrong("no text"))?,
        format: message.format,
        nonce: Nonce::parse(&secret::hex(place)).map_err(|_| wrong("no nonce"))?,
        // Who passes on has not looked at what stands there.
        seen: 0,
        reply_to: None,
        reply_is_inferred: false,
        forwarded_from: (!own).then_some(origin),
        // Nobody speaks to those who are there.
        mentions: Mentions::default(),
        files: files.iter().map(|copy| copy.id).collect(),
        words: words.clone(),
    };
    Ok(MessageCopy { sending: Sending { member: target.clone(), new }, files })
}

/// The same files for whoever passes them on, with nonces of their own, too.
fn files_of(message: &Message, target: &Member, place: &str) -> Vec<Copy> {
    let copy = |file: &File| Copy {
        id: Uuid::now_v7(),
        source_id: file.id,
        conversation_id: target.conversation.id,
        nonce: secret::hex(format!("{place} {}", file.id)),
    };
    message.files.iter().map(copy).collect()
}
