//! A database that would let the start pass and fail later.

use crate::harness::postgres::Postgres;
use crate::harness::{Mode, Place};

/// What the start and `natter check` both say against this database.
async fn complaint_about(url: &str) -> String {
    let place = Place::bare().with("DATABASE_URL", url);
    let said = place.refuses("serve").await;
    let checked = place.commands("check").await;
    assert_eq!(checked.status.code(), Some(1), "{}", checked.output);
    let line = checked.output.lines().find(|line| line.starts_with("database: ")).unwrap();
    assert!(said.contains(line.trim_start_matches("database: ")), "{said}{}", checked.output);
    said
}

/// The command between the first pair of backticks.
fn advice(said: &str) -> &str {
    said.split('`').nth(1).expect(said)
}

#[tokio::test]
async fn a_database_that_cannot_hold_every_letter_is_refused() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::shared().await;
    for encoding in ["LATIN1", "WIN1251", "EUC_JP", "SQL_ASCII"] {
        let said = complaint_about(&postgres.database_in(encoding).await).await;
        assert!(said.contains(encoding), "{said}");
        assert!(advice(&said).starts_with("createdb --encoding=UTF8 "), "{said}");
    }
}

#[tokio::test]
async fn a_role_that_may_too_little_is_told_what_to_grant() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::shared().await;
    let role = postgres.role().await;
    let (empty, made) = (postgres.empty_database().await, postgres.database().await);
    let place = |url: &str| Place::bare().with("DATABASE_URL", url);
    let as_role = |url: &str| url.replace("natter@", &format!("{role}@"));

    place(&empty).executes("REVOKE ALL ON SCHEMA public FROM PUBLIC").await;
    let said = complaint_about(&as_role(&empty)).await;
    place(&empty).executes(advice(&said)).await;
    place(&as_role(&empty)).obeys("migrate").await;

    place(&made).executes(&format!("GRANT CREATE ON SCHEMA public TO {role}")).await;
    let said = complaint_about(&as_role(&made)).await;
    place(&made).executes(advice(&said)).await;
    place(&as_role(&made)).obeys("check").await;
}

#[tokio::test]
async fn a_database_that_can_only_be_read_is_refused() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::shared().await;
    let url = postgres.database().await;
    let name = url.rsplit('/').next().unwrap();
    postgres
        .execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"))
        .await;
    let said = complaint_about(&url).await;
    assert!(said.contains("default_transaction_read_only"), "{said}");
}
