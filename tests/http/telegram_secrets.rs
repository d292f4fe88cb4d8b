//! What the way to Telegram must not give away, and what an operator is told.

use crate::harness::Place;
use crate::harness::away::Scene;
use crate::harness::telegram::{BOT, TOKEN, Telegram};

const WORDS: &str = "unutterable-words";

#[tokio::test]
async fn neither_the_token_nor_a_text_is_in_the_most_talkative_log() {
    let scene = Scene::with(&[("RUST_LOG", "trace")]).await;
    scene.telegram.refuses("SendMessage", Some(7), 1, 500, "Internal Server Error");
    scene.says(WORDS).await;
    let notice = scene.hears(WORDS).await;
    scene.phone.replies(notice.id, "whispered-answer");
    scene.phone.says("whispered-nonsense");
    scene.phone.hears("did not understand").await;
    scene.telegram.refuses("GetUpdates", None, 1, 502, "Bad Gateway");
    let offer = scene.ada.offers_a_link().await;
    scene.phone.says(&format!("/start {}", offer.token));
    scene.phone.hears("Linked to").await;
    let lines = scene.chat.log().lines();
    assert!(lines.iter().any(|line| line.contains("\"TRACE\"")), "it is talkative");
    let key = TOKEN.split_once(':').unwrap().1;
    for secret in [key, WORDS, "whispered", &*offer.token, &*offer.code] {
        let told = lines.iter().find(|line| line.contains(secret));
        assert_eq!(told, None, "{secret} stands in the log");
    }
}

#[tokio::test]
async fn check_asks_who_the_bot_is_and_counts() {
    let telegram = Telegram::start().await;
    let [token, api] = telegram.settings();
    let place = Place::fresh().await;
    let check = || place.natter(["check"]).sets([token, api]);
    let ended = check().run().await;
    assert!(ended.status.success(), "{}", ended.output);
    assert!(ended.output.contains(&format!("telegram: ok, the bot is @{BOT}")), "{}", ended.output);

    for (name, wrong, sentence) in [
        ("TELEGRAM_BOT_TOKEN", "1:wrong", "does not know the token in TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:1", "127.0.0.1 does not answer"),
    ] {
        let ended = check().set(name, wrong).run().await;
        assert!(!ended.status.success(), "{name}: {}", ended.output);
        let line = ended.output.lines().find(|line| line.starts_with("telegram: "));
        assert!(line.is_some_and(|line| line.contains(sentence)), "{name}: {}", ended.output);
        assert!(!ended.output.contains(":wrong") && !ended.output.contains(TOKEN));
    }
}

#[tokio::test]
async fn check_counts_what_waits_and_who_has_blocked_the_bot() {
    let scene = Scene::with(&[("NOTIFY_AFTER", "1h")]).await;
    scene.says("later").await;
    let check = scene.chat.place.natter(["check"]).sets(scene.telegram.settings());
    let ended = check.run().await;
    let expected = "notifications: 1 waiting; 0 given up; 0 people have blocked the bot";
    assert!(ended.output.contains(expected), "{}", ended.output);
}
