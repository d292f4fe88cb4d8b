//! Where sessions are kept: in Redis when there is one, in the database else.

use std::fmt::Write as _;

use async_trait::async_trait;
use fred::clients::Pool;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict,
};
use sha2::{Digest, Sha256};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use tower_sessions_redis_store::RedisStore;

use crate::{entity::session, store::Database};

/// The session store of this process. A save that fails never fails the
/// request: what a running session holds can be made again.
#[derive(Debug, Clone)]
pub enum Sessions {
    Redis(RedisStore<Pool>),
    Database(DatabaseSessions),
}

impl Sessions {
    pub fn in_redis(pool: Pool) -> Self {
        Self::Redis(RedisStore::new(pool))
    }

    pub fn in_database(database: Database) -> Self {
        Self::Database(DatabaseSessions { database })
    }

    /// Removes what has expired; Redis does that by itself.
    pub async fn sweep(&self) {
        if let Self::Database(sessions) = self
            && let Err(error) = sessions.delete_expired().await
        {
            tracing::warn!(%error, "expired sessions could not be removed");
        }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        match self {
            Self::Redis(store) => store.create(record).await,
            Self::Database(store) => store.create(record).await,
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let saved = match self {
            Self::Redis(store) => store.save(record).await,
            Self::Database(store) => store.save(record).await,
        };
        if let Err(error) = saved {
            tracing::warn!(%error, "a session could not be saved");
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        match self {
            Self::Redis(store) => store.load(id).await,
            Self::Database(store) => store.load(id).await,
        }
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        match self {
            Self::Redis(store) => store.delete(id).await,
            Self::Database(store) => store.delete(id).await,
        }
    }
}

/// Sessions in the table `sessions`, so that a restart signs nobody out.
#[derive(Debug, Clone)]
pub struct DatabaseSessions {
    database: Database,
}

impl DatabaseSessions {
    async fn delete_expired(&self) -> std::result::Result<(), DbErr> {
        let now = jiff::Timestamp::now().as_microsecond();
        let _turn = self.database.turn().await;
        session::Entity::delete_many()
            .filter(session::Column::ExpiresAt.lte(now))
            .exec(self.database.connection())
            .await?;
        Ok(())
    }
}

#[async_trait]
impl SessionStore for DatabaseSessions {
    async fn save(&self, record: &Record) -> Result<()> {
        let row = session::ActiveModel {
            id: Set(key(&record.id)),
            data: Set(serde_json::to_vec(record).map_err(|error| Error::Encode(error.to_string()))?),
            expires_at: Set(
                i64::try_from(record.expiry_date.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
            ),
        };
        let _turn = self.database.turn().await;
        let replace = OnConflict::column(session::Column::Id)
            .update_columns([session::Column::Data, session::Column::ExpiresAt])
            .to_owned();
        session::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(self.database.connection())
            .await
            .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = jiff::Timestamp::now().as_microsecond();
        let row = session::Entity::find_by_id(key(id))
            .filter(session::Column::ExpiresAt.gt(now))
            .one(self.database.connection())
            .await
            .map_err(backend)?;
        row.map(|row| serde_json::from_slice(&row.data))
            .transpose()
            .map_err(|error| Error::Decode(error.to_string()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let _turn = self.database.turn().await;
        session::Entity::delete_by_id(key(id))
            .exec(self.database.connection())
            .await
            .map_err(backend)?;
        Ok(())
    }
}

fn key(id: &Id) -> String {
    let digest = Sha256::digest(id.0.to_be_bytes());
    digest.iter().fold(String::with_capacity(64), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

fn backend(error: DbErr) -> Error {
    Error::Backend(error.to_string())
}
