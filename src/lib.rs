//! Natter, a small self-hosted instant messenger.
//!
//! Seven storeys, of which each knows only what lies below it; ARCHITECTURE.md
//! has the drawing, and `storeys` sees to it.

pub mod announcement;
pub mod answer;
pub mod api;
pub mod app;
pub mod assets;
pub mod attempt;
pub mod backplane;
pub mod body;
pub mod bot;
pub mod bot_replies;
pub mod commands;
pub mod config;
pub mod contact;
pub mod conversation;
pub mod emoji;
pub mod entity;
pub mod error;
pub mod file;
pub mod file_words;
pub mod form;
pub mod group;
pub mod invitation;
pub mod language;
pub mod limits;
pub mod line_words;
pub mod link;
pub mod live;
pub mod message;
pub mod metrics;
pub mod notification;
pub mod password_reset;
pub mod paths;
pub mod people;
pub mod presence;
pub mod problem;
pub mod request;
pub mod retry;
pub mod search;
pub mod secret;
pub mod server;
pub mod session;
pub mod sse;
pub mod store;
#[cfg(test)]
mod storeys;
pub mod telegram;
pub mod token;
pub mod transfer;
pub mod user;
pub mod visible;
pub mod web;
pub mod weight;
