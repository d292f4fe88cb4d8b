//! Names to search by, folded anew: with all of Unicode's case folding, letters
//! that do not decompose, and words parted at hyphens and apostrophes.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, Statement, prelude::Uuid},
};

use crate::names::names_of;

/// Users that are read, and written about, at a time: with all their names,
/// half of what PostgreSQL and SQLite take in one statement.
const PAGE: usize = 500;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the names as they were.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("DELETE FROM search_names").await?;
        let mut after = String::new();
        loop {
            let page = users_after(connection, &after).await?;
            let Some((_, last, _)) = page.last() else { return Ok(()) };
            after.clone_from(last);
            insert(connection, &page).await?;
        }
    }
}

type User = (Uuid, String, String);

async fn users_after<C: ConnectionTrait>(connection: &C, after: &str) -> Result<Vec<User>, DbErr> {
    let text = format!(
        "SELECT id, username, display_name FROM users WHERE username > $1
         ORDER BY username LIMIT {PAGE}"
    );
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, [after.into()]);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get("", "id")?,
                row.try_get("", "username")?,
                row.try_get("", "display_name")?,
            ))
        })
        .collect()
}

async fn insert<C: ConnectionTrait>(connection: &C, users: &[User]) -> Result<(), DbErr> {
    let mut names =
        Query::insert().into_table("search_names").columns(["name", "user_id"]).to_owned();
    for (id, username, shown) in users {
        for name in names_of(username, shown) {
            names.values_panic([name.into(), (*id).into()]);
        }
    }
    connection.execute(&names).await?;
    Ok(())
}
