//! What a chat hears when its link has ended without it.

use crate::{app::App, bot_replies, language::Words};

/// Says that the password became another one, which ended the link. Nobody
/// waits for it.
pub async fn tell_ended(app: &App, chat: i64, words: Words, username: &str) {
    bot_replies::say(app, chat, words.with("bot-ended", "username", username)).await;
}
