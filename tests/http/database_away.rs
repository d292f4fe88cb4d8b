//! PostgreSQL stops and comes back.

use crate::harness::postgres::Postgres;
use crate::harness::redis::Redis;
use crate::harness::{Chat, Mode, Place, eventually};

async fn place(postgres: &Postgres) -> Place {
    Place::bare()
        .with("DATABASE_URL", &postgres.database().await)
        .with("REDIS_URL", &Redis::shared().await.database())
}

#[tokio::test]
async fn while_the_database_is_away_a_page_says_so_and_afterwards_all_goes_on() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let chat = Chat::at(place(&postgres).await, &[]).await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    ada.says(&conversation, "before").await;

    postgres.stop().await;
    for path in ["/conversations", &conversation.path()] {
        let page = ada.get(path).await.is(503).page();
        assert!(page.is_whole() && page.text().len() > 40, "{}", page.html);
        for leak in ["sql", "postgres", "Connection refused", "os error"] {
            assert!(!page.html.contains(leak), "{}", page.html);
        }
    }
    let fields = [("body", "meanwhile"), ("nonce", "n-1")];
    let refused = ada.sends(&conversation, &fields).await.is(503);
    assert!(!refused.page().is_whole(), "htmx gets a sentence, not a page");
    ada.post(&conversation.messages()).form(&fields).await.is(503);
    let asked = ada.asks_for_stream(&conversation.events(0), None).await;
    assert_eq!(asked.status().as_u16(), 503, "never a stream that ends at once");
    chat.visitor().signs_in("ada", "whatever it is").await.is(503);
    chat.visitor().get("/healthz").await.is(200);
    chat.visitor().get("/readyz").await.is(503);

    postgres.resume().await;
    eventually("the page to be back", async || {
        (ada.get(&conversation.path()).await.status == 200).then_some(())
    })
    .await;
    let texts = |page: crate::harness::Page| page.messages().into_iter().map(|m| m.text);
    let shown: Vec<_> = texts(grace.looks_at(&conversation).await).collect();
    assert_eq!(shown, ["before"], "nothing half done");
    ada.sends(&conversation, &fields).await.is(200);
    ada.sends(&conversation, &fields).await.is(200);
    let shown: Vec<_> = texts(grace.looks_at(&conversation).await).collect();
    assert_eq!(shown, ["before", "meanwhile"]);
    chat.visitor().get("/readyz").await.is(200);
}
