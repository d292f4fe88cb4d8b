//! The embedded way: a backup is a SQLite database, too.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read},
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown},
    },
    path::{Path, PathBuf},
    time::Duration,
};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use sea_orm::sqlx::{
    self, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use tempfile::{Builder, TempDir};
use url::Url;

use super::{
    BackupError, Contents, Result, Unfit, after_restore, check_versions, folder_of, sync_folder,
    unusable,
};
use crate::{
    error::{SQLITE_BUSY, sqlite_code},
    store::{Database, OnlyProcess, Turn, migrate_within},
};

/// What every SQLite database begins with, and every file of `pg_dump`.
const SQLITE: &[u8] = b"SQLite format 3\0";
const POSTGRES: &[u8] = b"PGDMP";
/// After it, a SQLite database has the size of its pages in two bytes.
const HEAD: u64 = 18;
/// A writer who is at work ends within this time.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// SQLite keeps these beside a database; they belong to the data.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Copies the database as it is now into an empty file.
pub(super) async fn copy_to(database: &Path, target: &Path) -> Result<Contents> {
    if !database.exists() {
        return Err(BackupError::NoDatabase(database.to_owned()).into());
    }
    let mut connection = open(database).await.map_err(BackupError::Copy)?;
    let no_text = || unusable(target)(io::ErrorKind::InvalidFilename.into());
    let name = target.to_str().ok_or_else(no_text)?;
    let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut connection).await;
    copied.map_err(BackupError::Copy)?;
    let _ = connection.close().await;
    let mut copy = reader(target).await.map_err(BackupError::Copy)?;
    let contents = look_through(&mut copy).await.map_err(|why| why.of(database))?;
    let _ = copy.close().await;
    Ok(contents)
}

/// Puts the backup in the place of the database. All is done on a copy beside
/// it; only the last steps touch what is there, which has a second name by then.
pub(super) async fn restore(
    url: &Url,
    database: &Path,
    file: &Path,
) -> Result<(Contents, Option<PathBuf>)> {
    let only = OnlyProcess::try_acquire(url).await?;
    let _only = only.ok_or(BackupError::InUse)?;
    // Processes that start now wait until there is a database to look at.
    let turn = Turn::wait(url).await?;
    let folder = folder_of(database);
    let workshop = workshop_beside(database, file)?;
    let copy = copy_into(&workshop, file)?;
    let contents = verify(&copy).await.map_err(|why| why.of(file))?;
    prepare(&copy, &turn).await?;
    like_the_old(&copy, database).map_err(unusable(database))?;
    let kept = keep_old(database).await?;
    put_in_place(&copy, database).map_err(unusable(database)).inspect_err(|_| {
        // It would be a second name of the database that goes on.
        kept.iter().for_each(|kept| forget(kept));
    })?;
    sync_folder(folder)?;
    Ok((contents, kept))
}

/// A folder `natter.db.restore` that goes away with the restore. One that was
/// killed left its own, and whoever has the lock may take it away.
fn workshop_beside(database: &Path, file: &Path) -> Result<TempDir> {
    let path = database.with_added_extension("restore");
    let (file, folder) = (file.canonicalize().map_err(unusable(file))?, path.canonicalize());
    if folder.is_ok_and(|folder| file.starts_with(folder)) {
        return Err(Unfit::Damaged("a restore has left it half done".to_owned()).of(&file));
    }
    unless_missing(fs::remove_dir_all(&path)).map_err(unusable(&path))?;
    let name = path.file_name().unwrap_or_default();
    let made = Builder::new().prefix(name).rand_bytes(0).tempdir_in(folder_of(database));
    Ok(made.map_err(unusable(&path))?)
}

/// With its write-ahead log, should somebody have copied a database by hand.
fn copy_into(workshop: &TempDir, file: &Path) -> Result<PathBuf> {
    check_outside(file)?;
    let copy = workshop.path().join("natter.db");
    copy_file(file, &copy).map_err(unusable(file))?;
    let log = beside(file, "-wal");
    if log.exists() {
        copy_file(&log, &beside(&copy, "-wal")).map_err(unusable(&log))?;
    }
    Ok(copy)
}

/// SQLite itself overlooks that a part of the last page is missing.
fn check_outside(file: &Path) -> Result<()> {
    let mut beginning = Vec::new();
    let opened = File::open(file).map_err(unusable(file))?;
    let length = opened.metadata().map_err(unusable(file))?.len();
    opened.take(HEAD).read_to_end(&mut beginning).map_err(unusable(file))?;
    if beginning.starts_with(POSTGRES) {
        return Err(Unfit::OfPostgres.of(file));
    }
    let page = match beginning.strip_prefix(SQLITE) {
        // 64 kB do not fit into the field.
        Some([0, 1]) => 1 << 16,
        Some([high, low]) => u64::from(u16::from_be_bytes([*high, *low])).max(1),
        _ => return Err(Unfit::Damaged("it is no SQLite database".to_owned()).of(file)),
    };
    match length % page {
        0 => Ok(()),
        _ => Err(Unfit::Damaged("its end is missing".to_owned()).of(file)),
    }
}

/// Nobody else may read it, whatever others may do with the original.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = File::options().write(true).create_new(true).mode(0o600).open(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()
}

