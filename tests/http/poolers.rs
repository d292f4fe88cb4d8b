//! A pooler before PostgreSQL, which gives every transaction to another of its
//! connections.

use std::time::Duration;

use crate::harness::app::recipe;
use crate::harness::fault::talk_through;
use crate::harness::pgbouncer::PgBouncer;
use crate::harness::postgres::Postgres;
use crate::harness::{Apart, Chat, Mode, Place};

/// It waits 15 s by design; the machine may be busy.
const REFUSAL: Duration = Duration::from_secs(60);

#[tokio::test]
async fn behind_a_pooler_processes_take_turns_and_people_talk() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let Some(pooler) = PgBouncer::that_keeps_statements(&postgres).await else { return };
    let database = postgres.empty_database().await;
    let full = Place::fresh().await.with("DATABASE_URL", &pooler.leads_to(&database));
    let place = full.clone().without("REDIS_URL");
    for start in 0..3 {
        let mut chat = Chat::at(place.clone(), &[]).await;
        chat.person(&format!("person{start}")).await;
        if start == 0 {
            let ended = recipe(&place, &[]).start().ended(REFUSAL).await;
            assert!(ended.output.contains("REDIS_URL"), "{}", ended.output);
        }
        chat.kill();
    }
    let scene = Apart::at(full.clone(), &[]).await;
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |_| {}).await;
    assert!(full.obeys("check").await.contains("database: ok"));
    // What would leave its own settings behind for others.
    let said = full.refuses("backup natter.backup").await;
    assert!(said.contains("pooler") && said.contains("DATABASE_URL"), "{said}");
    let direct = full.with("DATABASE_URL", &database);
    direct.obeys("backup natter.backup").await;
}

#[tokio::test]
async fn a_pooler_that_forgets_statements_is_refused_with_a_sentence() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let pooler = PgBouncer::that_forgets_statements(&postgres).await;
    let database = pooler.leads_to(&postgres.empty_database().await);
    let place = Place::bare().with("DATABASE_URL", &database);
    for _ in 0..2 {
        let said = place.refuses("serve").await;
        assert!(said.contains("max_prepared_statements"), "{said}");
        let ended = place.commands("check").await;
        assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
        assert!(ended.output.contains("max_prepared_statements"), "{}", ended.output);
    }
}
