//! One business operation.

use sea_orm::{DatabaseTransaction, DbErr};
use tokio::sync::OwnedMutexGuard;

use crate::announcement::{Announcement, Announcer, Subject};

/// One transaction, the repositories that write inside it, and the effects that
/// follow if, and only if, it commits. Dropping it is the rollback.
#[must_use = "dropping a unit of work rolls it back"]
pub struct UnitOfWork {
    pub(super) transaction: DatabaseTransaction,
    turn: Option<OwnedMutexGuard<()>>,
    effects: Vec<Effect>,
    announcer: Announcer,
}

/// What follows a commit. None of them waits, and none can fail the operation:
/// each is a hint whose loss is made up for from the database.
enum Effect {
    Announce(Announcement),
    AnnounceThrottled(Subject, Vec<Announcement>),
    Other(Box<dyn FnOnce() + Send + Sync>),
}

impl UnitOfWork {
    pub(super) fn new(
        transaction: DatabaseTransaction,
        turn: Option<OwnedMutexGuard<()>>,
        announcer: Announcer,
    ) -> Self {
        Self { transaction, turn, effects: Vec::new(), announcer }
    }

    /// What those concerned are to hear.
    pub fn announce(&mut self, announcement: Announcement) {
        self.effects.push(Effect::Announce(announcement));
    }

    /// The same about what somebody may change all the time; see
    /// [`Announcer::announce_throttled`].
    pub fn announce_throttled(&mut self, subject: Subject, announcements: Vec<Announcement>) {
        self.effects.push(Effect::AnnounceThrottled(subject, announcements));
    }

    /// Anything else that is to happen.
    pub fn after_commit(&mut self, effect: impl FnOnce() + Send + Sync + 'static) {
        self.effects.push(Effect::Other(Box::new(effect)));
    }

    /// Makes everything durable; then the effects follow, in their order.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.transaction.commit().await?;
        drop(self.turn);
        for effect in self.effects {
            match effect {
                Effect::Announce(announcement) => self.announcer.announce(announcement),
                Effect::AnnounceThrottled(subject, announcements) => {
                    self.announcer.announce_throttled(subject, announcements);
                }
                Effect::Other(effect) => effect(),
            }
        }
        Ok(())
    }
}
