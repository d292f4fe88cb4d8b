//! Files in S3, and what happens while that is away.

use std::time::{Duration, Instant};

use axum::http::StatusCode;

use crate::harness::s3::{RefusingS3, S3};
use crate::harness::{Chat, Conversation, Person};

/// Longer than anybody waits.
const PATIENCE: Duration = Duration::from_secs(40);

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|place| (place * 7 % 253) as u8).collect()
}

#[tokio::test]
async fn s3_is_a_place_for_files_like_any_other() {
    let s3 = S3::start().await;
    let chat = Chat::at(s3.place().await, &[]).await;
    let (ada, _, conversation) = chat.pair().await;
    let bytes = bytes(6_000_000);
    let id = ada.uploaded(&conversation, "a.bin", &bytes).await;
    let keys = s3.keys().await;
    assert!(keys.len() == 1 && keys[0].starts_with("some/files/"), "{keys:?}");
    assert_eq!(ada.downloads(&id).opened().await.bytes().await.unwrap(), bytes);
    let part = ada.downloads(&id).header("range", "bytes=5999990-").opened().await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.unwrap(), bytes[5_999_990..]);
    let said = chat.place.commands("check").await;
    assert!(said.output.contains("files: ok, in s3://natter/some/files"), "{}", said.output);
    let said = chat.place.commands("files check").await;
    assert!(said.status.success() && said.output.contains("1 objects"), "{}", said.output);
    assert_eq!(s3.keys().await, keys, "a check leaves nothing");
    s3.stop().await;
    s3.resume().await;
    let said = chat.place.commands("files check").await;
    assert!(!said.status.success() && said.output.contains("1 missing"), "{}", said.output);
    ada.downloads(&id).await.is(503);
}

#[tokio::test]
async fn while_s3_is_away_nothing_half_is_stored_and_others_go_on() {
    let s3 = S3::start().await;
    let chat = Chat::at(s3.place().await, &[]).await;
    let (ada, _, conversation) = chat.pair().await;
    let id = ada.uploaded(&conversation, "a.bin", &bytes(9)).await;
    s3.stop().await;
    refuses(&chat, &ada, &conversation, 1).await;
    ada.downloads(&id).await.is(503);
    let said = chat.place.commands("check").await;
    assert!(!said.status.success() && said.output.contains("files: "), "{}", said.output);
    s3.resume().await;
    ada.uploaded(&conversation, "b.bin", &bytes(9)).await;
    assert_eq!(s3.keys().await.len(), 1);
}

#[tokio::test]
async fn what_s3_refuses_is_a_sentence() {
    for status in [StatusCode::FORBIDDEN, StatusCode::SERVICE_UNAVAILABLE] {
        let s3 = RefusingS3::with(status).await;
        let chat = Chat::at(s3.place().await, &[]).await;
        let (ada, _, conversation) = chat.pair().await;
        refuses(&chat, &ada, &conversation, 0).await;
        let said = chat.place.commands("check").await;
        let is_told = said.output.contains(status.as_str());
        assert!(!said.status.success() && is_told, "{}", said.output);
        assert!(!said.output.contains("hush-4711") && !said.output.contains("Signature"));
    }
}

#[tokio::test]
async fn a_silent_s3_is_not_waited_for() {
    let s3 = RefusingS3::silent().await;
    let chat = Chat::at(s3.place().await, &[]).await;
    let (ada, _, conversation) = chat.pair().await;
    refuses(&chat, &ada, &conversation, 0).await;
}

/// An upload fails with a sentence, soon and without a trace, while others go on.
async fn refuses(chat: &Chat, ada: &Person, conversation: &Conversation, files: i64) {
    let began = Instant::now();
    let bytes = bytes(300_000);
    let upload = ada.uploads(conversation, &[("nonce", "n-9")], ("b.bin", &bytes)).into_future();
    let others = async {
        ada.says(conversation, "still here").await;
        ada.looks_at(conversation).await;
        began.elapsed()
    };
    let (answer, others) = futures_util::future::join(upload, others).await;
    let answer = answer.is(503);
    assert!(answer.body.contains("in a moment"), "{}", answer.body);
    assert!(began.elapsed() < PATIENCE && others < Duration::from_secs(10));
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, files);
    assert_eq!(chat.place.count("SELECT count(*) FROM objects").await, files);
}
