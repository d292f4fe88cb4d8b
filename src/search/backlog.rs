//! Indexing what was said before there was an index, in small steps beside all else.
//!
//! Each conversation that was there has a row that says up to which message it is still
//! to be looked through; the one with the newest of these is next, so what is newest is
//! found first. A step reads and splits without a transaction, and moves the row in the
//! one that stores the words: who is killed between two steps has lost nothing.
//!
//! While an upgrade goes on, the release before writes messages without words, and edits
//! and deletes what has some. It takes a version for each change. So for a day the rows
//! stay, each with the version up to which all is known to have words, and every minute
//! what has changed since is compared. After a day nobody of that release is there.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    document::Words,
    storing::{Row, Said, WordsRepository},
};
use crate::{
    announcement::Announcer,
    backplane::Redis,
    error::Result,
    file::File,
    store::{Connected, Database, Text, sql},
};

/// Messages of one step, and from how many conversations.
const STEP: i64 = 500;
const CONVERSATIONS: usize = 25;
/// Between two steps: half of the time belongs to others.
const PAUSE: Duration = Duration::from_millis(50);
/// Between two looks at what another release may have changed.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How long an upgrade may take.
const UPGRADE_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
/// Until it is tried again after somebody else has done it.
const TRY_EVERY: Duration = Duration::from_secs(5);
const LOCK: &str = "search:backlog";
/// Longer than a step takes.
const LOCK_LIFE: Duration = Duration::from_secs(15);

/// What the work needs.
#[derive(Debug, Clone)]
pub struct Backlog {
    pub database: Database,
    pub announcer: Announcer,
    pub redis: Option<Redis>,
}

impl Backlog {
    /// Goes on until there is nothing to do any more, or the process stops. With Redis
    /// one process does it for all.
    pub async fn work_off(self, stopping: CancellationToken) {
        tokio::select! {
            () = stopping.cancelled() => {}
            () = self.work() => {}
        }
        if let Some(redis) = &self.redis {
            redis.unlock(LOCK).await;
        }
    }

    async fn work(&self) {
        loop {
            let worked =
                if self.is_mine().await { self.step().await } else { Ok(Worked::Elsewhere) };
            let pause = match worked {
                Ok(Worked::Done) => return,
                Ok(Worked::Elsewhere) => TRY_EVERY,
                Ok(Worked::GoesOn) => PAUSE,
                Ok(Worked::Waits) => LOOK_EVERY,
                Err(error) => {
                    tracing::warn!(%error, "older messages could not be indexed for now");
                    LOOK_EVERY
                }
            };
            sleep(pause).await;
        }
    }

    async fn is_mine(&self) -> bool {
        match &self.redis {
            Some(redis) => redis.try_lock(LOCK, LOCK_LIFE).await,
            None => true,
        }
    }

    async fn step(&self) -> Result<Worked> {
        let repository = BacklogRepository::of(&self.database);
        let next = repository.next().await?;
        if !next.is_empty() {
            self.index(next, Part::Older).await?;
            return Ok(Worked::GoesOn);
        }
        // What is changed from here on is changed by this release.
        let Some(age) = repository.age().await? else { return Ok(Worked::Done) };
        let changed = repository.changed().await?;
        if !changed.is_empty() {
            self.index(changed, Part::Changed).await?;
            return Ok(Worked::GoesOn);
        }
        if age < UPGRADE_MICROS {
            return Ok(Worked::Waits);
        }
        repository.end().await?;
        tracing::info!("all that was ever said can be found");
        Ok(Worked::Done)
    }

    async fn index(&self, rows: Vec<Waiting>, part: Part) -> Result<()> {
        let each = STEP / i64::try_from(rows.len()).unwrap_or(STEP).max(1);
        let steps: Vec<Step> = rows.into_iter().map(|row| row.step(part, each)).collect();
        let messages = BacklogRepository::of(&self.database).messages(part, &steps).await?;
        let backend = self.database.connection().get_database_backend();
        // Some thousand words are split and stemmed; others have their turn meanwhile.
        let rows = tokio::task::spawn_blocking(move || {
            let row = |one: &Unindexed| Row::new(backend, &one.said(), &Words::of(&one.body));
            messages.iter().map(row).collect::<Vec<Row>>()
        });
        let rows = rows.await.map_err(|_| DbErr::Custom("a step was cut off".to_owned()))?;
        let work = self.database.begin(&self.announcer).await?;
        let moved = BacklogRepository::of(&work).move_on(part, &steps).await?;
        // A conversation that has ended meanwhile, or that somebody else was quicker with.
        let rows: Vec<Row> = rows.into_iter().filter(|row| row.is_in(&moved)).collect();
        WordsRepository::of(&work).put_all(&rows).await?;
        Ok(work.commit().await?)
    }
}

