//! What the bot says back.
//!
//! Nobody waits for it: what was asked for is done by then, and one chat must
//! not hold up what others say. So whoever says a lot gets few replies.

use crate::{
    app::App,
    bot::{Refusal, Telegram, Text},
    limits::Limit,
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

async fn send(telegram: &Telegram, chat: i64, reply: &Reply) -> Result<(), Refusal> {
    match reply {
        Reply::Message(text) => telegram.send(chat, text).await.map(|_| ()),
        Reply::Thumb { message } => telegram.react(chat, *message).await,
        Reply::Press { press, words } => telegram.answer_press(press, words).await,
    }
}
