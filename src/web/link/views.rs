//! Telegram in the settings.

use askama::Template;

use crate::{
    app::App,
    bot::BotState,
    entity::telegram_link,
    error::Result,
    form::Fields,
    language::Words,
    link::{LinkState, Offer, chat_name},
    web::{
        Chrome, qr,
        settings::SettingsNav,
        time::{self, Clock},
    },
};

/// The state of the link, as it stands in the settings.
#[derive(Template)]
#[template(path = "fragments/link_state.html")]
pub struct LinkView {
    words: Words,
    pub state: LinkState,
    /// `@name`, or the chat's number for people without a name.
    chat: String,
    /// The last message that got there.
    sent: Option<(String, String)>,
}

impl LinkView {
    pub fn new(bot: Option<BotState>, link: Option<&telegram_link::Model>, clock: &Clock) -> Self {
        let sent = link.and_then(|link| link.sent_at);
        Self {
            words: clock.words(),
            state: LinkState::of(bot.as_ref(), link),
            chat: link.map(chat_name).unwrap_or_default(),
            sent: sent.map(|at| (time::iso(at), clock.in_words(at))),
        }
    }

    pub fn of(app: &App, link: Option<&telegram_link::Model>, clock: &Clock) -> Self {
        Self::new(app.telegram.as_ref().map(|telegram| telegram.state()), link, clock)
    }

    pub fn is_linked(&self) -> bool {
        matches!(self.state, LinkState::Linked | LinkState::Failing | LinkState::Blocked)
    }

    /// Whether anything can be said about notices.
    pub fn has_bot(&self) -> bool {
        self.state != LinkState::Off
    }

    /// Whether a link can be made now.
    pub fn is_offered(&self) -> bool {
        self.state == LinkState::Unlinked || self.is_linked()
    }
}

/// The chat of a link, where it is asked whether its owner knows it.
pub struct KnownChat {
    pub id: i64,
    /// As in [`LinkView`].
    pub name: String,
    pub is_known: bool,
}

impl KnownChat {
    /// With the answer that was typed.
    pub fn asked(link: &telegram_link::Model, fields: &Fields) -> Self {
        let is_known = fields.typed("known_chat").parse() == Ok(link.chat_id);
        Self { id: link.chat_id, name: chat_name(link), is_known }
    }
}

/// `POST /settings/telegram/link`: how to link, for ten minutes.
#[derive(Template)]
#[template(path = "pages/link.html")]
pub(super) struct LinkPage {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    /// The bot's user name.
    bot: String,
    address: String,
    code: String,
    /// The address as a picture.
    qr: String,
}

impl LinkPage {
    pub fn new(chrome: Chrome, nav: SettingsNav, bot: String, offer: &Offer) -> Result<Self> {
        let address = format!("https://t.me/{bot}?start={}", offer.token);
        let qr = qr::picture(&address)?;
        Ok(Self { chrome, nav, bot, address, code: offer.shown_code(), qr })
    }
}
