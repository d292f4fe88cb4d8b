//! Messages as pages, answers and streams show them: one fragment for all,
//! which knows nothing of its viewer.

use askama::Template;
use jiff::civil::Date;

use super::text;
use crate::{
    language::Words,
    message::{Cursor, Message, Unread, Window},
    paths,
    web::{
        conversation::MemberVisit,
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
            body: if deleted {
                deleted_body()
            } else {
                text::to_html(&message.body, message.format)
            },
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
    NewMessages { count: String },
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
    /// unread message.
    pub fn new(
        member: &MemberVisit,
        window: Window,
        messages: &[Message],
        unread: Option<Unread>,
    ) -> Self {
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
        let items = items(member, messages, unread);
        Self { words: member.signed_in.words, items, older, newer }
    }

    /// Whether nothing comes after it.
    pub fn reaches_end(&self) -> bool {
        self.newer.is_none()
    }

    /// To be put beside what a page shows already: there it leads no further.
    pub fn beside(mut self, cursor: Cursor) -> Self {
        match cursor {
            Cursor::Before(_) => self.newer = None,
            Cursor::After(_) => self.older = None,
            Cursor::Latest | Cursor::Around(_) => {}
        }
        self
    }
}

fn items(member: &MemberVisit, messages: &[Message], unread: Option<Unread>) -> Vec<Item> {
    let clock = &member.signed_in.clock;
    let mut items = Vec::with_capacity(messages.len() + 4);
    let mut day: Option<Date> = None;
    for message in messages {
        let of_message = clock.day(message.created_at);
        if day.replace(of_message) != Some(of_message) {
            let (iso, shown) = (of_message.to_string(), clock.heading(of_message));
            items.push(Item::Day { iso, shown });
        }
        if let Some(unread) = unread.filter(|unread| unread.first == message.seq) {
            items.push(Item::NewMessages { count: Unread::label(unread.count) });
        }
        items.push(Item::Message(Box::new(MessageView::new(message, clock))));
    }
    items
}
