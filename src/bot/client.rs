//! The bot: the few calls that Natter makes, each in its turn.

use std::{fmt, time::Duration};

use serde_json::Value;
use teloxide::{
    Bot, RequestError,
    payloads::{
        AnswerCallbackQuerySetters, EditMessageCaptionSetters, EditMessageMediaSetters,
        EditMessageTextSetters, GetUpdatesSetters, SendMessageSetters, SendPhotoSetters,
        SetMessageReactionSetters, SetMyCommandsSetters, SetWebhookSetters,
    },
    requests::{Output, Request, Requester},
    types::{
        AllowedUpdate, BotCommand, CallbackQueryId, ChatId, InputFile, InputMedia, InputMediaPhoto,
        LinkPreviewOptions, MessageId, ReactionType, Update,
    },
};
use tokio::{
    sync::{broadcast, watch},
    time::timeout,
};
use url::Url;

use super::{Pace, Refusal, Text, lenient};
use crate::{
    backplane::Redis,
    config::{Config, Secret},
    error::RetryAfter,
    language::Language,
    limits::Limits,
};

/// How long Telegram may hold a request for updates back.
const LONG_POLL: Duration = Duration::from_secs(20);
/// A call that takes longer may have happened or not.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);
/// Refusals that wait to be counted.
const MOST_TROUBLES: usize = 64;
const REACTION: &str = "👍";
/// What the bot wants to hear of.
const KINDS: [AllowedUpdate; 4] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::ChannelPost,
    AllowedUpdate::CallbackQuery,
];

/// What is known about the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BotState {
    /// It has not answered yet, or not for a while.
    OutOfReach,
    /// It works, under this user name.
    Ready { username: String },
    /// Telegram does not know the token.
    WrongToken,
}

/// Whether a message that arrives is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    Rings,
    Silent,
}

/// The way to Telegram. Cheap to clone.
#[derive(Clone)]
pub struct Telegram {
    bot: Bot,
    state: watch::Sender<BotState>,
    pace: Pace,
    troubles: broadcast::Sender<Refusal>,
}

/// The bot knows its token, so it is not shown.
impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("state", &*self.state.borrow()).finish_non_exhaustive()
    }
}

impl Telegram {
    /// None without a token. Nothing is asked yet.
    pub fn of(config: &Config, limits: &Limits, redis: Option<Redis>) -> Option<Self> {
        let token = config.telegram_bot_token.as_ref()?;
        let client = teloxide::net::default_reqwest_settings()
            .timeout(LONG_POLL + CALL_TIMEOUT)
            .build()
            .inspect_err(|error| tracing::error!(%error, "no way to Telegram"))
            .ok()?;
        let bot = Bot::with_client(token.reveal(), client);
        Some(Self {
            bot: bot.set_api_url(config.telegram_api_url.clone()),
            state: watch::Sender::new(BotState::OutOfReach),
            pace: Pace::new(limits.clone(), redis),
            troubles: broadcast::Sender::new(MOST_TROUBLES),
        })
    }

    /// What its token begins with, which is no secret; 0 for an odd token.
    pub fn bot_id(&self) -> i64 {
        let id = self.bot.token().split(':').next();
        id.and_then(|id| id.parse().ok()).unwrap_or_default()
    }

    /// Tells of every refusal from now on.
    pub fn troubles(&self) -> broadcast::Receiver<Refusal> {
        self.troubles.subscribe()
    }

    pub fn state(&self) -> BotState {
        self.state.borrow().clone()
    }

    /// Asks who the bot is, and remembers what came of it.
    pub async fn meet(&self) -> Result<String, Refusal> {
        let username = |me: &Value| me["username"].as_str().map(str::to_owned);
        let met = self.call(self.bot.get_me(), |me| me.username().to_owned(), username).await;
        let state = match &met {
            Ok(username) => BotState::Ready { username: username.clone() },
            Err(Refusal::WrongToken) => BotState::WrongToken,
            Err(_) => BotState::OutOfReach,
        };
        self.state.send_replace(state);
        met
    }

    /// Sends a text to a chat, in the chat's turn; gives the message's id back.
    pub async fn send(&self, chat: i64, text: &Text) -> Result<i64, Refusal> {
        self.pace.wait_for(chat).await;
        self.send_now(chat, text, Sound::Rings).await
    }

    /// Waits until something may be sent to this chat, but not for the chat:
    /// when too much was sent there already, says how long that will take.
    pub async fn turn(&self, chat: i64) -> Result<(), RetryAfter> {
        self.pace.try_for(chat).await
    }

    /// Waits while Telegram has asked for a pause.
    pub async fn pause_is_over(&self) {
        self.pace.wait_for_pause().await;
    }

    /// The same for who has waited already.
    pub async fn send_now(&self, chat: i64, text: &Text, sound: Sound) -> Result<i64, Refusal> {
        let message = self
            .bot
            .send_message(ChatId(chat), text.words())
            .entities(text.entities().to_vec())
            .link_preview_options(no_preview())
            .disable_notification(sound == Sound::Silent)
            .reply_markup(text.keyboard());
        self.call(message, |sent| sent.id.0.into(), |sent| sent["message_id"].as_i64()).await
    }

    /// Makes a message that was sent say this.
    pub async fn edit_now(&self, chat: i64, message: i64, text: &Text) -> Result<(), Refusal> {
        let edit = self
            .bot
            .edit_message_text(ChatId(chat), id(message)?, text.words())
            .entities(text.entities().to_vec())
            .link_preview_options(no_preview())
            .reply_markup(text.keyboard());
        self.tell(edit).await
    }

