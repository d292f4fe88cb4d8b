//! One file per table: its columns, nothing else. Behaviour lives in the nouns.

pub mod contact;
pub mod conversation;
pub mod file;
pub mod invitation;
pub mod member;
pub mod message;
pub mod object;
pub mod search_name;
pub mod session;
pub mod telegram_link;
pub mod token;
pub mod user;
