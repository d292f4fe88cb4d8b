//! The house all tests live in: it starts the real program with everything it
//! needs, and gives the tests the words of the product (chat, person,
//! conversation, stream) to speak in.
//!
//! `NATTER_TEST_MODE=embedded` (the default) runs the program without any
//! setting; `full` gives it a PostgreSQL and a Redis that the harness starts.

pub mod account;
pub mod answer;
pub mod apart;
pub mod app;
pub mod ask;
pub mod away;
pub mod browser;
pub mod chat;
pub mod confirmed;
pub mod conversation;
pub mod device;
pub mod event;
pub mod fault;
pub mod folder;
pub mod group;
pub mod guest;
pub mod installed;
pub mod invitation;
pub mod jar;
pub mod log;
pub mod nginx;
pub mod operator;
pub mod page;
pub mod people;
pub mod person;
pub mod pgbouncer;
pub mod phone;
pub mod place;
pub mod plans;
pub mod port;
pub mod postgres;
pub mod presence;
pub mod process;
pub mod program;
pub mod raw;
pub mod reaper;
pub mod redis;
pub mod redis_cluster;
pub mod relay;
pub mod s3;
pub mod schema;
pub mod sender;
pub mod stalled;
pub mod stream;
pub mod telegram;
pub mod token;
mod touch;
pub mod upload;
pub mod visitor;
pub mod wait;

pub use answer::Answer;
pub use apart::Apart;
pub use ask::Ask;
pub use chat::Chat;
pub use conversation::Conversation;
pub use group::Group;
pub use installed::installed;
pub use invitation::Invitation;
pub use page::Page;
pub use person::Person;
pub use place::{Mode, Place};
pub use program::Program;
pub use stream::Stream;
pub use visitor::Visitor;
pub use wait::{eventually, within};
