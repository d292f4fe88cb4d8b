//! Message: what somebody wrote in a conversation, addressed by conversation
//! and `seq`.

mod body;
mod changes;
mod format;
mod forwarding;
mod line;
pub mod links;
pub mod markdown;
mod mention;
mod moments;
mod new;
mod reaction;
mod readers;
mod repository;
mod rights;
mod sending;
mod service;
mod shown;
mod sight;
mod unread;
mod window;

pub use body::{MOST_CHARACTERS, MessageBody};
pub use changes::{Changed, Edit};
pub use format::{Format, Text, parse};
pub use forwarding::{Forwarded, MOST_FORWARDED, WRONG_MESSAGES, WRONG_TARGETS, copies};
pub use line::{Happening, Line, MOST_OF_LINE};
pub(crate) use line::{LOOKED_AT, MAY_COUNT, MOST_GONE_THROUGH, concerns, named, names_in};
pub use mention::{ALL, Mentions, calls, readings};
pub(crate) use mention::{meant_for, mentions};
pub use moments::{END, Moment, Moments, start_of};
pub use new::{NO_SUCH_FILE, NewMessage, Origin, TOO_MANY_FILES};
pub use reaction::{By, Emoji, Reaction};
pub use readers::{MessageReader, Readers};
pub(crate) use repository::CONTINUES_WITHIN_MICROS;
pub use repository::{MOST_PINNED, MessageRepository};
pub use rights::Rights;
#[cfg(test)]
pub(crate) use sending::tests::house;
pub use service::{MessageService, Posted};
pub use shown::{Message, Quote};
pub use sight::{MOST_HIDDEN, Sight};
pub use unread::Unread;
pub use window::{Cursor, Window};
