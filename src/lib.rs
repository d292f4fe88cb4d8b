//! Natter, a small self-hosted instant messenger.
//!
//! The nouns of the product ([`user`], [`session`], [`conversation`],
//! [`message`], [`presence`]) each have the same few files: `handlers` takes a request
//! apart, `service` holds the rules, `repository` every query, `views` what
//! templates show. Around them: [`live`] brings changes to browsers,
//! [`backplane`] to other processes, [`store`] owns the database, [`web`] is
//! HTTP, [`language`] the words people read.

pub mod app;
pub mod attempt;
pub mod backplane;
pub mod commands;
pub mod config;
pub mod contact;
pub mod conversation;
pub mod entity;
pub mod error;
pub mod invitation;
pub mod language;
pub mod limits;
pub mod link;
pub mod live;
pub mod message;
pub mod metrics;
pub mod notification;
pub mod password_reset;
pub mod people;
pub mod presence;
pub mod problem;
pub mod session;
pub mod settings;
pub mod store;
pub mod telegram;
pub mod user;
pub mod visible;
pub mod waiting;
pub mod web;
