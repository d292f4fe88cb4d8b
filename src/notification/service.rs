//! What people may decide about notifications.

use uuid::Uuid;

use super::{NoticeSettings, NotificationRepository, Outbox};
use crate::{announcement::Announcer, error::Result, store::Database, user::UserRepository};

#[derive(Debug, Clone)]
pub struct NotificationService {
    database: Database,
    announcer: Announcer,
    outbox: Outbox,
}

impl NotificationService {
    pub fn new(database: Database, announcer: Announcer, outbox: Outbox) -> Self {
        Self { database, announcer, outbox }
    }

    /// Changes what was sent. What waits or stands in Telegram is looked at
    /// again: it may show too much, or wait for an end of quiet hours that is
    /// none any more.
    pub async fn change_settings(&self, user: Uuid, new: &NoticeSettings) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        UserRepository::of(&work).set_notices(user, new).await?;
        self.outbox.all_changed_for(&mut work, user).await?;
        Ok(work.commit().await?)
    }

    /// The person has answered this message, so it stays in the chat.
    pub async fn answered(&self, user: Uuid, conversation: Uuid, message: i64) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        NotificationRepository::of(&work).set_answered(user, conversation, message).await?;
        Ok(work.commit().await?)
    }
}
