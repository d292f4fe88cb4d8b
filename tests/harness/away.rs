//! Somebody who is away and has Telegram.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};

use super::phone::Phone;
use super::telegram::{Shown, Telegram};
use super::upload::photograph;
use super::{Chat, Conversation, Person, Place, eventually};

const AT_ONCE: [(&str, &str); 2] = [("NOTIFY_AFTER", "0s"), ("PRESENCE_GRACE", "0s")];

/// Ada, who is away and has Telegram, and Grace, who writes to her.
pub struct Scene {
    pub telegram: Telegram,
    pub chat: Chat,
    pub ada: Person,
    pub grace: Person,
    pub conversation: Conversation,
    pub phone: Phone,
}

impl Scene {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(more: &[(&str, &str)]) -> Self {
        Self::at(Place::fresh().await, more).await
    }

    pub async fn at(place: Place, more: &[(&str, &str)]) -> Self {
        Self::of(Telegram::start().await, place, more).await
    }

    /// With a Telegram that was prepared.
    pub async fn before(telegram: Telegram) -> Self {
        Self::of(telegram, Place::fresh().await, &[]).await
    }

    async fn of(telegram: Telegram, place: Place, more: &[(&str, &str)]) -> Self {
        let settings = [&telegram.settings()[..], &AT_ONCE, more].concat();
        let chat = Chat::at(place, &settings).await;
        let (ada, grace, conversation) = chat.pair().await;
        let phone = telegram.phone(7, "ada_l");
        ada.links_to(&phone).await;
        phone.forgets();
        Self { telegram, chat, ada, grace, conversation, phone }
    }

    /// Another process at the same place.
    pub async fn another_process(&self) -> Chat {
        Chat::at(self.chat.place.clone(), &[&self.telegram.settings()[..], &AT_ONCE].concat()).await
    }

    pub async fn says(&self, text: &str) {
        self.grace.says(&self.conversation, text).await;
    }

    /// Grace answers this message.
    pub async fn answers(&self, seq: &str, text: &str) {
        let nonce = uuid::Uuid::new_v4().to_string();
        let fields = [("body", text), ("nonce", &nonce), ("reply_to", seq)];
        self.grace.sends(&self.conversation, &fields).await.is(200);
    }

    /// A notice with these words that can be answered: Telegram shows it a moment
    /// before it is stored what it speaks of.
    pub async fn hears(&self, words: &str) -> Shown {
        let notice = self.phone.hears(words).await;
        let database = self.chat.place.database().await;
        let stored = format!("SELECT 1 FROM notices WHERE message_id = {}", notice.id);
        eventually("the notice to be stored", async || {
            let statement =
                Statement::from_string(database.get_database_backend(), stored.as_str());
            database.query_one_raw(statement).await.unwrap().map(|_| ())
        })
        .await;
        notice
    }

    /// Whatever was to be told or changed in Telegram has been looked at.
    pub async fn is_settled(&self) {
        let database = self.chat.place.database().await;
        let open = "SELECT 1 FROM notifications WHERE due_at IS NOT NULL OR claim IS NOT NULL";
        eventually("all notifications to be looked at", async || {
            let statement = Statement::from_string(database.get_database_backend(), open);
            database.query_one_raw(statement).await.unwrap().is_none().then_some(())
        })
        .await;
    }

    /// A notice that has stood in the chat for so long.
    pub async fn hears_something(&self, ago: Duration) -> Shown {
        self.says("something").await;
        let notice = self.phone.hears("something").await;
        self.ages(ago).await;
        notice
    }

    /// The notice has stood in the chat for so long.
    pub async fn ages(&self, ago: Duration) {
        let database = self.chat.place.database().await;
        let earlier = format!(
            "UPDATE notifications SET message_sent_at = message_sent_at - {}
             WHERE message_id IS NOT NULL AND claim IS NULL",
            ago.as_micros()
        );
        // What was sent may not be stored yet.
        eventually("the notice to be older", async || {
            let changed = database.execute_unprepared(&earlier).await.unwrap().rows_affected();
            (changed == 1).then_some(())
        })
        .await;
    }

    /// Grace sends these pictures, each of so many pixels, with a text.
    pub async fn shows(&self, text: &str, pictures: &[(u32, u32)]) {
        let mut ids = Vec::new();
        for (width, height) in pictures {
            let bytes = photograph(*width, *height);
            ids.push(self.grace.uploaded(&self.conversation, "pier.jpg", &bytes).await);
        }
        let mut fields = vec![("body", text)];
        fields.extend(ids.iter().map(|id| ("file", id.as_str())));
        self.grace.sends(&self.conversation, &fields).await.is(200);
    }

    /// What Ada's settings say of her link.
    pub async fn link_state(&self) -> Option<String> {
        let page = self.ada.opens("/settings").await;
        page.attribute("#telegram [data-state]", "data-state")
    }

    /// Ada has blocked the bot, which shows when somebody writes.
    pub async fn finds_the_bot_blocked(&self) {
        let words = "Forbidden: bot was blocked by the user";
        self.telegram.refuses("SendMessage", Some(self.phone.chat), 1, 403, words);
        self.says("one").await;
        eventually("the settings to say so", async || {
            (self.link_state().await.as_deref() == Some("blocked")).then_some(())
        })
        .await;
    }

    /// Nothing of the bot stands in the chat.
    pub async fn is_taken_back(&self) {
        let empty = async || self.phone.shows().is_empty().then_some(());
        eventually("the notice to be taken back", empty).await;
    }

    pub async fn texts(&self) -> Vec<String> {
        let messages = self.ada.looks_at(&self.conversation).await.messages();
        messages.into_iter().map(|message| message.text).collect()
    }
}
