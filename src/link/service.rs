//! What one may do with links.

use uuid::Uuid;

use super::{Delivery, LinkRepository, Offer, Secret};
use crate::{
    announcement::Announcer,
    entity::user,
    error::Result,
    notification::{NotificationRepository, Outbox},
    session::Confirmed,
    store::{Database, UnitOfWork},
};

/// Makes and ends links.
#[derive(Debug, Clone)]
pub struct LinkService {
    database: Database,
    announcer: Announcer,
    outbox: Outbox,
}

/// What became of a token that came from a chat.
#[derive(Debug)]
pub enum Linked {
    /// The chat is this user's now, in the place of an earlier one of theirs.
    To { user: Box<user::Model>, instead_of: Option<i64> },
    /// The chat is the first one's and would become the second one's; nothing
    /// has happened yet.
    WouldMove { from: Box<user::Model>, to: Box<user::Model> },
    /// Used, expired, or never made.
    Unknown,
}

impl LinkService {
    pub fn new(database: Database, announcer: Announcer, outbox: Outbox) -> Self {
        Self { database, announcer, outbox }
    }

    /// A token for this user, in the place of any earlier one.
    pub async fn offer(&self, confirmed: &Confirmed<'_>) -> Result<Offer> {
        let user = confirmed.user.id;
        let offer = Offer::fresh();
        let work = self.database.begin(&self.announcer).await?;
        confirmed.hold_within(&work).await?;
        LinkRepository::of(&work).set_token(user, &offer).await?;
        work.commit().await?;
        Ok(offer)
    }

    /// Links the chat to whom the token was made for. A chat of somebody else
    /// is only moved when that `is_wanted`.
    pub async fn link(
        &self,
        secret: &Secret,
        chat: i64,
        telegram_username: Option<&str>,
        is_wanted: bool,
    ) -> Result<Linked> {
        let mut work = self.database.begin(&self.announcer).await?;
        let Some(to) = LinkRepository::of(&work).with_token(secret).await? else {
            return Ok(Linked::Unknown);
        };
        let from =
            LinkRepository::of(&work).owner_of(chat).await?.filter(|owner| owner.id != to.id);
        if let Some(from) = from {
            if !is_wanted {
                return Ok(Linked::WouldMove { from: Box::new(from), to: Box::new(to) });
            }
            NotificationRepository::of(&work).forget(from.id).await?;
        }
        if !LinkRepository::of(&work).take_token(secret).await? {
            return Ok(Linked::Unknown);
        }
        let earlier = LinkRepository::of(&work).of_user(to.id).await?;
        let was_blocked = earlier.as_ref().is_some_and(|link| link.blocked_at.is_some());
        let earlier = earlier.map(|link| link.chat_id);
        LinkRepository::of(&work).set(to.id, chat, telegram_username, secret).await?;
        if earlier.is_some_and(|earlier| earlier != chat) {
            NotificationRepository::of(&work).move_to_other_chat(to.id).await?;
        }
        match was_blocked {
            true => self.outbox.reachable_again(&mut work, to.id).await?,
            false => self.outbox.all_changed_for(&mut work, to.id).await?,
        }
        work.commit().await?;
        let instead_of = earlier.filter(|earlier| *earlier != chat);
        Ok(Linked::To { user: Box::new(to), instead_of })
    }

    /// What came of a message over this user's link to this chat.
    pub async fn note_delivery(&self, user: Uuid, chat: i64, delivery: Delivery) -> Result<()> {
        if matches!(delivery, Delivery::Delivered) {
            self.heard_from(user, chat).await?;
        }
        let work = self.database.begin(&self.announcer).await?;
        LinkRepository::of(&work).note_delivery(user, chat, delivery).await?;
        Ok(work.commit().await?)
    }

    /// The chat is open to the bot, whatever failed before: the owner has
    /// written from it, or something has arrived there.
    pub async fn heard_from(&self, user: Uuid, chat: i64) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        if LinkRepository::of(&work).reopen(chat).await? {
            self.outbox.reachable_again(&mut work, user).await?;
            work.commit().await?;
        }
        Ok(())
    }

    /// Whether this chat was linked by this very secret: then it came twice.
    pub async fn is_linked_by(&self, chat: i64, secret: &Secret) -> Result<bool> {
        Ok(LinkRepository::of(&self.database).is_linked_by(chat, secret).await?)
    }

    /// Quiet from all conversations, until unmuted.
    pub async fn mute(&self, user: Uuid, is_muted: bool) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        LinkRepository::of(&work).set_muted(user, is_muted).await?;
        self.outbox.all_changed_for(&mut work, user).await?;
        Ok(work.commit().await?)
    }

    /// Ends the link, from the web or from the chat. False when there was none.
    pub async fn unlink(&self, user: Uuid) -> Result<bool> {
        let work = self.database.begin(&self.announcer).await?;
        let removed = unlink_within(&work, user).await?;
        work.commit().await?;
        Ok(removed)
    }
}

async fn unlink_within(work: &UnitOfWork, user: Uuid) -> Result<bool> {
    let removed = LinkRepository::of(work).remove(user).await?;
    NotificationRepository::of(work).forget(user).await?;
    Ok(removed)
}

/// Ends the link of a user whose password becomes another, unless it is to the
/// chat that they have said they know: whoever had the old password may have
/// linked a chat of their own. Gives back the chat that is linked no more.
pub async fn end_unknown_within(
    work: &UnitOfWork,
    user: Uuid,
    known: Option<i64>,
) -> Result<Option<i64>> {
    let Some(link) = LinkRepository::of(work).of_user(user).await? else { return Ok(None) };
    if known == Some(link.chat_id) {
        return Ok(None);
    }
    unlink_within(work, user).await?;
    Ok(Some(link.chat_id))
}
