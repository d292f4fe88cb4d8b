//! What a chat hears when its link has ended without it.

use crate::{app::App, language::Words, telegram};

/// Says that the password became another one, which ended the link. Nobody
/// waits for it.
pub async fn tell_ended(app: &App, chat: i64, words: Words, username: &str) {
    telegram::say(app, chat, words.with("bot-ended", "username", username)).await;
}