    /// Sends a picture, a JPEG, with this below it; gives the message's id back.
    pub async fn send_picture_now(
        &self,
        chat: i64,
        caption: &Text,
        jpeg: Vec<u8>,
    ) -> Result<i64, Refusal> {
        let message = self
            .bot
            .send_photo(ChatId(chat), file(jpeg))
            .caption(caption.words())
            .caption_entities(caption.entities().to_vec())
            .reply_markup(caption.keyboard());
        self.call(message, |sent| sent.id.0.into(), |sent| sent["message_id"].as_i64()).await
    }

    /// Makes a picture that was sent have this below it.
    pub async fn edit_caption_now(
        &self,
        chat: i64,
        message: i64,
        caption: &Text,
    ) -> Result<(), Refusal> {
        let edit = self
            .bot
            .edit_message_caption(ChatId(chat), id(message)?)
            .caption(caption.words())
            .caption_entities(caption.entities().to_vec())
            .reply_markup(caption.keyboard());
        self.tell(edit).await
    }

    /// Puts another picture, a JPEG, in the place of one that was sent.
    pub async fn replace_picture_now(
        &self,
        chat: i64,
        message: i64,
        caption: &Text,
        jpeg: Vec<u8>,
    ) -> Result<(), Refusal> {
        let media = InputMediaPhoto::new(file(jpeg))
            .caption(caption.words())
            .caption_entities(caption.entities().to_vec());
        let edit = self
            .bot
            .edit_message_media(ChatId(chat), id(message)?, InputMedia::Photo(media))
            .reply_markup(caption.keyboard());
        self.tell(edit).await
    }

    pub async fn delete_now(&self, chat: i64, message: i64) -> Result<(), Refusal> {
        self.tell(self.bot.delete_message(ChatId(chat), id(message)?)).await
    }

    /// Acknowledges somebody's message without words.
    pub async fn react(&self, chat: i64, message: i64) -> Result<(), Refusal> {
        self.pace.wait_for(chat).await;
        let thumb = ReactionType::Emoji { emoji: REACTION.to_owned() };
        let reaction = self.bot.set_message_reaction(ChatId(chat), id(message)?).reaction([thumb]);
        self.tell(reaction).await
    }

    /// Answers the press of a button, with a few words that are shown briefly.
    pub async fn answer_press(&self, press: &str, words: &str) -> Result<(), Refusal> {
        let press = CallbackQueryId(press.to_owned());
        self.tell(self.bot.answer_callback_query(press).text(words)).await
    }

    /// What has come since; everything below `offset` is confirmed by asking.
    pub async fn updates(&self, offset: i32) -> Result<Vec<Update>, Refusal> {
        let seconds = LONG_POLL.as_secs().try_into().unwrap_or(u32::MAX);
        let updates = self.bot.get_updates().offset(offset).timeout(seconds).allowed_updates(KINDS);
        let updates = updates.send().await.map_err(Refusal::from);
        self.noted(updates).await
    }

    /// Has updates brought here, one at a time so that they keep their order.
    pub async fn set_webhook(&self, url: Url, secret: &Secret) -> Result<(), Refusal> {
        let webhook = self
            .bot
            .set_webhook(url)
            .secret_token(secret.reveal())
            .max_connections(1)
            .allowed_updates(KINDS);
        self.tell(webhook).await
    }

    /// While there is a webhook, nothing can be fetched.
    pub async fn delete_webhook(&self) -> Result<(), Refusal> {
        self.tell(self.bot.delete_webhook()).await
    }

    /// Tells Telegram which commands to offer, each with what it does, in this
    /// language.
    pub async fn offer_commands(
        &self,
        language: Language,
        commands: impl Iterator<Item = (&'static str, String)>,
    ) -> Result<(), Refusal> {
        let commands = commands.map(|(name, description)| BotCommand::new(name, description));
        let mut offer = self.bot.set_my_commands(commands);
        if language != Language::English {
            offer = offer.language_code(language.tag());
        }
        self.tell(offer).await
    }

    /// A call whose answer says no more than that it was done.
    async fn tell<R>(&self, request: R) -> Result<(), Refusal>
    where
        R: Request<Err = RequestError>,
        R::Send: Send,
    {
        self.call(request, |_| (), |_| Some(())).await
    }

    /// `take` has what is wanted from the answer; `find` has it from one that
    /// is not quite as expected.
    async fn call<R, T>(
        &self,
        request: R,
        take: impl FnOnce(Output<R>) -> T,
        find: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, Refusal>
    where
        R: Request<Err = RequestError>,
        R::Send: Send,
    {
        let outcome = match timeout(CALL_TIMEOUT, request.send()).await {
            Ok(Ok(answer)) => Ok(take(answer)),
            Ok(Err(error)) => lenient::result(&error).as_ref().and_then(find).ok_or(error.into()),
            Err(_) => Err(Refusal::OutOfReach),
        };
        self.noted(outcome).await
    }

    /// What all must know of a refusal.
    async fn noted<T>(&self, outcome: Result<T, Refusal>) -> Result<T, Refusal> {
        if let Err(refusal) = &outcome {
            // Where nobody counts, nobody listens.
            let _ = self.troubles.send(*refusal);
        }
        match &outcome {
            Err(Refusal::TooMany(pause)) => self.pace.pause(*pause).await,
            Err(Refusal::WrongToken) => drop(self.state.send_replace(BotState::WrongToken)),
            _ => {}
        }
        outcome
    }
}

/// Telegram numbers messages in 32 bits.
fn id(message: i64) -> Result<MessageId, Refusal> {
    i32::try_from(message).map(MessageId).map_err(|_| Refusal::NothingToChange)
}

fn file(jpeg: Vec<u8>) -> InputFile {
    InputFile::memory(jpeg).file_name("picture.jpg")
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
