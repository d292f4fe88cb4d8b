//! Messages as programs read them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{Moment, v1::file::views::FileView},
    conversation::GroupRole,
    message::{By, Format, Line, Message, MessageReader, Quote, Reaction, Readers},
};

/// A message as it is now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageView<'m> {
    conversation_id: Uuid,
    /// Its number in the conversation: 1, 2, 3, without gaps.
    #[schema(minimum = 1)]
    seq: i64,
    /// The version of the conversation at which it became what it is.
    #[schema(minimum = 1)]
    version: i64,
    /// `text`, or `event` for a line that says what happened to a group.
    #[schema(examples("text"))]
    kind: &'static str,
    /// Who wrote it, or did what it says.
    author: AuthorView<'m>,
    /// As it was typed; empty when it was deleted, or is an event, and perhaps where there are files.
    body: &'m str,
    /// `markdown`, `plain` for texts from before there was any markup, or `event`.
    #[schema(examples("markdown"))]
    format: &'static str,
    created_at: Moment,
    edited_at: Option<Moment>,
    deleted: bool,
    /// What it answers, unless its reader may not see that.
    reply_to: Option<QuoteView<'m>>,
    /// The display name of who said it first.
    forwarded_from: Option<&'m str>,
    pinned: bool,
    reactions: Vec<ReactionView<'m>>,
    /// The user names of those whom it mentions; `all` are all members of its group.
    mentions: &'m [String],
    /// What it carries besides its text.
    files: Vec<FileView<'m>>,
    /// What happened, of an event.
    event: Option<EventView<'m>>,
    /// By which its author has named the attempt to send it.
    nonce: &'m str,
}

/// What happened to a group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupEvent)]
pub struct EventView<'m> {
    /// `created`, `added`, `joined`, `joined_by_link`, `left`, `removed`, `role`, `owner`, `titled`, `described`,
    /// `opened`, `closed`, `history_shown` or `history_hidden`; there may be more.
    #[schema(examples("added"))]
    what: &'static str,
    /// The user names of the first four of those whom it is about.
    whom: Vec<&'m str>,
    /// How many they are.
    count: usize,
    /// That the group has now, where that is what happened.
    title: Option<String>,
    /// That somebody has now: `admin` or `member`.
    role: Option<&'static str>,
}

impl<'m> EventView<'m> {
    pub fn new(line: Line, named: &'m [By]) -> Self {
        Self {
            what: line.what.as_str(),
            whom: named.iter().map(|by| by.username.as_str()).collect(),
            count: line.whom.len(),
            title: line.title,
            role: line.role.map(GroupRole::as_str),
        }
    }
}

/// `text`, or `event`.
pub fn kind_of(format: Format) -> &'static str {
    if format == Format::Event { "event" } else { "text" }
}

/// Who wrote a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Author)]
pub struct AuthorView<'m> {
    username: &'m str,
    display_name: &'m str,
}

impl<'m> AuthorView<'m> {
    pub fn new(username: &'m str, display_name: &'m str) -> Self {
        Self { username, display_name }
    }
}

/// Who has read a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Readers)]
pub struct ReadersView<'m> {
    readers: Vec<AuthorView<'m>>,
    /// How many others could be among them: nobody counts who keeps their reading to themselves.
    others: i64,
}

impl<'m> ReadersView<'m> {
    pub fn new(readers: &'m Readers) -> Self {
        let view = |reader: &'m MessageReader| {
            AuthorView::new(&reader.by.username, &reader.by.display_name)
        };
        Self { readers: readers.readers.iter().map(view).collect(), others: readers.others }
    }
}

/// What a message answers, as it is now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quote)]
pub struct QuoteView<'m> {
    seq: i64,
    version: i64,
    author_display_name: &'m str,
    /// Empty when it was deleted.
    body: &'m str,
    format: &'static str,
    deleted: bool,
    files: Vec<FileView<'m>>,
}

/// An emoji at a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reaction)]
pub struct ReactionView<'m> {
    emoji: &'m str,
    /// How many people.
    count: i64,
    /// The user names of the first twelve of them.
    by: Vec<&'m str>,
}

impl<'m> MessageView<'m> {
    /// As somebody sees it: what they do not was taken out before.
    pub fn new(message: &'m Message) -> Self {
        Self {
            conversation_id: message.conversation_id,
            seq: message.seq,
            version: message.version,
            author: AuthorView::new(&message.author_username, &message.author_display_name),
            kind: kind_of(message.format),
            body: if message.is_line() { "" } else { &message.body },
            format: message.format.as_str(),
            created_at: Moment(message.created_at),
            edited_at: message.edited_at.map(Moment),
            deleted: message.is_deleted(),
            reply_to: message.quote.as_ref().map(QuoteView::of),
            forwarded_from: message.forwarded_from.as_ref().map(|one| one.display_name.as_str()),
            pinned: message.is_pinned,
            reactions: message.reactions.iter().map(ReactionView::of).collect(),
            mentions: &message.mentions,
            files: FileView::all(&message.files),
            event: message.line().map(|line| EventView::new(line, &message.named)),
            nonce: &message.nonce,
        }
    }
}

impl<'m> QuoteView<'m> {
    fn of(quote: &'m Quote) -> Self {
        Self {
            seq: quote.seq,
            version: quote.version,
            author_display_name: &quote.author_display_name,
            body: &quote.body,
            format: quote.format.as_str(),
            deleted: quote.is_deleted,
            files: FileView::all(&quote.files),
        }
    }
}

impl<'m> ReactionView<'m> {
    fn of(reaction: &'m Reaction) -> Self {
        Self {
            emoji: &reaction.emoji,
            count: reaction.count,
            by: reaction.by.iter().map(|by| by.username.as_str()).collect(),
        }
    }
}

/// An unbroken part of the history, oldest first. What its reader has hidden is
/// left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = History)]
pub struct HistoryView<'m> {
    pub messages: Vec<MessageView<'m>>,
    /// The numbers that it goes from and to; empty when the first is the larger.
    pub first: i64,
    pub last: i64,
    /// Whether there is something before and after it.
    pub has_older: bool,
    pub has_newer: bool,
    /// The version of the conversation at which this was read: follow it from
    /// here.
    pub version: i64,
    /// In which life of the database that was.
    pub epoch: String,
    /// The number of the first message that its reader may see, and how many they have hidden.
    pub first_seq: i64,
    pub hidden: i64,
}

/// Pinned messages, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pins)]
pub struct PinsView<'m> {
    pub messages: Vec<MessageView<'m>>,
}

/// What has changed, in the order of versions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Changes)]
pub struct ChangesView<'m> {
    pub messages: Vec<MessageView<'m>>,
    /// The version reached: ask from here next.
    pub version: i64,
    /// Whether there is more.
    pub more: bool,
}
