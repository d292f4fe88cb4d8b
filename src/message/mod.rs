//! Message: what somebody wrote in a conversation, addressed by conversation
//! and `seq`.

mod body;
mod format;
pub mod links;
pub mod markdown;
mod new;
mod repository;
mod service;
mod unread;
mod window;

pub use body::{MOST_CHARACTERS, MessageBody};
pub use format::{Format, Text, parse};
pub use new::NewMessage;
pub(crate) use repository::CONTINUES_WITHIN_MICROS;
pub use repository::{Message, MessageRepository};
pub use service::{MessageService, Posted};
pub use unread::Unread;
pub use window::{Cursor, Window};
