//! A part of the history.

use askama::Template;
use jiff::civil::Date;

use super::views::{HiddenMessage, MessageView};
use crate::{
    language::Words,
    message::{Cursor, Message, Unread, Window},
    paths,
    web::conversation::MemberVisit,
};

/// What stands between and around messages.
enum Item {
    Day { iso: String, shown: String },
    NewMessages { count: String },
    Message(Box<MessageView>),
    Hidden(HiddenMessage),
}

/// A part of the history: its messages with the days, and links to what lies
/// before and after.
#[derive(Template)]
#[template(path = "fragments/history.html")]
pub struct HistoryView {
    words: Words,
    items: Vec<Item>,
    /// A page opens at the message that was asked for, else at the line above what is new.
    has_mark: bool,
    /// Where the part before is: for a visit and for htmx.
    older: Option<(String, String)>,
    newer: Option<(String, String)>,
}

/// What of a history is shown.
pub struct Part<'m> {
    pub window: Window,
    /// But for those that their reader has hidden, which none of them quotes.
    pub messages: &'m [Message],
    pub unread: Option<Unread>,
    /// The message that was asked for.
    pub marked: Option<i64>,
}

impl HistoryView {
    /// With the days as the reader's clock has them and a line above the first
    /// unread message.
    pub fn new(member: &MemberVisit, part: &Part<'_>) -> Self {
        let (id, window) = (&member.conversation.id, part.window);
        let older = window.has_older().then(|| {
            (
                paths::conversation_before(id, &window.first),
                paths::messages_before(id, &window.first),
            )
        });
        let newer = window.has_newer().then(|| {
            (paths::conversation_after(id, &window.last), paths::messages_after(id, &window.last))
        });
        let (words, has_mark) = (member.signed_in.words, part.marked.is_some());
        Self { words, items: items(member, part), has_mark, older, newer }
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

fn items(member: &MemberVisit, part: &Part<'_>) -> Vec<Item> {
    let clock = &member.signed_in.clock;
    let mut items = Vec::with_capacity(part.messages.len() + 4);
    let mut day: Option<Date> = None;
    let mut next = part.window.first;
    for message in part.messages {
        items.extend((next..message.seq).map(hidden));
        next = message.seq + 1;
        let of_message = clock.day(message.created_at);
        if day.replace(of_message) != Some(of_message) {
            let (iso, shown) = (of_message.to_string(), clock.heading(of_message));
            items.push(Item::Day { iso, shown });
        }
        if let Some(unread) = part.unread.filter(|unread| unread.first == message.seq) {
            items.push(Item::NewMessages { count: Unread::label(unread.count) });
        }
        let view = MessageView::new(&message.seen_from(member.conversation.first_seq), clock);
        let is_marked = part.marked == Some(message.seq);
        items.push(Item::Message(Box::new(if is_marked { view.marked() } else { view })));
    }
    items.extend((next..=part.window.last).map(hidden));
    items
}

/// Numbers have no gaps: what is missing was hidden.
fn hidden(seq: i64) -> Item {
    Item::Hidden(HiddenMessage { seq })
}
