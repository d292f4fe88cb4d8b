//! Emoji to choose from: the list that a form shows, and the picker around it
//! that a script shows beside a button.

pub mod handlers;
mod views;

pub use views::EmojiList;
