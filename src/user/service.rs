//! What one may do with accounts.

use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

use super::{DisplayName, Email, Passwords, Username};
use crate::{
    config::Registration,
    entity::user,
    error::Result,
    live::Hub,
    problem::{Problem, Problems},
    store::Database,
    web::form::Fields,
};

const USERNAME_TAKEN: Problem = Problem { field: "username", sentence: "problem-username-taken" };
const EMAIL_TAKEN: Problem = Problem { field: "email", sentence: "problem-email-taken" };

/// Makes accounts and checks passwords.
#[derive(Debug, Clone)]
pub struct UserService {
    database: Database,
    hub: Hub,
    passwords: Passwords,
    registration: Registration,
}

/// An account that may be made: every field parsed.
#[derive(Debug, Default)]
pub struct NewAccount {
    pub username: Username,
    pub display_name: DisplayName,
    pub email: Option<Email>,
    /// 8–128 characters, as typed.
    pub password: String,
}

impl NewAccount {
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let account = Self {
            username: problems.keep(fields.text("username").and_then(Username::parse)),
            display_name: problems.keep(fields.text("display_name").and_then(DisplayName::parse)),
            password: problems.keep(fields.text("password").and_then(new_password)),
            email: problems.keep(fields.text("email").and_then(Email::parse)),
        };
        if problems.is_empty() { Ok(account) } else { Err(problems) }
    }
}

fn new_password(typed: &str) -> Result<String, Problem> {
    match typed.chars().count() {
        8..=128 => Ok(typed.to_owned()),
        _ => Err(Problem { field: "password", sentence: "problem-password-length" }),
    }
}

impl UserService {
    pub fn new(
        database: Database,
        hub: Hub,
        passwords: Passwords,
        registration: Registration,
    ) -> Self {
        Self { database, hub, passwords, registration }
    }

    pub fn registration(&self) -> Registration {
        self.registration
    }

    /// Makes the account. Two that ask for one name in the same instant: the
    /// database lets one through, the other gets the sentence.
    pub async fn register(&self, account: NewAccount) -> Result<Result<user::Model, Problems>> {
        // Looked at first to save the hash; the unique name decides all the same.
        if let Some(problem) = self.is_taken(&account).await? {
            return Ok(Err(problem.into()));
        }
        let user = user::Model {
            id: Uuid::now_v7(),
            username: account.username.as_str().to_owned(),
            display_name: account.display_name.as_str().to_owned(),
            email: account.email.as_ref().map(|email| email.as_str().to_owned()),
            password_hash: self.passwords.hash(account.password).await?,
            language: None,
            theme: None,
            time_zone: None,
            session_epoch: 0,
            disabled_at: None,
            created_at: jiff::Timestamp::now().as_microsecond(),
        };
        let work = self.database.begin(&self.hub).await?;
        match work.users().insert(user.clone()).await {
            Ok(()) => work.commit().await?,
            Err(error) => match taken(&error) {
                Some(problem) => return Ok(Err(problem.into())),
                None => return Err(error.into()),
            },
        }
        Ok(Ok(user))
    }

    async fn is_taken(&self, account: &NewAccount) -> Result<Option<Problem>> {
        if self.called(account.username.as_str()).await?.is_some() {
            return Ok(Some(USERNAME_TAKEN));
        }
        let Some(email) = &account.email else { return Ok(None) };
        Ok(self.called(email.as_str()).await?.map(|_| EMAIL_TAKEN))
    }

    /// The user, if this is their password; none, after the same time, when
    /// there is no user, the password is wrong or the account is disabled.
    pub async fn verify(
        &self,
        user: Option<user::Model>,
        password: String,
    ) -> Result<Option<user::Model>> {
        let user = user.filter(|user| user.disabled_at.is_none());
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let right = self.passwords.verify(password, hash).await?;
        Ok(user.filter(|_| right))
    }

    /// The user of this name or exact e-mail, as somebody typed it.
    pub async fn called(&self, typed: &str) -> Result<Option<user::Model>> {
        let folded = typed.trim().to_lowercase();
        // PostgreSQL cannot even be asked about a NUL; nobody is called that.
        if folded.is_empty() || folded.contains('\0') {
            return Ok(None);
        }
        Ok(self.database.users().called(&folded).await?)
    }
}

/// Which unique name was taken; the databases only tell it in the text.
fn taken(error: &DbErr) -> Option<Problem> {
    let Some(SqlErr::UniqueConstraintViolation(constraint)) = error.sql_err() else { return None };
    Some(if constraint.contains("email") { EMAIL_TAKEN } else { USERNAME_TAKEN })
}
