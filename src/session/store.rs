//! Where sessions are kept.
//!
//! Each has a row in the database, which says that it is alive, whose it is
//! and on what device, and holds a copy of its data. Deleting the row ends the
//! session in both ways to run, and at once: it is read on every request, in one
//! statement with the user (`conversation::SessionVisit`). Whoever writes a session
//! again loads it here, and Redis, where there is one, is asked first; a Redis
//! that is away or was emptied signs nobody out.

use async_trait::async_trait;
use fred::{
    error::Error as RedisError,
    interfaces::KeysInterface,
    types::{Expiration, SetOptions},
};
use sea_orm::DbErr;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{SessionRepository, SignIn, lifetime};
use crate::{
    announcement::{Announcement, Announcer},
    backplane::Redis,
    entity::session,
    secret,
    store::Database,
    user::UserRepository,
};

/// The session store of this process.
#[derive(Debug, Clone)]
pub struct Sessions {
    database: Database,
    announcer: Announcer,
    shared: Option<Shared>,
}

/// The same sessions in Redis, under the ids of their rows: who reads the keys
/// there cannot sign in with them either. None when Redis is away.
#[derive(Debug, Clone)]
struct Shared(Redis);

impl Shared {
    fn key(&self, id: &Id) -> String {
        self.0.key(&format!("session:{}", key(id)))
    }

    async fn put(&self, record: &Record, options: Option<SetOptions>) -> Result<()> {
        let (key, data) = (self.key(&record.id), encoded(record)?);
        let end = Some(Expiration::EXAT(record.expiry_date.unix_timestamp()));
        let put = self.0.pool().set::<Option<String>, _, _>(key, &*data, end, options, false);
        self.0.ask(put).await;
        Ok(())
    }

    async fn get(&self, id: &Id) -> Option<Option<Record>> {
        let data = self.0.pool().get::<Option<Vec<u8>>, _>(self.key(id));
        let found = self.0.ask(data).await?;
        let record = found.and_then(|data| serde_json::from_slice(&data).ok());
        Some(record.map(|record| Record { id: *id, ..record }))
    }

    async fn delete(&self, id: &Id) {
        self.0.ask(self.0.pool().del::<i64, _>(self.key(id))).await;
    }

    /// What the release before kept, under the id itself. An account that is
    /// kept to the keys of Natter may not, and need not be told.
    async fn forget_plain(&self, id: &Id) {
        let _: std::result::Result<i64, RedisError> = self.0.pool().del(id.to_string()).await;
    }
}

impl Sessions {
    pub fn new(database: Database, announcer: Announcer, redis: Option<Redis>) -> Self {
        Self { database, announcer, shared: redis.map(Shared) }
    }

    /// Removes the rows that have expired; Redis does that by itself.
    pub async fn sweep(&self) {
        let _turn = self.database.turn().await;
        if let Err(error) = self.rows().delete_expired(now()).await {
            tracing::warn!(%error, "expired sessions could not be removed");
        }
    }

    fn rows(&self) -> SessionRepository<'_, sea_orm::DatabaseConnection> {
        SessionRepository::of(&self.database)
    }

    /// Adds the row of a new session; the user's oldest ones make room for it.
    async fn add_row(&self, row: session::Model) -> std::result::Result<(), DbErr> {
        let user_id = row.user_id;
        let mut work = self.database.begin(&self.announcer).await?;
        UserRepository::of(&work).lock(user_id).await?;
        let ended = SessionRepository::of(&work)
            .delete_oldest(user_id, now(), lifetime::MOST_SESSIONS - 1)
            .await?;
        for session in ended {
            work.announce(Announcement::SessionEnded { user_id, session });
        }
        SessionRepository::of(&work).insert(row).await?;
        work.commit().await
    }

    async fn save_row(&self, record: &Record) -> Result<()> {
        let row = row_of(record)?;
        let _turn = self.database.turn().await;
        self.rows().update(row).await.map_err(backend)
    }

    async fn load_row(&self, id: &Id) -> Result<Option<Record>> {
        let data = self.rows().data_of(key(id), now()).await.map_err(backend)?;
        let found: Option<Record> = data
            .map(|data| serde_json::from_slice(&data))
            .transpose()
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(found.map(|record| Record { id: *id, ..record }))
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Here a failure is told: without it nobody would be signed in.
    async fn create(&self, record: &mut Record) -> Result<()> {
        if let Some(shared) = &self.shared {
            shared.put(record, None).await?;
        }
        let row = row_of(record)?;
        let renewed = SignIn::in_record(record).is_some_and(|sign_in| sign_in.renewed);
        if !renewed {
            return self.add_row(row).await.map_err(backend);
        }
        let _turn = self.database.turn().await;
        match self.rows().end_renewal(row).await.map_err(backend)? {
            true => Ok(()),
            false => Err(Error::Backend("the session was ended meanwhile".to_owned())),
        }
    }

    /// A save that fails never fails the request: all it brings is the time of
    /// the last use.
    async fn save(&self, record: &Record) -> Result<()> {
        if let Err(error) = self.save_row(record).await {
            tracing::warn!(%error, "a session could not be saved");
        }
        if let Some(shared) = &self.shared {
            // Never anew: it may have ended meanwhile.
            shared.put(record, Some(SetOptions::XX)).await?;
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(shared) = &self.shared else { return self.load_row(id).await };
        let answer = shared.get(id).await;
        if let Some(Some(record)) = answer {
            return Ok(Some(record));
        }
        let found = self.load_row(id).await?;
        if let (Some(record), Some(None)) = (&found, answer) {
            // It was emptied, or the session is older than this release: from
            // now on it has this one.
            shared.put(record, None).await?;
            shared.forget_plain(id).await;
        }
        Ok(found)
    }

    /// The row first: without it the rest is worth nothing.
    async fn delete(&self, id: &Id) -> Result<()> {
        let turn = self.database.turn().await;
        self.rows().delete(key(id)).await.map_err(backend)?;
        drop(turn);
        if let Some(shared) = &self.shared {
            shared.delete(id).await;
        }
        Ok(())
    }
}

/// The row of a record: nobody but who signs in is given a session.
fn row_of(record: &Record) -> Result<session::Model> {
    let sign_in = SignIn::in_record(record)
        .ok_or_else(|| Error::Encode("a session without a user".to_owned()))?;
    let expires_at = record.expiry_date.unix_timestamp_nanos() / 1000;
    Ok(session::Model {
        id: key(&record.id),
        name: sign_in.name,
        user_id: sign_in.user_id,
        user_agent: sign_in.user_agent,
        signed_in_at: sign_in.signed_in_at,
        last_used_at: sign_in.last_used_at,
        expires_at: i64::try_from(expires_at).unwrap_or(i64::MAX),
        data: Some(encoded(record)?),
    })
}

/// Without the id: who reads the table cannot sign in with it.
fn encoded(record: &Record) -> Result<Vec<u8>> {
    serde_json::to_vec(&Record { id: Id(0), ..record.clone() })
        .map_err(|error| Error::Encode(error.to_string()))
}

/// The id of a session's row.
pub fn key(id: &Id) -> String {
    secret::hex(id.0.to_be_bytes())
}

fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

fn backend(error: DbErr) -> Error {
    Error::Backend(error.to_string())
}
