//! Contacts, names to search by, one row per session, roles and invitations.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, binary_null, integer, integer_null, string_len, uuid,
    },
    sea_orm::{ConnectionTrait, Statement, Value, prelude::Uuid},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the tables as they were.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_contacts(manager).await?;
        create_search_names(manager).await?;
        fill_search_names(manager).await?;
        replace_sessions(manager).await?;
        add_roles(manager).await?;
        create_invitations(manager).await
    }
}

async fn create_contacts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("contacts")
        .col(uuid("owner_id"))
        .col(uuid("user_id"))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col("owner_id").col("user_id"))
        .foreign_key(ForeignKey::create().from("contacts", "owner_id").to("users", "id"))
        .foreign_key(ForeignKey::create().from("contacts", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await
}

/// Names as bytes, so that both databases compare them in the same way and a
/// range of the primary key is a prefix search.
async fn create_search_names(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("search_names")
        .col(binary("name"))
        .col(uuid("user_id"))
        .primary_key(Index::create().col("name").col("user_id"))
        .foreign_key(ForeignKey::create().from("search_names", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let by_user = Index::create()
        .name("search_names_of_user")
        .table("search_names")
        .col("user_id")
        .to_owned();
    manager.create_index(by_user).await
}

/// People who registered before there was a search: by user name, and by each
/// word of the display name with what follows it.
async fn fill_search_names(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = connection.get_database_backend();
    let all = Statement::from_string(backend, "SELECT id, username, display_name FROM users");
    for row in connection.query_all_raw(all).await? {
        let id: Uuid = row.try_get("", "id")?;
        let (username, shown): (String, String) =
            (row.try_get("", "username")?, row.try_get("", "display_name")?);
        let mut names = vec![username];
        let words: Vec<String> = shown.split_whitespace().map(folded).collect();
        names.extend((0..words.len().min(8)).map(|first| words[first..].join(" ")));
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            let text =
                "INSERT INTO search_names (name, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            let values = [Value::from(name.into_bytes()), id.into()];
            connection.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
        }
    }
    Ok(())
}

/// Nearly as the program folds names; the next change of a name does it wholly.
fn folded(word: &str) -> String {
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Sessions of before do not know whose they are, so everybody signs in anew.
async fn replace_sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table("sessions").to_owned()).await?;
    let table = Table::create()
        .table("sessions")
        .col(string_len("id", 64).primary_key())
        .col(uuid("name"))
        .col(uuid("user_id"))
        .col(string_len("user_agent", 256))
        .col(big_integer("signed_in_at"))
        .col(big_integer("last_used_at"))
        .col(big_integer("expires_at"))
        .col(binary_null("data"))
        .foreign_key(ForeignKey::create().from("sessions", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await?;
    for (name, columns) in [
        ("sessions_by_expiry", &["expires_at"][..]),
        ("sessions_of_user", &["user_id", "name"][..]),
    ] {
        let mut index = Index::create().name(name).table("sessions").to_owned();
        for column in columns {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

/// The first account owns the server; the index lets only one do so.
async fn add_roles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let role = Table::alter()
        .table("users")
        .add_column(string_len("role", 8).default("member"))
        .to_owned();
    manager.alter_table(role).await?;
    let connection = manager.get_connection();
    connection
        .execute_unprepared(
            "UPDATE users SET role = 'owner'
             WHERE id = (SELECT id FROM users ORDER BY created_at, id LIMIT 1)",
        )
        .await?;
    connection
        .execute_unprepared(
            "CREATE UNIQUE INDEX users_one_owner ON users (role) WHERE role = 'owner'",
        )
        .await?;
    connection
        .execute_unprepared("CREATE INDEX users_inviting ON users (role) WHERE role = 'inviter'")
        .await?;
    Ok(())
}

async fn create_invitations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("invitations")
        .col(uuid("id").primary_key())
        .col(string_len("code", 32).unique_key())
        .col(uuid("author_id"))
        .col(big_integer("created_at"))
        .col(big_integer_null("expires_at"))
        .col(integer_null("most_uses"))
        .col(integer("uses").default(0))
        .col(big_integer_null("revoked_at"))
        .foreign_key(ForeignKey::create().from("invitations", "author_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let by_author = Index::create()
        .name("invitations_of_author")
        .table("invitations")
        .col("author_id")
        .col("created_at")
        .to_owned();
    manager.create_index(by_author).await
}
