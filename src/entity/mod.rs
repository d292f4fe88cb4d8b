//! One file per table: its columns, nothing else. Behaviour lives in the nouns.

pub mod conversation;
pub mod member;
pub mod message;
pub mod session;
pub mod user;
