//! The full way: `pg_dump`, `pg_restore` and `psql` do the work.

use std::{path::Path, process::Stdio, time::Duration};

use sea_orm::sqlx::{self, Connection, PgConnection};
use tokio::{
    io::{AsyncWriteExt, copy},
    process::{Child, ChildStdin},
    time::{Instant, sleep},
};
use url::Url;
use uuid::Uuid;

use super::{
    BackupError, Contents, Result, Unfit, after_restore, check_versions,
    programs::{complaint, not_started, output_of, program},
};
use crate::{
    error::StartError,
    store::{
        Database, OnlyProcess, Turn, migrate_within,
        postgres::{Session, connect, examine},
    },
};

/// PostgreSQL needs a moment to notice that somebody has gone.
const PATIENCE: Duration = Duration::from_secs(3);
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// All tables, also those of a newer Natter, which the backup knows nothing of.
const DROP_TABLES: &str = "
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP
        EXECUTE 'DROP TABLE ' || name || ' CASCADE';
    END LOOP;
END $$;
";

/// Dumps the database as it is now. What is counted is what is dumped: both
/// look at the same snapshot.
pub(super) async fn dump_to(url: &Url, target: &Path) -> Result<Contents> {
    needs_own_session(url).await?;
    let mut connection = connect(url).await.map_err(StartError::database)?;
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    sqlx::query(begin).execute(&mut connection).await.map_err(BackupError::Copy)?;
    let (snapshot, schema): (String, String) =
        sqlx::query_as("SELECT pg_export_snapshot(), quote_ident(current_schema())")
            .fetch_one(&mut connection)
            .await
            .map_err(BackupError::Copy)?;
    let contents = count(&mut connection).await?;
    let whole: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM database_epoch)")
        .fetch_one(&mut connection)
        .await
        .map_err(BackupError::Copy)?;
    if !whole {
        return Err(StartError::HalfRestored);
    }
    let mut dump = program("pg_dump", url)?;
    dump.args(["--format=custom", "--no-owner", "--no-privileges", "--no-comments"])
        .arg(format!("--snapshot={snapshot}"))
        .arg(format!("--table={schema}.*"))
        .arg("--file")
        .arg(target);
    output_of("pg_dump", &mut dump).await?;
    let _ = connection.close().await;
    look_through(url, target).await?;
    Ok(contents)
}

/// Puts the backup in the place of the tables, in one transaction.
pub(super) async fn restore(url: &Url, file: &Path) -> Result<Contents> {
    needs_own_session(url).await?;
    look_through(url, file).await?;
    let us = format!("natter restore {}", Uuid::new_v4().simple());
    let mut named = url.clone();
    named.query_pairs_mut().append_pair("application_name", &us);
    let only = patiently(async || OnlyProcess::try_acquire(&named).await).await?;
    let _only = only.ok_or(BackupError::InUse)?;
    // Processes that start now wait until there are tables to look at.
    let turn = Turn::wait(&named).await?;
    let alone = patiently(async || is_alone(&named, &us).await.map(|alone| alone.then_some(())));
    alone.await?.ok_or(BackupError::InUse)?;
    replace(url, file).await?;
    let database = Database::connect(url).await?;
    migrate_within(&turn, &database).await?;
    after_restore::begin_new_life(&database).await?;
    database.close().await?;
    let mut connection = connect(url).await.map_err(StartError::database)?;
    count(&mut connection).await
}

/// PostgreSQL's programs change settings of their session, and who else has
/// the database open cannot be seen through a pooler.
async fn needs_own_session(url: &Url) -> Result<()> {
    match examine(url).await? {
        Session::Own => Ok(()),
        Session::Lent => Err(BackupError::Pooler.into()),
    }
}

async fn count(connection: &mut PgConnection) -> Result<Contents> {
    let counted =
        sqlx::query_as("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM messages)")
            .fetch_one(connection)
            .await;
    let (people, messages) = counted.map_err(BackupError::Copy)?;
    Ok(Contents { people, messages })
}

