//! What people say to the bot, and what comes of it.
//!
//! An update may come twice, so all that is done here is done once however
//! often it is asked for, and one that was taken is not taken again. Whatever
//! is not understood gets a sentence and changes nothing.

use jiff::tz::TimeZone;
use teloxide::types::{CallbackQuery, Chat, Message, Update, UpdateKind, User};
use uuid::Uuid;

use super::{SeenUpdateRepository, commands::Command, press::Press, seen_updates::UpdateId};
use crate::{
    app::App,
    attempt::Nonce,
    bot::{Telegram, Text},
    bot_replies::{Reply, reply},
    conversation::{Member, Mute},
    entity::user,
    error::{Error, Result},
    language::{Language, Words},
    limits::Limit,
    link::{LinkRepository, Linked, Secret},
    message::{MessageBody, NewMessage, Posted},
    notification::{Covered, NotificationRepository},
    user::Actor,
};

/// What a button sends that moves a chat to another account.
const MOVE: &str = "move:";
const KEEP: &str = "keep";

/// Fails only when the database is away: then the same update is taken again.
pub(super) async fn take(app: &App, telegram: &Telegram, update: &Update) -> Result<()> {
    let id = UpdateId { bot: telegram.bot_id(), update: update.id.0.into() };
    if SeenUpdateRepository::of(&app.database).is_seen(id).await? {
        return Ok(());
    }
    obey(app, telegram, update).await?;
    // What was to be answered was not, and is when the update comes again.
    if app.stopping.is_cancelled() {
        return Err(Error::Unavailable("the process stops".to_owned()));
    }
    let work = app.database.begin(&app.announcer).await?;
    SeenUpdateRepository::of(&work).add(id).await?;
    Ok(work.commit().await?)
}

async fn obey(app: &App, telegram: &Telegram, update: &Update) -> Result<()> {
    match &update.kind {
        UpdateKind::Message(message) if message.chat.is_private() => {
            Talk::new(app, telegram, message).await?.hear(message).await
        }
        UpdateKind::EditedMessage(message) if message.chat.is_private() => {
            Talk::new(app, telegram, message).await?.say("bot-edited").await
        }
        UpdateKind::Message(message) | UpdateKind::ChannelPost(message) => {
            refuse_group(app, telegram, message).await;
            Ok(())
        }
        UpdateKind::CallbackQuery(press) => pressed(app, telegram, press).await,
        _ => Ok(()),
    }
}

/// Only whoever speaks to the bot gets an answer in a group.
async fn refuse_group(app: &App, telegram: &Telegram, message: &Message) {
    if message.text().and_then(Command::parse).is_some() {
        let words = language_of(message.from.as_ref()).words();
        let words = Reply::Message(Text::plain(words.say("bot-private")));
        reply(app, telegram, message.chat.id.0, words).await;
    }
}

async fn pressed(app: &App, telegram: &Telegram, press: &CallbackQuery) -> Result<()> {
    let Some(message) = press.message.as_ref().filter(|message| message.chat().is_private()) else {
        return Ok(());
    };
    let talk = Talk::with(app, telegram, message.chat(), Some(&press.from)).await?;
    let data = press.data.as_deref().unwrap_or_default();
    let acknowledged = |words| Reply::Press { press: press.id.0.clone(), words };
    if let Some(wish) = Press::parse(data) {
        let words = talk.press(wish).await?;
        reply(app, telegram, talk.chat, acknowledged(words)).await;
        return Ok(());
    }
    let words = match data.strip_prefix(MOVE).and_then(Secret::parse) {
        Some(secret) => talk.link(&secret, true).await?,
        None if data == KEEP => talk.words.say("bot-kept").into_owned(),
        None => talk.words.say("bot-old-button").into_owned(),
    };
    reply(app, telegram, talk.chat, acknowledged(String::new())).await;
    talk.tell(Text::plain(words)).await;
    Ok(())
}

/// Somebody in their own chat.
struct Talk<'a> {
    app: &'a App,
    telegram: &'a Telegram,
    chat: i64,
    telegram_username: Option<String>,
    /// Whose chat it is, if it is anybody's. The account may be disabled.
    owner: Option<user::Model>,
    words: Words,
}

impl<'a> Talk<'a> {
    async fn new(app: &'a App, telegram: &'a Telegram, message: &Message) -> Result<Self> {
        Self::with(app, telegram, &message.chat, message.from.as_ref()).await
    }

    async fn with(
        app: &'a App,
        telegram: &'a Telegram,
        chat: &Chat,
        from: Option<&User>,
    ) -> Result<Self> {
        let owner = LinkRepository::of(&app.database).owner_of(chat.id.0).await?;
        if let Some(owner) = &owner {
            app.links.heard_from(owner.id, chat.id.0).await?;
        }
        let own = owner.as_ref().and_then(|user| user.language.as_deref());
        let language = own.and_then(Language::from_tag).unwrap_or_else(|| language_of(from));
        Ok(Self {
            app,
            telegram,
            chat: chat.id.0,
            telegram_username: from.and_then(|user| user.username.clone()),
            owner,
            words: language.words(),
        })
    }

