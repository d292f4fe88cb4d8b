//! What inviters may do.

use uuid::Uuid;

use super::{InvitationRepository, Inviter, NewInvitation};
use crate::{
    announcement::Announcer,
    attempt::{Attempt, AttemptRepository},
    config::Registration,
    entity::{invitation, user},
    error::{Error, Result},
    problem::Problem,
    secret,
    store::{Database, UnitOfWork},
    user::{Role, UserRepository},
};

/// Letters and digits of a code: 24 of 62 are 142 bits.
const CODE_CHARACTERS: usize = 24;
/// Valid invitations of one author: as many as can be looked after.
pub const MOST_VALID: u64 = 50;
/// Said to an author who has that many.
pub const TOO_MANY: Problem = Problem { field: "days", sentence: "problem-invitations-full" };
const MICROS_A_DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Makes and revokes invitations, and lets others make them.
#[derive(Debug, Clone)]
pub struct InvitationService {
    database: Database,
    announcer: Announcer,
    registration: Registration,
}

impl InvitationService {
    pub fn new(database: Database, announcer: Announcer, registration: Registration) -> Self {
        Self { database, announcer, registration }
    }

    /// None when the author has as many as can be looked after.
    pub async fn create(
        &self,
        author: Uuid,
        new: NewInvitation,
    ) -> Result<Option<invitation::Model>> {
        let work = self.database.begin(&self.announcer).await?;
        let made = invite_within(&work, author, new).await?;
        work.commit().await?;
        Ok(made)
    }

    /// The same for who may invite where accounts are made.
    pub async fn invite(
        &self,
        inviter: &Inviter,
        new: NewInvitation,
    ) -> Result<Option<invitation::Model>> {
        self.check_open()?;
        self.create(inviter.user_id, new).await
    }

    /// The same, unless this attempt has made one already; false for none.
    pub async fn create_once(
        &self,
        author: Uuid,
        new: NewInvitation,
        attempt: &Attempt,
    ) -> Result<bool> {
        self.check_open()?;
        let work = self.database.begin(&self.announcer).await?;
        if !AttemptRepository::of(&work).insert(attempt, author, None).await? {
            return Ok(true);
        }
        if invite_within(&work, author, new).await?.is_none() {
            return Ok(false);
        }
        work.commit().await?;
        Ok(true)
    }

    /// Nobody is invited to where no accounts are made.
    fn check_open(&self) -> Result<()> {
        match self.registration {
            Registration::Closed => Err(Error::NotAllowed("invitations-closed")),
            Registration::Open | Registration::Invite => Ok(()),
        }
    }

    /// An invitation that this inviter may see: an own one, for the owner any.
    pub async fn of(&self, inviter: &Inviter, id: Uuid) -> Result<invitation::Model> {
        inviter.sees(InvitationRepository::of(&self.database).with_id(id).await?)
    }

    /// Revokes one that this inviter may see, unless this attempt has done so
    /// already.
    pub async fn revoke_once(&self, inviter: &Inviter, id: Uuid, attempt: &Attempt) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        if AttemptRepository::of(&work).insert(attempt, inviter.user_id, None).await? {
            inviter.sees(InvitationRepository::of(&work).with_id(id).await?)?;
            InvitationRepository::of(&work).revoke(id).await?;
            work.commit().await?;
        }
        Ok(())
    }

    pub async fn revoke(&self, invitation: &invitation::Model) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        InvitationRepository::of(&work).revoke(invitation.id).await?;
        Ok(work.commit().await?)
    }

    /// Lets a person make invitations; or no longer, and then those that they
    /// have made let nobody in either.
    pub async fn set_role(&self, person: &user::Model, role: Role) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        UserRepository::of(&work).set_role(person.id, role).await?;
        if !role.may_invite() && Role::of(&person.role) == Role::Inviter {
            InvitationRepository::of(&work).revoke_all_of(person.id).await?;
        }
        Ok(work.commit().await?)
    }
}

/// None when the author has as many as can be looked after.
pub(crate) async fn invite_within(
    work: &UnitOfWork,
    author: Uuid,
    new: NewInvitation,
) -> Result<Option<invitation::Model>> {
    let valid = InvitationRepository::of(work).valid(Some(author), MOST_VALID).await?;
    if valid.len() as u64 >= MOST_VALID {
        return Ok(None);
    }
    let now = jiff::Timestamp::now().as_microsecond();
    let row = invitation::Model {
        id: Uuid::now_v7(),
        code: secret::fresh(CODE_CHARACTERS),
        author_id: author,
        created_at: now,
        expires_at: new.days.map(|days| now + days * MICROS_A_DAY),
        most_uses: new.most_uses,
        uses: 0,
        revoked_at: None,
    };
    InvitationRepository::of(work).insert(row.clone()).await?;
    Ok(Some(row))
}
