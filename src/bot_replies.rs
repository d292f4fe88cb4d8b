//! What the bot says back.
//!
//! Nobody waits for it: what was asked for is done by then, and one chat must
//! not hold up what others say. So whoever says a lot gets few replies.

use crate::{
    app::App,
    bot::{Refusal, Telegram, Text},
    entity::user,
    error::{Error, Result},
    language::Words,
    limits::Limit,
    link::{Delivery, LinkRepository},
};

pub enum Reply {
    Message(Text),
    /// Below this message of the chat.
    Thumb {
        message: i64,
    },
    /// What is shown briefly to who has pressed a button. A press that is too
    /// old cannot be answered, which does no harm.
    Press {
        press: String,
        words: String,
    },
}

/// Says something to a chat that has not asked; without a bot nothing.
pub async fn say(app: &App, chat: i64, words: impl Into<String>) {
    if let Some(telegram) = &app.telegram {
        reply(app, telegram, chat, Reply::Message(Text::plain(words))).await;
    }
}

/// Says that the password became another one, which ended the link. Nobody
/// waits for it.
pub async fn tell_ended(app: &App, chat: i64, words: Words, username: &str) {
    say(app, chat, words.with("bot-ended", "username", username)).await;
}

/// Sends a message to somebody's chat to try the link out, and tells whether it
/// got there. Not found without a link or a bot.
pub async fn try_out(app: &App, user: &user::Model, words: Words) -> Result<Delivery> {
    let link = LinkRepository::of(&app.database).of_user(user.id).await?.ok_or(Error::NotFound)?;
    let telegram = app.telegram.as_ref().ok_or(Error::NotFound)?;
    app.limits.take(Limit::TestMessage, &user.id.to_string()).await?;
    let text = Text::plain(words.say("bot-test"));
    // Asked to wait, it has not got there either.
    let delivery =
        Delivery::of(&telegram.send(link.chat_id, &text).await).unwrap_or(Delivery::Failed);
    app.links.note_delivery(user.id, link.chat_id, delivery).await?;
    Ok(delivery)
}

/// Sends it in the chat's turn, unless the process stops before; drops it when
/// too many wait already.
pub async fn reply(app: &App, telegram: &Telegram, chat: i64, reply: Reply) {
    if app.limits.count(Limit::BotAnswer, &chat.to_string()).await.is_err() {
        return tracing::debug!("a chat says more than is answered");
    }
    let (telegram, stopping) = (telegram.clone(), app.stopping.clone());
    app.writes.spawn(async move {
        let sent = tokio::select! {
            sent = send(&telegram, chat, &reply) => sent,
            () = stopping.cancelled() => return,
        };
        if let Err(refusal) = sent {
            tracing::warn!(%refusal, "an answer in Telegram was not sent");
        }
    });
}

async fn send(telegram: &Telegram, chat: i64, reply: &Reply) -> std::result::Result<(), Refusal> {
    match reply {
        Reply::Message(text) => telegram.send(chat, text).await.map(|_| ()),
        Reply::Thumb { message } => telegram.react(chat, *message).await,
        Reply::Press { press, words } => telegram.answer_press(press, words).await,
    }
}
