//! Where sessions are kept.
//!
//! Each has a row in the database, which says that it is alive, whose it is
//! and on what device. What the session holds is in Redis when there is one,
//! in the row else. Deleting the row ends the session in both ways to run.

use std::fmt::Write as _;

use async_trait::async_trait;
use fred::clients::Pool;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use tower_sessions_redis_store::RedisStore;

use super::{SessionRepository, SignIn};
use crate::{entity::session, store::Database};

/// The session store of this process.
#[derive(Debug, Clone)]
pub struct Sessions {
    database: Database,
    redis: Option<RedisStore<Pool>>,
}

impl Sessions {
    pub fn new(database: Database, redis: Option<Pool>) -> Self {
        Self { database, redis: redis.map(RedisStore::new) }
    }

    /// Removes the rows that have expired; Redis does that by itself.
    pub async fn sweep(&self) {
        let _turn = self.database.turn().await;
        if let Err(error) = self.rows().delete_expired(now()).await {
            tracing::warn!(%error, "expired sessions could not be removed");
        }
    }

    fn rows(&self) -> SessionRepository<'_, sea_orm::DatabaseConnection> {
        self.database.sessions()
    }

    /// The row of a record: nobody but who signs in is given a session.
    fn row_of(&self, record: &Record) -> Result<session::Model> {
        let sign_in = SignIn::in_record(record)
            .ok_or_else(|| Error::Encode("a session without a user".to_owned()))?;
        let data = match self.redis {
            Some(_) => None,
            None => Some(encoded(record)?),
        };
        let expires_at = record.expiry_date.unix_timestamp_nanos() / 1000;
        Ok(session::Model {
            id: key(&record.id),
            name: sign_in.name,
            user_id: sign_in.user_id,
            user_agent: sign_in.user_agent,
            signed_in_at: sign_in.signed_in_at,
            last_used_at: sign_in.last_used_at,
            expires_at: i64::try_from(expires_at).unwrap_or(i64::MAX),
            data,
        })
    }

    async fn try_save(&self, record: &Record) -> Result<()> {
        let row = self.row_of(record)?;
        let turn = self.database.turn().await;
        self.rows().update(row).await.map_err(backend)?;
        drop(turn);
        match &self.redis {
            Some(redis) => redis.save(record).await,
            None => Ok(()),
        }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Here a failure is told: without it nobody would be signed in.
    async fn create(&self, record: &mut Record) -> Result<()> {
        if let Some(redis) = &self.redis {
            redis.create(record).await?;
        }
        let row = self.row_of(record)?;
        let _turn = self.database.turn().await;
        self.rows().insert(row).await.map_err(backend)
    }

    /// A save that fails never fails the request: all it brings is the time of
    /// the last use.
    async fn save(&self, record: &Record) -> Result<()> {
        if let Err(error) = self.try_save(record).await {
            tracing::warn!(%error, "a session could not be saved");
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        if let Some(redis) = &self.redis {
            return redis.load(id).await;
        }
        let data = self.rows().data_of(key(id), now()).await.map_err(backend)?;
        data.map(|data| serde_json::from_slice(&data))
            .transpose()
            .map_err(|error| Error::Decode(error.to_string()))
    }

    /// The row first: without it the rest is worth nothing.
    async fn delete(&self, id: &Id) -> Result<()> {
        let turn = self.database.turn().await;
        self.rows().delete(key(id)).await.map_err(backend)?;
        drop(turn);
        match &self.redis {
            Some(redis) => redis.delete(id).await,
            None => Ok(()),
        }
    }
}

fn encoded(record: &Record) -> Result<Vec<u8>> {
    serde_json::to_vec(record).map_err(|error| Error::Encode(error.to_string()))
}

/// The id of a session's row.
pub(super) fn key(id: &Id) -> String {
    let digest = Sha256::digest(id.0.to_be_bytes());
    digest.iter().fold(String::with_capacity(64), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

fn backend(error: DbErr) -> Error {
    Error::Backend(error.to_string())
}
