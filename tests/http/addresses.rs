//! Addresses as operators write them.

use crate::harness::postgres::Postgres;
use crate::harness::{Mode, Place};

/// What `natter check` prints with this address of the database.
async fn checked(address: &str) -> String {
    Place::bare().with("DATABASE_URL", address).commands("check").await.output
}

#[tokio::test]
async fn what_libpq_takes_leads_to_the_database() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::shared().await;
    let socket = postgres.socket();
    let url = postgres.database().await;
    let name = url.rsplit('/').next().unwrap();
    let whoami = std::process::Command::new("id").arg("-un").output().unwrap().stdout;
    let us = String::from_utf8(whoami).unwrap().trim().to_owned();
    postgres.execute(&format!("CREATE ROLE \"{us}\" SUPERUSER LOGIN")).await;
    for address in [
        format!("postgres:///{name}?{socket}"),
        format!("postgres://natter@/{name}?{socket}"),
        format!("postgres://natter:secret@/{name}?{socket}"),
        format!("postgresql://@/{name}?user=natter&{socket}"),
        format!("postgres://natter@:{}/{name}?{socket}", postgres.port()),
        format!("postgres://natter@localhost:{}/{name}?hostaddr=127.0.0.1", postgres.port()),
    ] {
        let said = checked(&address).await;
        assert!(said.contains("database: ok"), "{address}: {said}");
    }
}

#[tokio::test]
async fn what_natter_does_not_take_is_told_how_to_write() {
    for (address, advice) in [
        ("host=/run/postgresql dbname=natter", "postgres://"),
        ("postgres://natter:pa/ss@localhost/natter", "%2F"),
        ("postgres://one.example,two.example/natter", "one host"),
    ] {
        let said = checked(address).await;
        assert!(said.contains("DATABASE_URL") && said.contains(advice), "{address}: {said}");
    }
    let said = Place::bare().with("REDIS_URL", "redis://:pa/ss@localhost").refuses("check").await;
    assert!(said.contains("REDIS_URL") && said.contains("%2F"), "{said}");
}

#[tokio::test]
async fn a_dollar_that_swallows_a_part_of_a_value_is_told() {
    let place = Place::bare();
    for (line, swallowed) in [
        ("DATABASE_URL=postgres://natter:pa$word1@127.0.0.1:1/natter", Some("$word1")),
        ("DATABASE_URL=\"postgres://natter:pa${word1}x@127.0.0.1:1/natter\"", Some("$word1")),
        ("DATABASE_URL='postgres://natter:pa$word1@127.0.0.1:1/natter'", None),
        ("WORD=1\nDATABASE_URL=postgres://natter:pa$WORD@127.0.0.1:1/natter # not $word1", None),
        ("DATABASE_URL=postgres://natter:pa\\$word1@127.0.0.1:1/natter", None),
    ] {
        place.writes(".env", line);
        let said = place.commands("check").await.output;
        assert_eq!(said.contains("$word1"), swallowed.is_some(), "{line}: {said}");
        assert_eq!(said.contains("%24"), swallowed.is_some(), "{line}: {said}");
    }
}
