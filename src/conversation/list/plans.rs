//! How SQLite, which was never told how many rows there are, looks for what lists
//! show. It tells its plan in words; PostgreSQL's depends on the rows.

use natter_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};

use super::statements::{ENTRIES, LISTED, UNREAD_BEYOND};
use crate::store::Text;

async fn plan(text: &Text) -> Vec<String> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let database = Database::connect(options).await.expect("opened");
    Migrator::up(&database, None).await.expect("migrated");
    let mut statement = text.with(&database, []);
    statement.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let rows = database.query_all_raw(statement).await.expect("explained");
    rows.iter().map(|row| row.try_get("", "detail").expect("a line")).collect()
}

/// By the whole key, or along it from a place: else a conversation is read whole.
fn is_bounded(line: &str) -> bool {
    ["(conversation_id=? AND seq", "(user_id=? AND conversation_id=? AND seq=?)"]
        .iter()
        .any(|key| line.contains(key))
}

#[tokio::test]
async fn messages_in_lists_are_found_by_their_numbers() {
    for text in [&LISTED, &ENTRIES, &UNREAD_BEYOND] {
        let plan = plan(text).await;
        let tables = ["messages", "last", "shown", "hidden"];
        let is_of = |line: &&String, table: &&str| line.split(' ').nth(1) == Some(table);
        let looks: Vec<&String> =
            plan.iter().filter(|line| tables.iter().any(|table| is_of(line, table))).collect();
        assert!(looks.len() >= 2, "{plan:#?}");
        assert_eq!(looks.into_iter().find(|line| !is_bounded(line)), None, "{plan:#?}");
    }
}

/// What a step before has found is gone through, too, under other names.
fn reads_whole(line: &str) -> bool {
    let tables = ["conversations", "members", "m", "messages", "last"];
    line.strip_prefix("SCAN ")
        .is_some_and(|rest| tables.contains(&rest.split(' ').next().unwrap_or(rest)))
}

#[tokio::test]
async fn a_part_of_a_list_is_walked_to_along_indexes() {
    for text in [&LISTED, &UNREAD_BEYOND] {
        let plan = plan(text).await;
        for step in [
            "INDEX conversations_of_first (<expr>=? AND (last_message_at,id)<(?,?))",
            "INDEX conversations_of_second (<expr>=? AND (last_message_at,id)<(?,?))",
            "INDEX conversations_of_first (<expr>=? AND last_message_at>?)",
            "INDEX conversations_of_second (<expr>=? AND last_message_at>?)",
            "INDEX members_listed_apart (user_id=?)",
        ] {
            assert!(plan.iter().any(|line| line.contains(step)), "{step}: {plan:#?}");
        }
        assert_eq!(plan.iter().find(|line| reads_whole(line)), None, "{plan:#?}");
    }
}
