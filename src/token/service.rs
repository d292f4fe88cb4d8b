//! What one may do with tokens.

use uuid::Uuid;

use super::{
    Bearer, NewToken, Scopes, Secret, TokenRepository,
    new::NAME_CHARACTERS,
    noted::Noted,
    repository::{cut_address, cut_user_agent},
};
use crate::{
    announcement::{Announcement, Announcer},
    attempt::{Attempt, AttemptRepository},
    entity::{token, user},
    error::{Error, Result},
    link::LinkRepository,
    problem::Problem,
    session::{Confirmed, lifetime},
    store::{Database, UnitOfWork},
    user::lock_as_known_within,
    visible::is_hidden,
};

/// Tokens that somebody has made in the settings: as many as can be looked after.
pub const MOST_NAMED: u64 = 50;
/// Tokens that somebody has by signing in: more than all programs of anybody.
pub const MOST_SESSIONS: u64 = 50;
/// Said to who has as many as can be looked after.
pub const TOO_MANY: Problem = Problem { field: "name", sentence: "problem-tokens-full" };
/// How often a token in use is written again: five minutes.
const TOUCH_AFTER_MICROS: i64 = 5 * 60 * 1_000_000;

/// What came of a new token.
#[derive(Debug)]
pub enum Made {
    /// With the secret, which nobody can be told again.
    Now {
        secret: String,
        token: Box<token::Model>,
    },
    TooMany,
}

/// Makes and revokes tokens.
#[derive(Debug, Clone)]
pub struct TokenService {
    database: Database,
    announcer: Announcer,
    /// Whose use is being noted.
    noted: Noted,
}

impl TokenService {
    pub fn new(database: Database, announcer: Announcer) -> Self {
        Self { database, announcer, noted: Noted::default() }
    }

    /// A token that the operator makes, who knows no passwords.
    pub async fn make_for(&self, user: &user::Model, new: NewToken) -> Result<Made> {
        let work = self.database.begin(&self.announcer).await?;
        lock_as_known_within(&work, user).await?;
        let made = make_within(&work, user, new).await?;
        work.commit().await?;
        Ok(made)
    }

    /// A token that its owner makes, unless this attempt has made one already: then
    /// none, since its secret is not known any more.
    pub async fn make_once(
        &self,
        confirmed: &Confirmed<'_>,
        new: NewToken,
        attempt: &Attempt,
    ) -> Result<Option<Made>> {
        let work = self.database.begin(&self.announcer).await?;
        confirmed.hold_within(&work).await?;
        if !AttemptRepository::of(&work).insert(attempt, confirmed.user.id, None).await? {
            return Ok(None);
        }
        let made = make_within(&work, confirmed.user, new).await?;
        if let Made::Now { .. } = made {
            work.commit().await?;
        }
        Ok(Some(made))
    }

    /// Signs a program in: its secret, and the token. It lasts for 180 days, and
    /// the user's oldest ones make room for it. What cannot stand in a name is
    /// left out.
    pub async fn begin_session(
        &self,
        user: &user::Model,
        name: &str,
        scopes: Scopes,
        user_agent: &str,
        address: &str,
    ) -> Result<(String, token::Model)> {
        let mut work = self.database.begin(&self.announcer).await?;
        lock_as_known_within(&work, user).await?;
        let now = now();
        let ended = TokenRepository::of(&work)
            .delete_oldest_sessions(user.id, now, MOST_SESSIONS - 1)
            .await?;
        end_within(&mut work, user.id, ended).await?;
        let secret = Secret::fresh();
        let token = token::Model {
            name: name.chars().filter(|c| !is_hidden(*c)).take(NAME_CHARACTERS).collect(),
            is_session: true,
            expires_at: Some(lifetime::end(now)),
            last_used_at: Some(now),
            last_address: Some(cut_address(address)),
            user_agent: cut_user_agent(user_agent),
            ..fresh(user.id, &secret, scopes, now)
        };
        TokenRepository::of(&work).insert(token.clone()).await?;
        work.commit().await?;
        Ok((secret.reveal().to_owned(), token))
    }