/// Whether it is whole, which only reading to the end can tell, of Natter, and
/// not newer than this program.
async fn look_through(url: &Url, file: &Path) -> Result<()> {
    let read = async |arguments: &[&str]| -> Result<Vec<u8>> {
        let mut restore = program("pg_restore", url)?;
        output_of("pg_restore", restore.args(arguments).arg(file)).await.map_err(
            |error| match error {
                StartError::Backup(BackupError::Program { said, .. }) => {
                    Unfit::Damaged(said).of(file)
                }
                error => error,
            },
        )
    };
    read(&["--file=/dev/null"]).await?;
    let rows = read(&["--data-only", "--table=seaql_migrations", "--file=-"]).await?;
    check_versions(&versions_in(&String::from_utf8_lossy(&rows))).map_err(|why| why.of(file))
}

/// The first column of the rows between `COPY` and `\.`.
fn versions_in(script: &str) -> Vec<String> {
    let rows = script.lines().skip_while(|line| !line.starts_with("COPY ")).skip(1);
    rows.take_while(|line| *line != r"\.")
        .filter_map(|row| row.split('\t').next())
        .map(str::to_owned)
        .collect()
}

/// Whether nobody else is connected. Processes that share a Redis hold no lock,
/// but each keeps a connection.
async fn is_alone(url: &Url, us: &str) -> Result<bool> {
    let mut connection = connect(url).await.map_err(StartError::database)?;
    let others: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND usename IS NOT NULL
           AND application_name IS DISTINCT FROM $1",
    )
    .bind(us)
    .fetch_one(&mut connection)
    .await
    .map_err(BackupError::Copy)?;
    let _ = connection.close().await;
    Ok(others == 0)
}

async fn patiently<T>(look: impl AsyncFn() -> Result<Option<T>>) -> Result<Option<T>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found = look().await?;
        if found.is_some() || Instant::now() >= deadline {
            return Ok(found);
        }
        sleep(BETWEEN_LOOKS).await;
    }
}

/// What `pg_restore` writes goes through `psql`, between a `BEGIN` and a
/// `COMMIT` that it only gets when all has come.
async fn replace(url: &Url, file: &Path) -> Result<()> {
    let mut reader = program("pg_restore", url)?
        .args(["--no-owner", "--no-privileges", "--no-comments", "--file=-"])
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_started("pg_restore", &error))?;
    let mut writer = program("psql", url)?
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started("psql", &error))?;
    let input = writer.stdin.take();
    let schema = schema(url).await?;
    let (fed, ended) = tokio::join!(feed(&mut reader, input, &schema), writer.wait_with_output());
    let ended = ended.map_err(|error| not_started("psql", &error))?;
    let said = match fed {
        _ if !ended.status.success() => complaint(&ended.stderr),
        None => "it could not be read to its end".to_owned(),
        Some(()) => return Ok(()),
    };
    Err(BackupError::NotReplaced { path: file.to_owned(), said }.into())
}

/// Without an epoch no process would serve these tables as they are.
async fn feed(reader: &mut Child, input: Option<ChildStdin>, schema: &str) -> Option<()> {
    let mut input = input?;
    let beginning = format!("SET client_min_messages = warning;\nBEGIN;{DROP_TABLES}");
    input.write_all(beginning.as_bytes()).await.ok()?;
    copy(reader.stdout.as_mut()?, &mut input).await.ok()?;
    if !reader.wait().await.ok()?.success() {
        return None;
    }
    let end = format!("\nDELETE FROM {schema}.database_epoch;\nCOMMIT;\n");
    input.write_all(end.as_bytes()).await.ok()
}

async fn schema(url: &Url) -> Result<String> {
    let mut connection = connect(url).await.map_err(StartError::database)?;
    let schema = sqlx::query_scalar("SELECT quote_ident(current_schema())")
        .fetch_one(&mut connection)
        .await
        .map_err(BackupError::Copy)?;
    let _ = connection.close().await;
    Ok(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_of_a_backup_are_read_from_its_rows() {
        let script = "SET x;\nCOPY public.seaql_migrations (version, applied_at) FROM stdin;\n\
                      m1\t1\nm2\t2\n\\.\n\nCOPY other\n";
        assert_eq!(versions_in(script), ["m1", "m2"]);
        assert!(versions_in("nothing").is_empty());
    }
}