    async fn hear(&self, message: &Message) -> Result<()> {
        let Some(text) = message.text() else { return self.say("bot-only-text").await };
        match (Command::parse(text), message.reply_to_message()) {
            (Some(command), _) => self.follow(command).await,
            (None, Some(notice)) => self.reply(message, notice.id.0.into(), text).await,
            (None, None) => self.try_words(text).await,
        }
    }

    /// An answer to a notice is a message in that conversation. Its nonce is
    /// made of what Telegram calls it, so it is posted once.
    async fn reply(&self, message: &Message, notice: i64, text: &str) -> Result<()> {
        let user = match self.account() {
            Ok(user) => user,
            Err(sentence) => return self.say(sentence).await,
        };
        let notifications = NotificationRepository::of(&self.app.database);
        let Some(covered) = notifications.covered(user.id, self.chat, notice).await? else {
            return self.say("bot-not-a-notice").await;
        };
        let Some(member) = self.member(user, covered.conversation_id).await? else {
            return self.say("bot-not-a-member").await;
        };
        if self.app.limits.take(Limit::Sending, &user.id.to_string()).await.is_err() {
            return self.say("bot-too-fast").await;
        }
        let body = match MessageBody::parse(text) {
            Ok(body) => body,
            Err(problem) => return self.say(problem.sentence).await,
        };
        self.app.notifications.answered(user.id, covered.conversation_id, notice).await?;
        let place = format!("{}-{}", self.chat, message.id.0);
        // Only another bot numbers a second message like this.
        let names = [format!("tg-{place}"), format!("tg-{}-{place}", self.telegram.bot_id())];
        for nonce in names {
            if self.post(&member, &body, &nonce, &covered).await? {
                let thumb = Reply::Thumb { message: message.id.0.into() };
                reply(self.app, self.telegram, self.chat, thumb).await;
                return Ok(());
            }
        }
        self.say("bot-edited").await
    }

    /// False when the nonce is that of another message. The pointer moves no
    /// further than to what the notice spoke of. Where the message that was
    /// answered is gone meanwhile, the words still count.
    async fn post(
        &self,
        member: &Member,
        body: &MessageBody,
        nonce: &str,
        covered: &Covered,
    ) -> Result<bool> {
        let nonce =
            Nonce::parse(nonce).map_err(|problem| Error::Internal(problem.sentence.to_owned()))?;
        let alone = NewMessage {
            body: body.clone(),
            nonce,
            seen: covered.seq,
            reply_is_inferred: true,
            ..NewMessage::default()
        };
        let answer = NewMessage { reply_to: covered.only_seq, ..alone.clone() };
        let posted = match self.app.messages.post(member, answer).await? {
            Posted::NothingToAnswer => self.app.messages.post(member, alone).await?,
            posted => posted,
        };
        Ok(matches!(posted, Posted::Once(_)))
    }

