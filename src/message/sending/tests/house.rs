//! A database with people in it who talk to each other.

use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, QueryResult, Value};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

use super::super::{Sending, Stored, store};
use crate::{
    announcement::{Announcer, GroupChange, Hint, Listen, Topic},
    attempt::Nonce,
    backplane::Backplane,
    conversation::{ConversationRepository, Joining, Member, pair_key},
    entity::user,
    error::Result,
    file::FileService,
    message::{MessageBody, MessageService, NewMessage},
    notification::Outbox,
    store::{self, Connected, Database, queries_of, sql},
    user::{Actor, UserRepository},
};

pub struct House {
    pub database: Database,
    pub announcer: Announcer,
    pub outbox: Outbox,
    pub heard: Heard,
    pub messages: MessageService,
    _folder: TempDir,
}

/// What this process was told, in its order.
#[derive(Debug, Clone, Default)]
pub struct Heard(Arc<Mutex<Vec<String>>>);

impl Listen for Heard {
    fn hear(&self, topic: Topic, hint: Hint) {
        let what = match hint {
            Hint::MessageChanged(message) => message.version.to_string(),
            Hint::EntryChanged { .. } => "entry".to_owned(),
            Hint::GroupChanged(change) => {
                let GroupChange { version, joined, left, .. } = *change;
                format!("{version}: {} joined, {} left", joined.len(), left.len())
            }
            Hint::ReadUpTo { .. } => "reading".to_owned(),
            other => format!("{other:?}"),
        };
        let place = match topic {
            Topic::User(_) => "user",
            Topic::Conversation(_) => "conversation",
            Topic::Groups => "groups",
        };
        self.0.lock().unwrap().push(format!("{place} {what}"));
    }
}

impl Heard {
    pub fn took(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl House {
    pub async fn build() -> Self {
        Self::with(Outbox::closed().0).await
    }

    pub async fn with(outbox: Outbox) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("natter.db");
        let url = Url::parse(&format!("sqlite://{}?mode=rwc", file.display())).unwrap();
        let database = store::open(&url).await.unwrap();
        let (announcer, heard) = (Announcer::new(Backplane::Local), Heard::default());
        announcer.tell(heard.clone());
        let files = FileService::within(folder.path(), &database, &announcer);
        let messages =
            MessageService::start(database.clone(), announcer.clone(), outbox.clone(), files);
        Self { database, announcer, outbox, heard, messages, _folder: folder }
    }

    pub async fn person(&self, name: &str) -> user::Model {
        let user = user::Model {
            id: Uuid::now_v7(),
            username: name.to_owned(),
            display_name: name.to_owned(),
            email: None,
            password_hash: String::new(),
            language: None,
            theme: None,
            time_zone: None,
            role: "member".to_owned(),
            shares_reading: true,
            session_epoch: 0,
            disabled_at: None,
            created_at: 0,
            last_active_at: None,
            shows_presence: true,
            notice_content: "text".to_owned(),
            notice_pictures: false,
            quiet_from: None,
            quiet_until: None,
            invitation_id: None,
            avatar_id: None,
        };
        UserRepository::of(&self.database).insert(user.clone()).await.unwrap();
        user
    }

    /// Ada and Grace in their conversation.
    pub async fn pair(&self) -> [Member; 2] {
        let (ada, grace) = (self.person("ada").await, self.person("grace").await);
        let id = self.talk(&ada, &grace).await;
        [self.member(&ada, id).await, self.member(&grace, id).await]
    }

    pub async fn talk(&self, one: &user::Model, other: &user::Model) -> Uuid {
        let id = Uuid::now_v7();
        let conversations = ConversationRepository::of(&self.database);
        conversations.insert_direct(id, &pair_key(one.id, other.id)).await.unwrap();
        conversations.insert_members(id, &[one.id, other.id], Joining::FIRST).await.unwrap();
        id
    }

    pub async fn member(&self, user: &user::Model, id: Uuid) -> Member {
        let actor = Actor::by_session(user.clone(), Uuid::nil());
        Member::find(&self.database, actor, id).await.unwrap()
    }

    /// The member as they are now.
    pub async fn again(&self, member: &Member) -> Member {
        self.member(member.user(), member.conversation.id).await
    }

    /// Stores these together, and tells how many statements that took.
    pub(in crate::message) async fn sends(&self, sendings: &[Sending]) -> (Vec<Stored>, u32) {
        let (stored, queries) = queries_of(self.send(sendings)).await;
        (stored.unwrap(), queries)
    }

    async fn send(&self, sendings: &[Sending]) -> Result<Vec<Stored>> {
        let mut work = self.database.begin(&self.announcer).await?;
        let stored = store(&mut work, &self.outbox, sendings).await?;
        work.commit().await?;
        Ok(stored.into_iter().map(|one| one.expect("all is free")).collect())
    }

    pub async fn execute(&self, text: &str, values: impl IntoIterator<Item = Value>) {
        let connection = self.database.connection();
        connection.execute_raw(sql(connection, text, values)).await.unwrap();
    }

    pub async fn row(&self, text: &str, values: impl IntoIterator<Item = Value>) -> QueryResult {
        let connection = self.database.connection();
        connection.query_one_raw(sql(connection, text, values)).await.unwrap().unwrap()
    }
}

/// A message with this nonce and text.
pub(in crate::message) fn said(member: &Member, nonce: &str, body: &str) -> Sending {
    let new = NewMessage {
        body: MessageBody::parse(body).unwrap(),
        nonce: Nonce::parse(nonce).unwrap(),
        ..NewMessage::default()
    };
    Sending { member: member.clone(), new }
}
