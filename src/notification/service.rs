//! What people may decide about notifications.

use uuid::Uuid;

use super::{NoticeSettings, Outbox};
use crate::{error::Result, live::Hub, store::Database};

#[derive(Debug, Clone)]
pub struct NotificationService {
    database: Database,
    hub: Hub,
    outbox: Outbox,
}

impl NotificationService {
    pub fn new(database: Database, hub: Hub, outbox: Outbox) -> Self {
        Self { database, hub, outbox }
    }

    /// Changes what was sent. What waits or stands in Telegram is looked at
    /// again: it may show too much, or wait for an end of quiet hours that is
    /// none any more.
    pub async fn change_settings(&self, user: Uuid, new: &NoticeSettings) -> Result<()> {
        let work = self.database.begin(&self.hub).await?;
        work.users().set_notices(user, new).await?;
        let woken = self.outbox.all_changed_for(&work, user).await?;
        work.commit().await?;
        self.outbox.schedule(woken);
        Ok(())
    }

    /// The person has answered this message, so it stays in the chat.
    pub async fn answered(&self, user: Uuid, conversation: Uuid, message: i64) -> Result<()> {
        let work = self.database.begin(&self.hub).await?;
        work.notifications().set_answered(user, conversation, message).await?;
        Ok(work.commit().await?)
    }
}
