//! The history and the composer, and one fragment for every message.

pub mod actions;
pub mod composer;
pub mod forward;
pub mod handlers;
pub mod history;
pub mod kept;
mod menu;
mod reactions;
pub mod readers;
pub mod sent_form;
mod text;
pub mod views;
