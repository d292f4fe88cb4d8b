//! What an operator may watch.

use std::time::Instant;

use crate::harness::event::Event;
use crate::harness::telegram::Telegram;
use crate::harness::{Chat, eventually};

const SETTING: (&str, &str) = ("METRICS_ADDR", "127.0.0.1:0");

async fn metrics(chat: &Chat) -> String {
    let address = chat.log().after("metrics at http://").expect("the log tells the address");
    let answer = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// The number on the line that begins so.
fn value(metrics: &str, name: &str) -> Option<f64> {
    metrics.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

#[tokio::test]
async fn requests_and_streams_are_counted() {
    let chat = Chat::with(&[SETTING]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = grace.looks_at(&conversation).await;
    let mut stream = grace.stream(&page.stream(), None).await;
    ada.says(&conversation, "for the books").await;
    stream.expects_message("for the books").await;
    ada.get("/conversations/no-such-thing").await.is(404);

    let told = metrics(&chat).await;
    let sent = "natter_requests_total{route=\"/conversations/{id}/messages\",status=\"200\"}";
    let missing = "natter_requests_total{route=\"/conversations/{id}\",status=\"404\"}";
    assert!(value(&told, sent).is_some_and(|sent| sent >= 1.0), "{told}");
    assert!(value(&told, missing).is_some_and(|missing| missing >= 1.0), "{told}");
    assert_eq!(value(&told, "natter_streams"), Some(1.0));
    assert!(value(&told, "natter_events_total").is_some_and(|events| events >= 2.0), "{told}");
    assert!(told.contains("natter_request_seconds_bucket{route="), "{told}");
    assert!(told.contains("natter_database_connections{state=\"idle\"}"), "{told}");
    for secret in ["ada", "grace", &conversation.id, "for the books"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    grace.stream(&page.stream(), Some("0")).await;
    drop(stream);
    eventually("the streams to be gone", async || {
        let told = metrics(&chat).await;
        assert_eq!(value(&told, "natter_stream_resumes_total"), Some(1.0));
        (value(&told, "natter_streams") == Some(0.0)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn many_lists_are_read_together() {
    const LISTS: usize = 16;
    let chat = Chat::with(&[SETTING, ("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let mut lists = Vec::new();
    for (other, _) in chat.crowd_around(&ada, LISTS).await {
        lists.push(other.listens_to_the_list().await);
    }
    let reads = async || value(&metrics(&chat).await, "natter_list_reads_total").unwrap();
    let before = reads().await;
    let _open = ada.listens_to_the_list().await;
    for list in &mut lists {
        let comes =
            |event: &Event| event.data.contains("data-person=\"ada\" data-presence=\"online");
        list.expects("ada to come", |event| comes(event).then_some(())).await;
    }
    // Two would do: while one is on its way, the other lists want theirs.
    assert!(reads().await - before <= (LISTS / 2) as f64);
}

#[tokio::test]
async fn the_lists_of_a_group_are_read_together_and_once_a_second() {
    const MEMBERS: usize = 40;
    let chat = Chat::with(&[SETTING, ("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let mut members = Vec::new();
    for number in 0..MEMBERS {
        members.push(chat.person(&format!("member{number}")).await);
    }
    let group = ada.makes_group("The pond", &members.iter().collect::<Vec<_>>()).await;
    let mut lists = Vec::new();
    for member in &members {
        lists.push(member.listens_to_the_list().await);
    }
    let reads = async || value(&metrics(&chat).await, "natter_list_reads_total").unwrap_or(0.0);
    let (before, begun) = (reads().await, Instant::now());
    for number in 1..=20 {
        ada.says(&group, &format!("number {number}.")).await;
    }
    let took = begun.elapsed().as_secs();
    for list in &mut lists {
        list.expects_entry(&group, |entry| {
            entry.text.contains("number 20.") && entry.unread.as_deref() == Some("21")
        })
        .await;
    }
    // The first, one a second, and the last.
    let most = (2 + took) as f64;
    let reads = reads().await - before;
    assert!((1.0..=most).contains(&reads), "{reads} reads in {took} seconds");
}

#[tokio::test]
async fn they_are_never_at_the_public_address() {
    let chat = Chat::with(&[SETTING]).await;
    chat.visitor().get("/metrics").await.is(404);
    let address = chat.log().after("metrics at http://").unwrap();
    let elsewhere = reqwest::get(format!("http://{address}/login")).await.unwrap();
    assert_eq!(elsewhere.status(), 404);
}

#[tokio::test]
async fn refusals_of_telegram_are_counted_for_all_and_for_good() {
    let telegram = Telegram::start().await;
    telegram.slows_down("GetMe", 2, 1);
    let [token, address] = telegram.settings();
    let mut chat = Chat::with(&[SETTING, token, address]).await;
    let slowed = "natter_telegram_refusals{kind=\"too_many\"}";
    let twice = async |chat: &Chat| {
        eventually("both to be counted", async || {
            (value(&metrics(chat).await, slowed) == Some(2.0)).then_some(())
        })
        .await
    };
    twice(&chat).await;
    let ended = chat.place.natter(["check"]).sets(telegram.settings()).run().await;
    assert!(ended.output.contains("asked to slow down 2 times"), "{}", ended.output);
    assert!(ended.output.contains("the last refusal was too_many"), "{}", ended.output);
    chat.restart().await;
    eventually("the bot to be there", async || {
        (value(&metrics(&chat).await, "natter_telegram_up") == Some(1.0)).then_some(())
    })
    .await;
    twice(&chat).await;
    let told = metrics(&chat).await;
    assert_eq!(value(&told, "natter_notifications{state=\"waiting\"}"), Some(0.0));
    assert_eq!(value(&told, "natter_telegram_blocked_links"), Some(0.0));
}
