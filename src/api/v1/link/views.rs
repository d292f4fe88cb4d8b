//! The link to a Telegram chat as programs read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::Moment,
    entity::telegram_link,
    link::{Delivery, LinkState, Offer, chat_name},
};

/// How the link is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TelegramLink)]
pub struct LinkView {
    /// `off`, `bot_out_of_reach`, `wrong_token`, `unlinked`, `linked`, `failing` or `blocked`.
    #[schema(examples("linked"))]
    state: &'static str,
    /// `@name`, or the chat's number for people without a name.
    chat: Option<String>,
    /// Its number, which says at a new password that one knows it.
    chat_id: Option<i64>,
    /// When the last message got there.
    sent_at: Option<Moment>,
}

impl LinkView {
    pub fn new(state: LinkState, link: Option<&telegram_link::Model>) -> Self {
        Self {
            state: word(state),
            chat: link.map(chat_name),
            chat_id: link.map(|link| link.chat_id),
            sent_at: link.and_then(|link| link.sent_at).map(Moment),
        }
    }
}

fn word(state: LinkState) -> &'static str {
    match state {
        LinkState::Off => "off",
        LinkState::BotOutOfReach => "bot_out_of_reach",
        LinkState::WrongToken => "wrong_token",
        LinkState::Unlinked => "unlinked",
        LinkState::Linked => "linked",
        LinkState::Failing => "failing",
        LinkState::Blocked => "blocked",
    }
}

/// How to link a chat, for ten minutes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkOffer)]
pub struct OfferView {
    /// Opens the bot in Telegram.
    url: String,
    /// For those who would rather type it to the bot.
    code: String,
}

impl OfferView {
    pub fn new(bot: &str, offer: &Offer) -> Self {
        Self { url: format!("https://t.me/{bot}?start={}", offer.token), code: offer.shown_code() }
    }
}

/// What became of a test message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryView {
    /// `delivered`, `blocked` or `failed`.
    #[schema(examples("delivered"))]
    delivery: &'static str,
}

impl DeliveryView {
    pub fn new(delivery: Delivery) -> Self {
        Self {
            delivery: match delivery {
                Delivery::Delivered => "delivered",
                Delivery::Blocked => "blocked",
                Delivery::Failed => "failed",
            },
        }
    }
}
