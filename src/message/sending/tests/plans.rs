//! How SQLite looks for what sending needs; PostgreSQL's plan depends on the rows.

use sea_orm::ConnectionTrait;

use super::{super::statements, House};
use crate::store::{Connected, sql};

#[tokio::test]
async fn all_is_found_by_its_key() {
    let house = House::build().await;
    let connection = house.database.connection();
    let statements = statements::of_sqlite();
    assert_eq!(statements.len(), 9);
    for text in statements {
        let explained = sql(connection, &format!("EXPLAIN QUERY PLAN {text}"), ["[]".into()]);
        let rows = connection.query_all_raw(explained).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        // What is given is read whole, and what is locked of it; the clock is a row.
        let picked =
            ["SCAN given", "SCAN held ", "SCAN json_each", "SCAN CONSTANT ROW", "SCAN (subquery"];
        let scanned = |line: &&String| {
            line.starts_with("SCAN") && !picked.iter().any(|begin| line.starts_with(begin))
        };
        assert_eq!(plan.iter().find(scanned), None, "{plan:#?}");
        assert!(plan.iter().any(|line| line.starts_with("SCAN json_each")), "{plan:#?}");
    }
}