async fn verify(copy: &Path) -> Result<Contents, Unfit> {
    fold(copy).await.map_err(damaged)?;
    let mut connection = open(copy).await.map_err(damaged)?;
    let contents = look_through(&mut connection).await;
    let _ = connection.close().await;
    contents
}

/// Whether it is whole, of Natter, and not newer than this program.
async fn look_through(connection: &mut SqliteConnection) -> Result<Contents, Unfit> {
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(&mut *connection)
        .await
        .map_err(damaged)?;
    if verdict != "ok" {
        // A headline stands above what is wrong first.
        let wrong = verdict.lines().last().unwrap_or_default();
        return Err(Unfit::Damaged(wrong.to_owned()));
    }
    let added: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')")
            .fetch_one(&mut *connection)
            .await
            .map_err(damaged)?;
    if added > 0 {
        return Err(Unfit::Damaged("it has triggers or views, and Natter makes none".to_owned()));
    }
    let versions: Vec<String> = sqlx::query_scalar("SELECT version FROM seaql_migrations")
        .fetch_all(&mut *connection)
        .await
        .map_err(|_| Unfit::Foreign)?;
    check_versions(&versions)?;
    let (people, messages) =
        sqlx::query_as("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM messages)")
            .fetch_one(connection)
            .await
            .map_err(damaged)?;
    Ok(Contents { people, messages })
}

/// Brings the copy up to date, lets its new life begin and makes it last.
async fn prepare(copy: &Path, turn: &Turn) -> Result<()> {
    let database = Database::connect(&url_of(copy)?).await?;
    migrate_within(turn, &database).await?;
    after_restore::begin_new_life(&database).await?;
    database.close().await?;
    fold(copy).await.map_err(BackupError::Copy)?;
    Ok(File::open(copy).and_then(|file| file.sync_all()).map_err(unusable(copy))?)
}

fn url_of(path: &Path) -> Result<Url> {
    let path = path.canonicalize().map_err(unusable(path))?;
    let parts = path
        .components()
        .skip(1)
        .map(|part| percent_encode(part.as_os_str().as_bytes(), NON_ALPHANUMERIC).to_string());
    let parts: Vec<String> = parts.collect();
    Url::parse(&format!("sqlite:///{}?mode=rw", parts.join("/")))
        .map_err(|error| unusable(&path)(io::Error::other(error)).into())
}

/// Gives the old database a second name, under which it stays. None where
/// there was none.
async fn keep_old(database: &Path) -> Result<Option<PathBuf>> {
    if !database.exists() {
        return Ok(None);
    }
    match fold(database).await {
        Err(error) if is_busy(&error) => return Err(BackupError::InUse.into()),
        // It may be damaged, which is why there is a restore.
        Ok(()) | Err(_) => {}
    }
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S.%6fZ");
    let target = database.with_added_extension(format!("before-restore-{now}"));
    if target.exists() {
        return Err(BackupError::Exists(target).into());
    }
    for ending in ["", BESIDE[0], BESIDE[1]] {
        let (old, kept) = (beside(database, ending), beside(&target, ending));
        if old.exists() {
            // Both names at first, so that there is never no database.
            let named = fs::hard_link(&old, &kept).or_else(|_| copy_file(&old, &kept));
            named.map_err(unusable(&kept)).inspect_err(|_| forget(&target))?;
        }
    }
    Ok(Some(target))
}

fn forget(kept: &Path) {
    for ending in ["", BESIDE[0], BESIDE[1]] {
        let _ = fs::remove_file(beside(kept, ending));
    }
}

/// Gives it the owner and the rights of the database in whose place it comes.
fn like_the_old(copy: &Path, database: &Path) -> io::Result<()> {
    let Ok(old) = database.metadata() else { return Ok(()) };
    chown(copy, Some(old.uid()), Some(old.gid()))?;
    fs::set_permissions(copy, Permissions::from_mode(old.mode()))
}

fn put_in_place(copy: &Path, database: &Path) -> io::Result<()> {
    for ending in BESIDE {
        unless_missing(fs::remove_file(beside(database, ending)))?;
    }
    fs::rename(copy, database)
}

/// What was never there need not be removed.
fn unless_missing(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

/// Takes everything into the one file. Fails while another program has the
/// database open, because SQLite needs it alone to leave its write-ahead log.
async fn fold(database: &Path) -> Result<(), sqlx::Error> {
    let mut connection = open(database).await?;
    let mode = sqlx::query("PRAGMA journal_mode = DELETE").execute(&mut connection).await;
    let _ = connection.close().await;
    mode.map(|_| ())
}

fn is_busy(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlite_code) == Some(SQLITE_BUSY)
}

async fn open(database: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new().filename(database).busy_timeout(BUSY_TIMEOUT).connect().await
}

/// Leaves nothing beside the file; for one that nobody writes to.
async fn reader(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new().filename(file).read_only(true).immutable(true).connect().await
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn damaged(error: sqlx::Error) -> Unfit {
    match error.as_database_error() {
        Some(error) => Unfit::Damaged(error.message().to_owned()),
        None => Unfit::Damaged(error.to_string()),
    }
}