    /// Ends a token of this user with its streams; not found when it is gone or
    /// somebody else's.
    pub async fn revoke(&self, user_id: Uuid, id: Uuid) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        revoke_within(&mut work, user_id, id).await?;
        Ok(work.commit().await?)
    }

    /// The same, unless this attempt has ended it already.
    pub async fn revoke_once(&self, user_id: Uuid, id: Uuid, attempt: &Attempt) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        if AttemptRepository::of(&work).insert(attempt, user_id, None).await? {
            revoke_within(&mut work, user_id, id).await?;
            work.commit().await?;
        }
        Ok(())
    }

    /// Notes that the token is used now, once in five minutes at most. A failure
    /// fails no request: all it loses is the time of the last use.
    pub async fn note_use(&self, bearer: &Bearer, address: &str, user_agent: &str) {
        let (token, now) = (&bearer.token, now());
        // A clock that was ahead must not keep it from being noted.
        let is_fresh = |at: i64| now.abs_diff(at) < TOUCH_AFTER_MICROS.unsigned_abs();
        if token.last_used_at.is_some_and(is_fresh) {
            return;
        }
        // None when another request of the same moment is about it.
        let Some(_noting) = self.noted.begin(token.id) else { return };
        let _turn = self.database.turn().await;
        let tokens = TokenRepository::of(&self.database);
        if let Err(error) = tokens.touch(token.id, now, address, user_agent).await {
            tracing::warn!(%error, "the use of a token could not be noted");
        }
    }

    /// Removes those that are over.
    pub async fn sweep(&self) {
        let _turn = self.database.turn().await;
        if let Err(error) = TokenRepository::of(&self.database).delete_expired(now()).await {
            tracing::warn!(%error, "expired tokens could not be removed");
        }
    }
}

/// With the user locked.
async fn make_within(work: &UnitOfWork, user: &user::Model, new: NewToken) -> Result<Made> {
    let now = now();
    if TokenRepository::of(work).count_named(user.id, now).await? >= MOST_NAMED {
        return Ok(Made::TooMany);
    }
    let secret = Secret::fresh();
    let token = token::Model {
        name: new.name,
        expires_at: new.until.end(now),
        ..fresh(user.id, &secret, new.scopes, now)
    };
    TokenRepository::of(work).insert(token.clone()).await?;
    Ok(Made::Now { secret: secret.reveal().to_owned(), token: Box::new(token) })
}

fn fresh(user_id: Uuid, secret: &Secret, scopes: Scopes, now: i64) -> token::Model {
    token::Model {
        id: Uuid::now_v7(),
        user_id,
        hash: secret.hash(),
        name: String::new(),
        scopes: scopes.to_string(),
        is_session: false,
        created_at: now,
        expires_at: None,
        last_used_at: None,
        last_address: None,
        user_agent: String::new(),
    }
}

async fn revoke_within(work: &mut UnitOfWork, user_id: Uuid, id: Uuid) -> Result<()> {
    if !TokenRepository::of(work).delete(user_id, id).await? {
        return Err(Error::NotFound);
    }
    end_within(work, user_id, vec![id]).await
}

/// Ends what these tokens have begun, which nobody may finish, and their streams,
/// which are those of a session that is called as the token is.
async fn end_within(work: &mut UnitOfWork, user_id: Uuid, ended: Vec<Uuid>) -> Result<()> {
    if !ended.is_empty() {
        LinkRepository::of(work).forget_token(user_id).await?;
    }
    for session in ended {
        work.announce(Announcement::SessionEnded { user_id, session });
    }
    Ok(())
}

/// Ends all tokens of a user but `kept` as part of a larger operation.
pub async fn end_tokens_within(
    work: &mut UnitOfWork,
    user_id: Uuid,
    kept: Option<Uuid>,
) -> Result<()> {
    let ended = TokenRepository::of(work).delete_others(user_id, kept).await?;
    end_within(work, user_id, ended).await
}

/// The same with those alone that were made by signing in.
pub async fn end_session_tokens_within(
    work: &mut UnitOfWork,
    user_id: Uuid,
    kept: Option<Uuid>,
) -> Result<()> {
    let ended = TokenRepository::of(work).delete_other_sessions(user_id, kept).await?;
    end_within(work, user_id, ended).await
}

fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
