//! Every query about people as others see them.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, Statement, Value,
};
use uuid::Uuid;

use super::{
    Person,
    search::{MOST_ROWS, Sought},
};
use crate::{
    entity::search_name,
    store::{Connected, sql, texts},
};

/// A user as `$1` sees them.
const PERSON: &str = "
    SELECT u.id AS id, u.username AS username, u.display_name AS display_name,
           u.avatar_id AS avatar_id, (c.user_id IS NOT NULL) AS is_contact
    FROM users AS u LEFT JOIN contacts AS c ON c.owner_id = $1 AND c.user_id = u.id";

pub struct PeopleRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> PeopleRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// The user of exactly this name.
    pub async fn named(&self, reader: Uuid, username: &str) -> Result<Option<Person>, DbErr> {
        self.one(" WHERE u.username = $2", [reader.into(), username.into()]).await
    }

    /// The users of exactly these names who can be written to, by name.
    pub async fn all_named(
        &self,
        reader: Uuid,
        usernames: impl IntoIterator<Item = &str>,
    ) -> Result<Vec<Person>, DbErr> {
        let text = format!(
            "{PERSON} WHERE u.username IN {{texts $2}} AND u.disabled_at IS NULL
             ORDER BY u.display_name, u.id"
        );
        let statement = sql(self.connection, &text, [reader.into(), texts(usernames)]);
        Person::find_by_statement(statement).all(self.connection).await
    }

    /// Whoever has such a name, in the order of names; somebody with several of
    /// them comes several times.
    pub async fn called(&self, reader: Uuid, sought: &Sought) -> Result<Vec<Person>, DbErr> {
        Person::find_by_statement(self.search(reader, sought)).all(self.connection).await
    }

    /// Everybody who can be written to, in no order, and no more than so many.
    pub async fn everybody(&self, reader: Uuid, limit: u64) -> Result<Vec<Person>, DbErr> {
        let text = format!("{PERSON} WHERE u.disabled_at IS NULL LIMIT {limit}");
        let statement = sql(self.connection, &text, [reader.into()]);
        Person::find_by_statement(statement).all(self.connection).await
    }

    /// Those of the reader's own contacts: few, so they are looked at first.
    pub async fn contacts_called(
        &self,
        reader: Uuid,
        sought: &Sought,
    ) -> Result<Vec<Person>, DbErr> {
        let names = sought.names();
        let text = "
            SELECT u.id AS id, u.username AS username, u.display_name AS display_name,
                   u.avatar_id AS avatar_id, TRUE AS is_contact
            FROM contacts AS c
            JOIN search_names AS n ON n.user_id = c.user_id AND n.name >= $2 AND n.name < $3
            JOIN users AS u ON u.id = c.user_id
            WHERE c.owner_id = $1 AND u.disabled_at IS NULL ORDER BY n.name, n.user_id";
        let values = [reader.into(), names.start.into(), names.end.into()];
        let statement = sql(self.connection, text, values);
        Person::find_by_statement(statement).all(self.connection).await
    }

    /// The range is cut off before anything is joined to it, so a short name
    /// costs no more than a long one. Whoever has exactly this user name is
    /// there however many others are called alike.
    fn search(&self, reader: Uuid, sought: &Sought) -> Statement {
        let names = sought.names();
        let text = format!(
            "{PERSON} JOIN (SELECT name, user_id FROM (
                                SELECT name, user_id FROM search_names
                                WHERE name >= $2 AND name < $3
                                ORDER BY name, user_id LIMIT {MOST_ROWS}) AS beginning
                            UNION ALL SELECT $2, id FROM users WHERE username = $4) AS n
                 ON n.user_id = u.id
             WHERE u.disabled_at IS NULL ORDER BY n.name, n.user_id"
        );
        let username = sought.username.as_str().into();
        sql(self.connection, &text, [reader.into(), names.start.into(), names.end.into(), username])
    }

    /// Lets somebody be found by these names and no others.
    pub async fn set_names(&self, id: Uuid, names: Vec<Vec<u8>>) -> Result<(), DbErr> {
        search_name::Entity::delete_many()
            .filter(search_name::Column::UserId.eq(id))
            .exec(self.connection)
            .await?;
        let rows = names
            .into_iter()
            .map(|name| search_name::ActiveModel { name: Set(name), user_id: Set(id) });
        search_name::Entity::insert_many(rows).exec_without_returning(self.connection).await?;
        Ok(())
    }

    async fn one(
        &self,
        condition: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<Person>, DbErr> {
        let statement = sql(self.connection, &format!("{PERSON}{condition}"), values);
        Person::find_by_statement(statement).one(self.connection).await
    }
}

#[cfg(test)]
mod tests {
    use natter_migration::{Migrator, MigratorTrait};
    use sea_orm::{ConnectOptions, Database};

    use super::*;

    /// SQLite tells its plan in words; PostgreSQL's depends on how many rows
    /// there are.
    #[tokio::test]
    async fn a_search_walks_along_the_key_and_nothing_else() {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1);
        let database = Database::connect(options).await.expect("opened");
        Migrator::up(&database, None).await.expect("migrated");
        let repository = PeopleRepository::of(&database);
        let mut statement = repository.search(Uuid::now_v7(), &Sought::parse("a").expect("a name"));
        statement.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let rows = database.query_all_raw(statement).await.expect("explained");
        let plan: Vec<String> =
            rows.iter().map(|row| row.try_get("", "detail").expect("a line")).collect();
        assert!(
            plan.iter().any(|line| line.starts_with("SEARCH search_names USING")
                && line.contains("(name>? AND name<?)")),
            "{plan:#?}"
        );
        // What was cut off is looked at whole; tables are only searched.
        let cut_off = ["SCAN n", "SCAN beginning"];
        let scanned =
            |line: &&String| line.starts_with("SCAN") && !cut_off.contains(&line.as_str());
        assert_eq!(plan.iter().find(scanned), None, "{plan:#?}");
    }
}
