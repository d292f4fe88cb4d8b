//! What one may do with sessions.

use uuid::Uuid;

use super::SessionRepository;
use crate::{
    announcement::{Announcement, Announcer},
    attempt::{Attempt, AttemptRepository},
    entity::user,
    error::{Error, Result},
    link::LinkRepository,
    store::{Database, UnitOfWork},
    token::{TokenRepository, end_session_tokens_within, end_tokens_within},
    user::{Proof, UserRepository},
};

/// Ends sessions, with their streams, on every process.
#[derive(Debug, Clone)]
pub struct SessionService {
    database: Database,
    announcer: Announcer,
}

impl SessionService {
    pub fn new(database: Database, announcer: Announcer) -> Self {
        Self { database, announcer }
    }

    /// Ends one session of this user; not found when it is gone or somebody
    /// else's.
    pub async fn end(&self, user_id: Uuid, session: Uuid) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        end_within(&mut work, user_id, session).await?;
        Ok(work.commit().await?)
    }

    /// The same, unless this attempt has ended it already.
    pub async fn end_once(&self, user_id: Uuid, session: Uuid, attempt: &Attempt) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        if AttemptRepository::of(&work).insert(attempt, user_id, None).await? {
            end_within(&mut work, user_id, session).await?;
            work.commit().await?;
        }
        Ok(())
    }

    /// Ends all sessions of this user but one, those of programs too, and returns
    /// the epoch in which that one has to go on. Tokens with a name stay.
    pub async fn end_others(&self, user: &user::Model, kept: Proof) -> Result<i32> {
        let mut work = self.database.begin(&self.announcer).await?;
        let epoch = end_others_within(&mut work, user, kept).await?;
        work.commit().await?;
        Ok(epoch)
    }
}

async fn end_within(work: &mut UnitOfWork, user_id: Uuid, session: Uuid) -> Result<()> {
    if !SessionRepository::of(work).delete_named(user_id, session).await? {
        return Err(Error::NotFound);
    }
    // What a session that is ended has begun, nobody may finish.
    LinkRepository::of(work).forget_token(user_id).await?;
    work.announce(Announcement::SessionEnded { user_id, session });
    Ok(())
}

/// Ends all sessions and tokens of a user as part of a larger operation, and
/// returns the epoch of the sessions to come.
pub async fn end_all_within(work: &mut UnitOfWork, user_id: Uuid) -> Result<i32> {
    let epoch =
        UserRepository::of(work).next_session_epoch(user_id).await?.ok_or(Error::NotFound)?;
    let ended = SessionRepository::of(work).delete_all(user_id).await?;
    end_tokens_within(work, user_id, None).await?;
    LinkRepository::of(work).forget_token(user_id).await?;
    announce_ended(work, user_id, ended);
    Ok(epoch)
}

/// Each by its name: a hint may come late, when there is a new session, and
/// tokens that stay keep their streams.
fn announce_ended(work: &mut UnitOfWork, user_id: Uuid, ended: Vec<Uuid>) {
    for session in ended {
        work.announce(Announcement::SessionEnded { user_id, session });
    }
}

/// Ends all sessions of a user, those of programs too, but the one that is kept.
/// A browser's has no id afterwards, until `SignIn::renew` gives it one; a token
/// just stays. Whoever comes second in the same instant has lost their own to
/// the first.
pub async fn end_others_within(
    work: &mut UnitOfWork,
    user: &user::Model,
    kept: Proof,
) -> Result<i32> {
    if !UserRepository::of(work).raise_session_epoch(user.id, user.session_epoch).await? {
        return Err(Error::SignInRequired);
    }
    let ended = end_other_browsers_within(work, user.id, kept).await?;
    announce_ended(work, user.id, ended);
    end_session_tokens_within(work, user.id, kept.token()).await?;
    LinkRepository::of(work).forget_token(user.id).await?;
    Ok(user.session_epoch + 1)
}

/// What the sessions that have ended were called.
async fn end_other_browsers_within(
    work: &UnitOfWork,
    user_id: Uuid,
    kept: Proof,
) -> Result<Vec<Uuid>> {
    let sessions = SessionRepository::of(work);
    if let Proof::Session(kept) = kept {
        return match sessions.begin_renewal(user_id, kept).await? {
            true => Ok(sessions.delete_others(user_id, kept).await?),
            false => Err(Error::SignInRequired),
        };
    }
    if let Proof::Token(kept) = kept {
        let alive = TokenRepository::of(work).alive_among(&[(user_id, kept)]).await?;
        if alive.is_empty() {
            return Err(Error::SignInRequired);
        }
    }
    Ok(sessions.delete_all(user_id).await?)
}
