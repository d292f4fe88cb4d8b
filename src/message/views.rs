//! Messages as pages, answers and streams show them: one fragment for all,
//! which knows nothing of its viewer.

use askama::Template;
use jiff::civil::Date;

use super::{Message, Window, text};
use crate::{
    conversation::Member,
    language::Words,
    web::{
        paths,
        time::{self, Clock},
    },
};

/// One message.
#[derive(Template)]
#[template(path = "fragments/message.html")]
pub struct MessageView {
    seq: i64,
    version: i64,
    nonce: String,
    username: String,
    author: String,
    /// Safe: made by `text::to_html`.
    body: String,
    datetime: String,
    clock: String,
    continues: bool,
    emoji: bool,
    deleted: bool,
    /// The word for one tick; only its author is shown it.
    sent: String,
}

impl MessageView {
    pub fn new(message: &Message, clock: &Clock) -> Self {
        let words = clock.words();
        let deleted = message.deleted_at.is_some();
        let deleted_body = || format!("<p dir=\"auto\">{}</p>", words.say("message-deleted"));
        Self {
            seq: message.seq,
            version: message.version,
            nonce: message.nonce.clone(),
            username: message.author_username.clone(),
            author: message.author_display_name.clone(),
            body: if deleted { deleted_body() } else { text::to_html(&message.body) },
            datetime: time::iso(message.created_at),
            clock: clock.time_of_day(message.created_at),
            continues: message.continues,
            emoji: !deleted && text::is_emoji(&message.body),
            deleted,
            sent: words.say("sent").into_owned(),
        }
    }
}

/// One message on its way into `#messages`, in an answer or a stream, with its
/// time in UTC.
#[derive(Template)]
#[template(path = "fragments/message_partial.html")]
pub struct MessagePartial {
    message: MessageView,
}

impl MessagePartial {
    pub fn new(message: &Message, words: Words) -> Self {
        Self { message: MessageView::new(message, &Clock::utc(words)) }
    }
}

/// What stands between and around messages.
enum Item {
    Day { iso: String, shown: String },
    NewMessages,
    Message(Box<MessageView>),
}

/// A part of the history: its messages with the days, and links to what lies
/// before and after.
#[derive(Template)]
#[template(path = "fragments/history.html")]
pub struct HistoryView {
    words: Words,
    items: Vec<Item>,
    /// Where the part before is: for a visit and for htmx.
    older: Option<(String, String)>,
    newer: Option<(String, String)>,
}

impl HistoryView {
    /// With the days as the reader's clock has them and a line above the first
    /// message of others that the reader has not read.
    pub fn new(member: &Member, window: Window, messages: &[Message]) -> Self {
        let id = &member.conversation.id;
        let older = window.has_older().then(|| {
            (
                paths::conversation_before(id, &window.first),
                paths::messages_before(id, &window.first),
            )
        });
        let newer = window.has_newer().then(|| {
            (paths::conversation_after(id, &window.last), paths::messages_after(id, &window.last))
        });
        Self { words: member.signed_in.words, items: items(member, messages), older, newer }
    }
}

fn items(member: &Member, messages: &[Message]) -> Vec<Item> {
    let (clock, user) = (&member.signed_in.clock, &member.signed_in.user);
    let mut items = Vec::with_capacity(messages.len() + 4);
    let mut day: Option<Date> = None;
    // When the reading place lies further up, the line does too.
    let mut divided =
        messages.first().is_none_or(|first| first.seq > member.conversation.last_read_seq + 1);
    for message in messages {
        let of_message = clock.day(message.created_at);
        if day.replace(of_message) != Some(of_message) {
            let (iso, shown) = (of_message.to_string(), clock.heading(of_message));
            items.push(Item::Day { iso, shown });
        }
        let is_new =
            message.seq > member.conversation.last_read_seq && message.author_id != user.id;
        if is_new && !divided {
            items.push(Item::NewMessages);
            divided = true;
        }
        items.push(Item::Message(Box::new(MessageView::new(message, clock))));
    }
    items
}