    /// Whose chat it is, or the sentence for somebody without an account that
    /// works.
    fn account(&self) -> std::result::Result<&user::Model, &'static str> {
        match &self.owner {
            None => Err("bot-hello"),
            Some(user) if user.disabled_at.is_some() => Err("bot-disabled"),
            Some(user) => Ok(user),
        }
    }

    /// The owner in one of their conversations; none in any other.
    async fn member(&self, user: &user::Model, conversation: Uuid) -> Result<Option<Member>> {
        let actor = Actor::by_chat(user.clone(), self.chat);
        match Member::find(&self.app.database, actor, conversation).await {
            Ok(member) => Ok(Some(member)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The sentence for what came of a button below a notice.
    async fn press(&self, press: Press) -> Result<String> {
        let (Press::Read { conversation, .. } | Press::Mute { conversation }) = press;
        let member = match self.account() {
            Ok(user) => self.member(user, conversation).await?,
            Err(sentence) if self.owner.is_some() => {
                return Ok(self.words.say(sentence).into_owned());
            }
            Err(_) => None,
        };
        let Some(member) = member else { return Ok(self.words.say("bot-old-button").into_owned()) };
        let key = match press {
            Press::Read { seq, .. } => {
                self.app.conversations.mark_read(&member, seq).await?;
                "bot-read"
            }
            Press::Mute { .. } => {
                let until = Mute::EightHours.until(&TimeZone::UTC);
                self.app.conversations.mute(&member, Some(until)).await?;
                "bot-muted-8h"
            }
        };
        Ok(self.words.say(key).into_owned())
    }

    async fn follow(&self, command: Command<'_>) -> Result<()> {
        match command {
            Command::Start("") => self.say_state().await,
            Command::Start(token) => self.try_code(token).await,
            Command::Stop => self.stop().await,
            Command::Mute => self.mute(true).await,
            Command::Unmute => self.mute(false).await,
            Command::Status => self.say_state().await,
            Command::Help => self.say("bot-help").await,
            Command::Unknown => self.say("bot-unknown-command").await,
        }
    }

    /// Words that may be a code. Somebody who is linked says "tomorrow" rather
    /// than a code without dash and digits.
    async fn try_words(&self, typed: &str) -> Result<()> {
        let is_marked = typed.contains(|c: char| c == '-' || c.is_ascii_digit());
        if self.owner.is_some() && !is_marked {
            return self.not_understood().await;
        }
        self.try_code(typed).await
    }

    async fn not_understood(&self) -> Result<()> {
        self.say(self.account().map_or_else(|sentence| sentence, |_| "bot-not-understood")).await
    }

    /// A token or a code; anything else is not understood.
    async fn try_code(&self, typed: &str) -> Result<()> {
        let Some(secret) = Secret::parse(typed) else { return self.not_understood().await };
        let words = self.link(&secret, false).await?;
        if !words.is_empty() {
            self.tell(Text::plain(words)).await;
        }
        Ok(())
    }

    /// The sentence for what came of it; empty when the answer has gone out.
    async fn link(&self, secret: &Secret, is_wanted: bool) -> Result<String> {
        // What a button sends can be made up as well as what is typed.
        if self.app.limits.take(Limit::LinkCode, &self.chat.to_string()).await.is_err() {
            return Ok(self.words.say("bot-too-many-codes").into_owned());
        }
        let username = self.telegram_username.as_deref();
        Ok(match self.app.links.link(secret, self.chat, username, is_wanted).await? {
            Linked::To { user, instead_of } => {
                self.was_right().await;
                if let Some(earlier) = instead_of {
                    let words = self.words.with("bot-moved", "username", &user.username);
                    let words = Reply::Message(Text::plain(words));
                    reply(self.app, self.telegram, earlier, words).await;
                }
                self.words.with("bot-linked", "username", &user.username).into_owned()
            }
            Linked::WouldMove { from, to } => {
                self.was_right().await;
                let names = [("from", from.username.as_str()), ("to", to.username.as_str())];
                let question = Text::plain(self.words.with_all("bot-move", &names))
                    .with_button(
                        self.words.say("bot-move-yes"),
                        format!("{MOVE}{}", secret.as_str()),
                    )
                    .with_button(self.words.say("bot-move-no"), KEEP.to_owned());
                self.tell(question).await;
                String::new()
            }
            Linked::Unknown => match &self.owner {
                // The update came twice, and the first one did it.
                Some(user) if self.app.links.is_linked_by(self.chat, secret).await? => {
                    self.was_right().await;
                    self.words.with("bot-linked", "username", &user.username).into_owned()
                }
                _ => self.words.say("bot-unknown-code").into_owned(),
            },
        })
    }

    /// Only wrong codes count.
    async fn was_right(&self) {
        self.app.limits.give_back(Limit::LinkCode, &self.chat.to_string()).await;
    }

    async fn stop(&self) -> Result<()> {
        if let Some(user) = &self.owner {
            self.app.links.unlink(user.id).await?;
        }
        self.say("bot-stopped").await
    }

    async fn mute(&self, is_muted: bool) -> Result<()> {
        let user = match self.account() {
            Ok(user) => user,
            Err(sentence) => return self.say(sentence).await,
        };
        self.app.links.mute(user.id, is_muted).await?;
        self.say(if is_muted { "bot-muted" } else { "bot-unmuted" }).await
    }

    async fn say_state(&self) -> Result<()> {
        let user = match self.account() {
            Ok(user) => user,
            Err(sentence) => return self.say(sentence).await,
        };
        let link = LinkRepository::of(&self.app.database).of_user(user.id).await?;
        let is_muted = link.is_some_and(|link| link.muted_at.is_some());
        let key = if is_muted { "bot-state-muted" } else { "bot-state" };
        self.tell(Text::plain(self.words.with(key, "username", &user.username))).await;
        Ok(())
    }

    async fn say(&self, key: &str) -> Result<()> {
        self.tell(Text::plain(self.words.say(key))).await;
        Ok(())
    }

    /// An answer that does not get there is not sent again: what was asked for
    /// is done, and /status tells.
    async fn tell(&self, text: Text) {
        reply(self.app, self.telegram, self.chat, Reply::Message(text)).await;
    }
}

/// The language of somebody's Telegram.
fn language_of(user: Option<&User>) -> Language {
    let tag = user.and_then(|user| user.language_code.as_deref());
    tag.and_then(Language::from_tag).unwrap_or(Language::English)
}
