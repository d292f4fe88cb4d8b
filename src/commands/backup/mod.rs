//! `natter backup` and `natter restore`.
//!
//! A backup is the whole database as it was in one moment, in one file: a
//! SQLite database, or what `pg_dump` writes. It is looked through as soon as
//! it was made, and again before anything is replaced by it. A backup never
//! replaces a file. A restore that fails before the tables are replaced has
//! changed nothing; one that is cut off after that is to be run again.

mod after_restore;
mod files;
mod postgres;
mod programs;
mod sqlite;

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use crate::{config::Config, error::StartError, store::Database};
use natter_migration::{Migrator, MigratorTrait};
use sea_orm::sqlx;
use tempfile::Builder;

type Result<T, E = StartError> = std::result::Result<T, E>;

/// Why there is no backup, or why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} exists already, and a backup replaces nothing.", .0.display())]
    Exists(PathBuf),
    #[error("There is no database at {}.", .0.display())]
    NoDatabase(PathBuf),
    #[error("{path} cannot be used: {source}.", path = path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("The database could not be copied: {0}.")]
    Copy(#[from] sqlx::Error),
    #[error("{path} {why}. Nothing was changed.", path = path.display())]
    Unfit { path: PathBuf, why: Unfit },
    #[error("There is no backup, because the copy {0}.")]
    BadCopy(Unfit),
    #[error(
        "Natter or another program has the database open; stop it and try again. Nothing was changed."
    )]
    InUse,
    #[error(
        "Backups are made and restored past a pooler: name PostgreSQL itself in DATABASE_URL for this command. Nothing was changed."
    )]
    Pooler,
    #[error(
        "{0} was not found. Backups of PostgreSQL are made and restored by its own programs; on Debian they are in the package postgresql-client."
    )]
    NoProgram(&'static str),
    #[error("{program} failed: {said}")]
    Program { program: &'static str, said: String },
    #[error("{path} could not be restored, and nothing was changed: {said}", path = path.display())]
    NotReplaced { path: PathBuf, said: String },
}

/// Why a file cannot be restored.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("is a backup from PostgreSQL, and DATABASE_URL is not")]
    OfPostgres,
    #[error("is damaged or no backup at all: {0}")]
    Damaged(String),
    #[error("holds no data of Natter")]
    Foreign,
    #[error("was made by a newer Natter, which is needed to restore it")]
    Newer,
}

impl Unfit {
    fn of(self, path: &Path) -> StartError {
        BackupError::Unfit { path: path.to_owned(), why: self }.into()
    }
}

/// What is in a backup.
struct Contents {
    people: i64,
    messages: i64,
}

/// Writes the whole database into `file`, which only its owner may read, with the
/// files of messages beside it, and prints what is in it. Others may go on reading
/// and writing meanwhile.
pub async fn make(config: &Config, file: &Path) -> Result<()> {
    for taken in [file, &files::beside(file)] {
        if taken.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(taken.to_owned()).into());
        }
    }
    let folder = folder_of(file);
    // Whatever happens, a file of that name is a whole backup.
    let unfinished =
        Builder::new().prefix(".natter-backup-").tempfile_in(folder).map_err(unusable(folder))?;
    let kept = files::keep(&config.files_url, file).await?;
    let url = &config.database_url;
    let contents = match Database::path(url) {
        Some(database) => sqlite::copy_to(&database, unfinished.path()).await,
        None => postgres::dump_to(url, unfinished.path()).await,
    };
    let contents = contents.map_err(|error| match error {
        StartError::Backup(BackupError::Unfit { why, .. }) => BackupError::BadCopy(why).into(),
        error => error,
    })?;
    unfinished.as_file().sync_all().map_err(unusable(file))?;
    let bytes = unfinished.as_file().metadata().map_err(unusable(file))?.len();
    let kept = kept.complete(&config.files_url, file).await?;
    unfinished.persist_noclobber(file).map_err(|failed| match failed.error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(file.to_owned()),
        _ => unusable(file)(failed.error),
    })?;
    sync_folder(folder)?;
    let Contents { people, messages } = contents;
    println!("{}: {bytes} bytes, {people} people, {messages} messages", file.display());
    kept.iter().for_each(|kept| println!("{kept}"));
    Ok(())
}

/// Puts what is in `file` in the place of the database, brings it up to date
/// and lets a new life of the data begin. Fails while anybody uses the database.
/// The files of its messages are brought back afterwards: again, should it fail.
pub async fn restore(config: &Config, file: &Path) -> Result<()> {
    let url = &config.database_url;
    let opened = File::open(file).and_then(|file| file.metadata()).map_err(unusable(file))?;
    if !opened.is_file() {
        return Err(Unfit::Damaged("it is no file".to_owned()).of(file));
    }
    let (Contents { people, messages }, kept) = match Database::path(url) {
        Some(database) => sqlite::restore(url, &database, file).await?,
        None => (postgres::restore(url, file).await?, None),
    };
    println!("restored {}: {people} people, {messages} messages", file.display());
    if let Some(kept) = kept {
        println!("what was there before is in {}", kept.display());
    }
    println!("{}", files::bring_back(&config.files_url, file).await?);
    println!("everybody has to sign in again");
    Ok(())
}

/// Whether this program knows all versions of the schema that a database has.
fn check_versions(versions: &[String]) -> Result<(), Unfit> {
    let known: Vec<String> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let first = known.first().ok_or(Unfit::Foreign)?;
    if !versions.contains(first) {
        return Err(Unfit::Foreign);
    }
    if versions.iter().all(|version| known.contains(version)) { Ok(()) } else { Err(Unfit::Newer) }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the names in a folder last.
fn sync_folder(folder: &Path) -> Result<(), BackupError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unusable(folder))
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> BackupError {
    move |source| BackupError::File { path: path.to_owned(), source }
}
