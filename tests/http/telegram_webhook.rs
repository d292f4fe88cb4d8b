//! Updates that Telegram brings by itself.

use serde_json::{Value, json};

use crate::harness::answer::Answer;
use crate::harness::phone::Phone;
use crate::harness::raw::raw;
use crate::harness::telegram::Telegram;
use crate::harness::{Chat, eventually};

const SECRET: &str = "a-secret-of-the-webhook_42";
const HEADER: &str = "x-telegram-bot-api-secret-token";

async fn scene() -> (Telegram, Chat) {
    let telegram = Telegram::start().await;
    let [token, address] = telegram.settings();
    let webhook = ("TELEGRAM_WEBHOOK_SECRET", SECRET);
    let chat =
        Chat::with(&[token, address, webhook, ("PUBLIC_URL", "https://chat.example.org")]).await;
    (telegram, chat)
}

async fn brings(chat: &Chat, update: &Value, secret: &str) -> Answer {
    let visitor = chat.visitor();
    let ask = visitor.post("/telegram/webhook").header(HEADER, secret);
    ask.header("content-type", "application/json").body(update.to_string()).await
}

async fn is_linked(phone: &Phone) {
    phone.hears("Linked to @ada").await;
}

#[tokio::test]
async fn telegram_is_told_where_to_bring_updates_and_what_it_brings_counts() {
    let (telegram, chat) = scene().await;
    let webhook = eventually("a webhook", async || telegram.webhook()).await;
    assert_eq!(webhook["url"], "https://chat.example.org/telegram/webhook");
    assert_eq!(
        (&webhook["secret_token"], &webhook["max_connections"]),
        (&json!(SECRET), &json!("1"))
    );
    let ada = chat.person("ada").await;
    let token = ada.offers_a_link().await.token;
    let phone = telegram.phone(7, "ada_l");
    let update = phone.says(&format!("/start {token}"));
    brings(&chat, &update, SECRET).await.is(200);
    is_linked(&phone).await;
    // Once more, as after an answer that got lost.
    brings(&chat, &update, SECRET).await.is(200);
    assert_eq!(telegram.calls("GetUpdates").len(), 0);
}

#[tokio::test]
async fn without_the_secret_there_is_nothing_here() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let token = ada.offers_a_link().await.token;
    let update = telegram.phone(7, "ada_l").says(&format!("/start {token}"));
    for wrong in [
        "",
        "a-secret-of-the-webhook_43",
        "a-secret-of-the-webhook_4",
        SECRET.to_uppercase().as_str(),
    ] {
        brings(&chat, &update, wrong).await.is(404);
    }
    chat.visitor().post("/telegram/webhook").body(update.to_string()).await.is(404);
    assert!(telegram.calls("SendMessage").is_empty());
    let elsewhere = Chat::with(&telegram.settings()).await;
    brings(&elsewhere, &update, SECRET).await.is(404);
}

#[tokio::test]
async fn what_is_not_understood_is_passed_over() {
    let (telegram, chat) = scene().await;
    for odd in
        [json!({"update_id": 1, "something_new": {"a": 1}}), json!({"no": "update"}), json!([])]
    {
        brings(&chat, &odd, SECRET).await.is(200);
    }
    assert!(telegram.calls("SendMessage").is_empty());
}

#[tokio::test]
async fn an_earlier_webhook_is_taken_away_where_updates_are_fetched() {
    let telegram = Telegram::start().await;
    telegram.has_webhook();
    let chat = Chat::with(&telegram.settings()).await;
    let ada = chat.person("ada").await;
    let token = ada.offers_a_link().await.token;
    let phone = telegram.phone(7, "ada_l");
    phone.says(&format!("/start {token}"));
    is_linked(&phone).await;
    assert_eq!(telegram.webhook(), None);
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_not_listened_to() {
    let (_telegram, chat) = scene().await;
    // The body never comes; the answer does not wait for it.
    let head =
        "POST /telegram/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n{";
    let answer = raw(&chat.visitor(), head).await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let known = head.replace("Content-Length", &format!("{HEADER}: {SECRET}\r\nContent-Length"));
    let answer = raw(&chat.visitor(), known).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}