/// Forgets all words and has everything looked through again; for who has written past
/// the services.
pub async fn index_anew<C: ConnectionTrait>(
    at: &impl Connected<Connection = C>,
) -> Result<(), DbErr> {
    let is_sqlite = at.connection().get_database_backend() == DbBackend::Sqlite;
    let index = "INSERT INTO message_index (message_index) VALUES ('delete-all')";
    let texts = [
        "DELETE FROM message_words",
        "DELETE FROM search_backlog",
        "INSERT INTO search_backlog (conversation_id, below_seq, at, version, since)
         SELECT id, last_seq, last_message_at, version, {now} FROM conversations
         WHERE last_seq > 0",
    ];
    for text in is_sqlite.then_some(index).into_iter().chain(texts) {
        at.connection().execute_raw(sql(at.connection(), text, [])).await?;
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worked {
    GoesOn,
    Waits,
    /// By another process.
    Elsewhere,
    Done,
}

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// By number, backwards.
    Older,
    /// By version, forwards.
    Changed,
}

/// A conversation that is to be looked through from one mark to another.
#[derive(Debug, FromQueryResult)]
struct Waiting {
    conversation_id: Uuid,
    /// Up to where it was done.
    done: i64,
    /// How far it goes.
    end: i64,
}

/// A part of that.
#[derive(Debug, serde::Serialize)]
struct Step {
    conversation_id: Uuid,
    /// What is looked at, both included.
    first: i64,
    last: i64,
    was: i64,
    /// Of what is left the newest was said then.
    to: i64,
}

impl Waiting {
    fn step(self, part: Part, each: i64) -> Step {
        let Self { conversation_id, done, end } = self;
        match part {
            Part::Older => {
                let to = (done - each).max(end);
                Step { conversation_id, first: to + 1, last: done, was: done, to }
            }
            Part::Changed => {
                let to = (done + each).min(end);
                Step { conversation_id, first: done + 1, last: to, was: done, to }
            }
        }
    }
}

/// A message that has no words, or old ones.
#[derive(Debug, FromQueryResult)]
struct Unindexed {
    conversation_id: Uuid,
    seq: i64,
    author_id: Uuid,
    body: String,
    files: Option<String>,
    created_at: i64,
    text_version: Option<i64>,
    deleted_at: Option<i64>,
}

impl Unindexed {
    fn said(&self) -> Said {
        Said {
            conversation_id: self.conversation_id,
            seq: self.seq,
            author_id: self.author_id,
            created_at: self.created_at,
            text_version: self.text_version,
            is_deleted: self.deleted_at.is_some(),
            files: File::of_json(self.files.as_deref()),
        }
    }
}

const GIVEN: &str = "
    WITH given AS MATERIALIZED ({steps})";
const STEPS_IN_POSTGRES: &str = "
    SELECT * FROM json_to_recordset(CAST($1 AS json)) AS rows(
        conversation_id uuid, first bigint, last bigint, was bigint, \"to\" bigint)
    WHERE last BETWEEN 0 AND 9000000000000000000";
const STEPS_IN_SQLITE: &str = "
    SELECT unhex(value ->> 'conversation_id', '-') AS conversation_id, value ->> 'first' AS first,
           value ->> 'last' AS last, value ->> 'was' AS was, value ->> 'to' AS \"to\"
    FROM json_each($1)";

fn given(backend: DbBackend, text: &str) -> String {
    let steps = match backend {
        DbBackend::Postgres => STEPS_IN_POSTGRES,
        _ => STEPS_IN_SQLITE,
    };
    format!("{}\n{text}", GIVEN.replace("{steps}", steps))
}

/// Every step has few of them, so PostgreSQL looks each range up by its key.
const MESSAGES: &str = "
    SELECT m.conversation_id, m.seq, m.author_id, m.body, m.files, m.created_at, m.text_version,
           m.deleted_at
    FROM given JOIN messages AS m ON m.conversation_id = given.conversation_id
         AND m.{number} BETWEEN given.first AND given.last
    LEFT JOIN message_words AS w ON w.conversation_id = m.conversation_id AND w.seq = m.seq
    WHERE m.format <> 'event' AND CASE WHEN w.seq IS NULL THEN m.deleted_at IS NULL
          ELSE w.text_version < COALESCE(m.text_version, 0) END";

static OLDER: Text = Text::new(|backend| given(backend, &MESSAGES.replace("{number}", "seq")));
static CHANGED: Text =
    Text::new(|backend| given(backend, &MESSAGES.replace("{number}", "version")));

/// Where somebody else has done this step, or the conversation is gone, nothing is moved.
static MOVE_BACK: Text = Text::new(|backend| {
    given(
        backend,
        "UPDATE search_backlog SET below_seq = given.\"to\", at = COALESCE(
             (SELECT m.created_at FROM messages AS m
              WHERE m.conversation_id = given.conversation_id AND m.seq = given.\"to\"), 0)
         FROM given WHERE search_backlog.conversation_id = given.conversation_id
           AND search_backlog.below_seq = given.was
         RETURNING search_backlog.conversation_id AS conversation_id",
    )
});

/// A conversation that is newer than the rows gets one.
static MOVE_ON: Text = Text::new(|backend| {
    given(
        backend,
        "INSERT INTO search_backlog AS b (conversation_id, below_seq, at, version, since)
         SELECT c.id, 0, 0, given.\"to\", (SELECT MIN(since) FROM search_backlog)
         FROM given JOIN conversations AS c ON c.id = given.conversation_id WHERE TRUE
         ON CONFLICT (conversation_id) DO UPDATE SET version = excluded.version
         WHERE b.version < excluded.version
         RETURNING conversation_id AS conversation_id",
    )
});

struct BacklogRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> BacklogRepository<'c, C> {
    fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// Where the newest messages are that have no words.
    async fn next(&self) -> Result<Vec<Waiting>, DbErr> {
        let text = "
            SELECT conversation_id, below_seq AS done, CAST(0 AS BIGINT) AS \"end\"
            FROM search_backlog WHERE below_seq > 0 ORDER BY at DESC LIMIT $1";
        self.waiting(text).await
    }

    /// What may have been changed by the release before.
    async fn changed(&self) -> Result<Vec<Waiting>, DbErr> {
        let text = "
            SELECT c.id AS conversation_id, COALESCE(b.version, 0) AS done, c.version AS \"end\"
            FROM conversations AS c LEFT JOIN search_backlog AS b ON b.conversation_id = c.id
            WHERE c.version > COALESCE(b.version, 0) LIMIT $1";
        self.waiting(text).await
    }

    async fn waiting(&self, text: &str) -> Result<Vec<Waiting>, DbErr> {
        let most = i64::try_from(CONVERSATIONS).unwrap_or(1);
        let statement = sql(self.connection, text, [most.into()]);
        Waiting::find_by_statement(statement).all(self.connection).await
    }

    /// How old the rows are, in microseconds; none where there are none.
    async fn age(&self) -> Result<Option<i64>, DbErr> {
        let text = "SELECT {now} - MIN(since) AS age FROM search_backlog";
        let row = self.connection.query_one_raw(sql(self.connection, text, [])).await?;
        row.map_or(Ok(None), |row| row.try_get("", "age"))
    }

    async fn end(&self) -> Result<(), DbErr> {
        let text = "DELETE FROM search_backlog WHERE below_seq = 0";
        self.connection.execute_raw(sql(self.connection, text, [])).await.map(drop)
    }

    async fn messages(&self, part: Part, steps: &[Step]) -> Result<Vec<Unindexed>, DbErr> {
        let text = match part {
            Part::Older => &OLDER,
            Part::Changed => &CHANGED,
        };
        let statement = text.with(self.connection, [json(steps)?]);
        Unindexed::find_by_statement(statement).all(self.connection).await
    }

    /// The conversations in which these steps are done by whoever has called this.
    async fn move_on(&self, part: Part, steps: &[Step]) -> Result<Vec<Uuid>, DbErr> {
        let text = match part {
            Part::Older => &MOVE_BACK,
            Part::Changed => &MOVE_ON,
        };
        let statement = text.with(self.connection, [json(steps)?]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| row.try_get("", "conversation_id")).collect()
    }
}

fn json(steps: &[Step]) -> Result<Value, DbErr> {
    let json = serde_json::to_string(steps).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(json.into())
}
