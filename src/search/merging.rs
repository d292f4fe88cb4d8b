//! What was edited or deleted goes out of the index of SQLite, too.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use tokio::time::sleep;

use crate::{
    announcement::Announcer,
    store::{Connected, Database, UnitOfWork, sql},
};

/// Pages of the index that one step writes, and how long others may write before the
/// next one.
const PAGES: i64 = 16;
const PAUSE: Duration = Duration::from_millis(50);

/// FTS5 only notes that a row is gone: its words stay in the file, and in each backup,
/// until the part of the index where they stand is merged with another, which for a
/// large part may be never. So all parts are merged, in small steps
/// (<https://www.sqlite.org/fts5.html#the_merge_command>). In PostgreSQL the words are a
/// row, which goes as all others do.
pub async fn merge_index(database: &Database, announcer: &Announcer) -> Result<(), DbErr> {
    if database.connection().get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    // Below zero: whatever their sizes are, they are merged into one.
    let mut pages = -PAGES;
    while step(database, announcer, pages).await? {
        pages = PAGES;
        sleep(PAUSE).await;
    }
    Ok(())
}

/// Whether anything was left to do: that changes two rows or more.
async fn step(database: &Database, announcer: &Announcer, pages: i64) -> Result<bool, DbErr> {
    let work = database.begin(announcer).await?;
    let before = changes(&work).await?;
    let text = "INSERT INTO message_index (message_index, rank) VALUES ('merge', $1)";
    work.connection().execute_raw(sql(work.connection(), text, [pages.into()])).await?;
    let changed = changes(&work).await? - before;
    work.commit().await?;
    Ok(changed >= 2)
}

async fn changes(work: &UnitOfWork) -> Result<i64, DbErr> {
    let statement = sql(work.connection(), "SELECT total_changes() AS changes", []);
    let row = work.connection().query_one_raw(statement).await?;
    row.map_or(Ok(0), |row| row.try_get("", "changes"))
}
