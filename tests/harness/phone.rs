//! Somebody with Telegram, and how they link their chat.

use std::time::Duration;

use serde_json::{Value, json};

use super::telegram::{BOT, Shown, Telegram};
use super::wait::DEADLINE;
use super::{Person, eventually, within};

/// Somebody with Telegram.
pub struct Phone {
    pub(super) telegram: Telegram,
    pub chat: i64,
    pub(super) name: String,
    pub language: &'static str,
}

impl Phone {
    /// Writes to the bot; gives the update back.
    pub fn says(&self, text: &str) -> Value {
        self.telegram.update("message", self.message(json!({"text": text})))
    }

    /// Answers a message of the bot.
    pub fn replies(&self, to: i64, text: &str) -> Value {
        let original = json!({"message_id": to, "date": 1_700_000_000, "chat": self.as_chat(),
            "from": {"id": 4200, "is_bot": true, "first_name": "Natter", "username": BOT},
            "text": "what was said"});
        let reply = json!({"text": text, "reply_to_message": original});
        self.telegram.update("message", self.message(reply))
    }

    pub fn edits(&self, text: &str) -> Value {
        let edited = json!({"text": text, "edit_date": 1_700_000_100});
        self.telegram.update("edited_message", self.message(edited))
    }

    /// Anything but text.
    pub fn sends(&self, content: Value) -> Value {
        self.telegram.update("message", self.message(content))
    }

    /// Presses a button below a message of the bot.
    pub fn presses(&self, message: &Shown, label: &str) -> Value {
        let button = message.buttons.iter().find(|(text, _)| text == label);
        let (_, data) = button.unwrap_or_else(|| panic!("no {label}: {:?}", message.buttons));
        let below = json!({"message_id": message.id, "date": 1_700_000_000,
            "chat": self.as_chat(), "text": message.text});
        let press = json!({"id": format!("press-{}", message.id), "from": self.as_user(),
            "chat_instance": "1", "message": below, "data": data});
        self.telegram.update("callback_query", press)
    }

    /// What the bot has sent here and not taken back, the oldest first.
    pub fn shows(&self) -> Vec<Shown> {
        let known = self.telegram.known();
        let here = known.shown.range((self.chat, i64::MIN)..=(self.chat, i64::MAX));
        here.map(|(_, shown)| shown.clone()).collect()
    }

    /// Clears the chat, as people can on their phones.
    pub fn forgets(&self) {
        self.telegram.known().shown.retain(|(chat, _), _| *chat != self.chat);
    }

    /// Waits for a message with these words.
    pub async fn hears(&self, words: &str) -> Shown {
        self.hears_within(DEADLINE, words).await
    }

    /// The same for what may come more than a minute late by design.
    pub async fn hears_late(&self, words: &str) -> Shown {
        self.hears_within(Duration::from_secs(110), words).await
    }

    /// Waits until one message stands here, which says just this.
    pub async fn shows_just(&self, text: &str) -> Shown {
        eventually(&format!("just {text:?} in the chat {}", self.chat), async || {
            let mut shown = self.shows();
            (shown.len() == 1 && shown[0].text == text).then(|| shown.remove(0))
        })
        .await
    }

    async fn hears_within(&self, deadline: Duration, words: &str) -> Shown {
        within(deadline, &format!("{words:?} in the chat {}", self.chat), async || {
            self.shows().into_iter().find(|shown| shown.text.contains(words))
        })
        .await
    }

    fn message(&self, content: Value) -> Value {
        let mut known = self.telegram.known();
        known.next_id += 1;
        let mut message = json!({"message_id": known.next_id, "date": 1_700_000_000,
            "chat": self.as_chat(), "from": self.as_user()});
        drop(known);
        let fields = message.as_object_mut().unwrap();
        fields.extend(content.as_object().unwrap().clone());
        message
    }

    fn as_chat(&self) -> Value {
        let kind = if self.chat < 0 { "group" } else { "private" };
        json!({"id": self.chat, "type": kind, "title": "A group",
            "first_name": self.name, "username": self.name})
    }

    fn as_user(&self) -> Value {
        json!({"id": self.chat.unsigned_abs(), "is_bot": false, "first_name": self.name,
            "username": self.name, "language_code": self.language})
    }
}

/// What the settings show to whoever wants to link a chat.
pub struct Offer {
    pub token: String,
    pub code: String,
}

impl Person {
    /// Presses the button in the settings, once the bot is ready.
    pub async fn offers_a_link(&self) -> Offer {
        let page = eventually("the bot to be ready", async || {
            let answer = self.post("/settings/telegram/link").await;
            (answer.status == 200).then(|| answer.page())
        })
        .await;
        let address = page.attribute("a[href^='https://t.me/']", "href").expect("a deep link");
        let token = address.strip_prefix(&format!("https://t.me/{BOT}?start=")).expect(&address);
        assert!(page.has(".qr svg"), "a picture of the link");
        Offer { token: token.to_owned(), code: page.text_of("#code").expect("a code") }
    }

    pub async fn links_to(&self, phone: &Phone) {
        phone.says(&format!("/start {}", self.offers_a_link().await.token));
        phone.hears(&format!("Linked to @{}", self.username)).await;
    }
}
