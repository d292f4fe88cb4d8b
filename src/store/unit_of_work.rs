//! One business operation.

use sea_orm::{DatabaseTransaction, DbErr};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use crate::{
    attempt::AttemptRepository,
    contact::ContactRepository,
    conversation::ConversationRepository,
    invitation::InvitationRepository,
    link::LinkRepository,
    live::{Announcement, Hub, Subject},
    message::MessageRepository,
    notification::NotificationRepository,
    password_reset::PasswordResetRepository,
    people::PeopleRepository,
    session::SessionRepository,
    telegram::{TroubleRepository, UpdateRepository},
    user::UserRepository,
};

/// One transaction, the repositories that write inside it, and the
/// announcements that leave if, and only if, it commits. Dropping it is the
/// rollback.
#[must_use = "dropping a unit of work rolls it back"]
pub struct UnitOfWork {
    transaction: DatabaseTransaction,
    turn: Option<OwnedMutexGuard<()>>,
    announcements: Vec<Announcement>,
    calm: Vec<(Subject, Vec<Announcement>)>,
    hub: Hub,
}

impl UnitOfWork {
    pub(super) fn new(
        transaction: DatabaseTransaction,
        turn: Option<OwnedMutexGuard<()>>,
        hub: Hub,
    ) -> Self {
        Self { transaction, turn, announcements: Vec::new(), calm: Vec::new(), hub }
    }

    pub fn users(&self) -> UserRepository<'_, DatabaseTransaction> {
        UserRepository::new(&self.transaction)
    }

    pub fn attempts(&self) -> AttemptRepository<'_, DatabaseTransaction> {
        AttemptRepository::new(&self.transaction)
    }

    pub fn password_resets(&self) -> PasswordResetRepository<'_, DatabaseTransaction> {
        PasswordResetRepository::new(&self.transaction)
    }

    pub fn people(&self) -> PeopleRepository<'_, DatabaseTransaction> {
        PeopleRepository::new(&self.transaction)
    }

    pub fn invitations(&self) -> InvitationRepository<'_, DatabaseTransaction> {
        InvitationRepository::new(&self.transaction)
    }

    pub fn notifications(&self) -> NotificationRepository<'_, DatabaseTransaction> {
        NotificationRepository::new(&self.transaction)
    }

    pub fn links(&self) -> LinkRepository<'_, DatabaseTransaction> {
        LinkRepository::new(&self.transaction)
    }

    pub fn troubles(&self) -> TroubleRepository<'_, DatabaseTransaction> {
        TroubleRepository::new(&self.transaction)
    }

    pub fn updates(&self) -> UpdateRepository<'_, DatabaseTransaction> {
        UpdateRepository::new(&self.transaction)
    }

    pub fn contacts(&self, owner: Uuid) -> ContactRepository<'_, DatabaseTransaction> {
        ContactRepository::new(&self.transaction, owner)
    }

    pub fn sessions(&self) -> SessionRepository<'_, DatabaseTransaction> {
        SessionRepository::new(&self.transaction)
    }

    pub fn conversations(&self) -> ConversationRepository<'_, DatabaseTransaction> {
        ConversationRepository::new(&self.transaction)
    }

    pub fn messages(&self, conversation: Uuid) -> MessageRepository<'_, DatabaseTransaction> {
        MessageRepository::new(&self.transaction, conversation)
    }

    /// Remembers what those concerned are to hear after the commit.
    pub fn announce(&mut self, announcement: Announcement) {
        self.announcements.push(announcement);
    }

    /// The same about what somebody may change all the time; see
    /// [`Hub::announce_calmly`].
    pub fn announce_calmly(&mut self, subject: Subject, announcements: Vec<Announcement>) {
        self.calm.push((subject, announcements));
    }

    /// Makes everything durable, then announces it. Announcing is a hint that
    /// may get lost, so it cannot fail the operation.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.transaction.commit().await?;
        drop(self.turn);
        for announcement in self.announcements {
            self.hub.announce(announcement);
        }
        for (subject, announcements) in self.calm {
            self.hub.announce_calmly(subject, announcements);
        }
        Ok(())
    }
}
