//! What a chat hears when its link has ended without it.

use crate::{answers, app::App, language::Words};

/// Says that the password became another one, which ended the link. Nobody
/// waits for it.
pub async fn tell_ended(app: &App, chat: i64, words: Words, username: &str) {
    answers::say(app, chat, words.with("bot-ended", "username", username)).await;
}
