//! Being told on Telegram, and answering from there.

use std::time::Duration;

use crate::harness::away::Scene;
use crate::harness::{eventually, within};

#[tokio::test]
async fn who_is_away_is_told_and_one_message_says_it_all() {
    let scene = Scene::start().await;
    scene.says("It computes!").await;
    let first = scene.phone.hears("Grace\nIt computes!").await;
    scene.says("Really").await;
    let both = scene.phone.hears("2 new messages from Grace\nIt computes!\nReally").await;
    assert_eq!(both.id, first.id, "edited, not sent again");
    assert_eq!(scene.phone.shows().len(), 1);
}

#[tokio::test]
async fn who_is_here_is_not_told_and_what_is_read_is_taken_back() {
    let scene = Scene::start().await;
    let stream = scene.ada.listens_to(&scene.conversation).await;
    scene.says("while you look").await;
    // Somebody else's notice comes after the decision about hers.
    let edsger = scene.chat.person("edsger").await;
    let with_grace = scene.grace.talks_to(&edsger).await;
    let other = scene.telegram.phone(8, "edsger");
    edsger.links_to(&other).await;
    scene.grace.says(&with_grace, "and you?").await;
    other.hears("and you?").await;
    assert!(scene.phone.shows().is_empty());
    scene.ada.reads(&scene.conversation, 1).await;
    drop(stream);

    scene.says("now you are away").await;
    // Who was here is looked at again after half a minute.
    scene.phone.hears_late("now you are away").await;
    scene.ada.reads(&scene.conversation, 2).await;
    scene.is_taken_back().await;
}

#[tokio::test]
async fn an_answer_is_posted_once_and_reads_what_the_notice_told() {
    let scene = Scene::start().await;
    scene.says("Lunch?").await;
    let notice = scene.hears("Lunch?").await;
    let update = scene.phone.replies(notice.id, "At one");
    eventually("a reaction", async || {
        (!scene.telegram.calls("SetMessageReaction").is_empty()).then_some(())
    })
    .await;
    assert_eq!(scene.texts().await, ["Lunch?", "At one"]);
    assert_eq!(scene.ada.unread(&scene.conversation).await, None);
    assert_eq!(scene.grace.unread(&scene.conversation).await.as_deref(), Some("1"));

    scene.telegram.repeats_unnoted(update.clone());
    scene.phone.says("/status");
    scene.phone.hears("Notices are on").await;
    assert_eq!(scene.texts().await, ["Lunch?", "At one"]);
    assert!(scene.phone.shows().contains(&notice), "one that was answered stays");

    // Another bot numbers its messages from the beginning.
    let mut of_another_bot = update;
    of_another_bot["message"]["text"] = "At two".into();
    scene.telegram.repeats_unnoted(of_another_bot);
    eventually("the answer to the other bot", async || {
        (scene.texts().await == ["Lunch?", "At one", "At two"]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_answer_reads_no_further_than_its_notice() {
    let scene = Scene::start().await;
    scene.says("told").await;
    let notice = scene.hears("told").await;
    // Not told yet when she answers.
    let held = scene.telegram.holds("EditMessageText");
    scene.says("not told").await;
    eventually("the edit to be under way", async || {
        (!scene.telegram.calls("EditMessageText").is_empty()).then_some(())
    })
    .await;
    scene.phone.replies(notice.id, "answer");
    eventually("the answer", async || (scene.texts().await.len() == 3).then_some(())).await;
    assert_eq!(scene.ada.unread(&scene.conversation).await.as_deref(), Some("1"));
    held.let_go();
}

#[tokio::test]
async fn answers_to_anything_else_change_nothing() {
    let scene = Scene::start().await;
    scene.says("hello").await;
    let notice = scene.hears("hello").await;
    scene.phone.replies(1, "to what?");
    scene.phone.hears("do not know what you are answering").await;
    scene.phone.replies(notice.id, &"x".repeat(4001));
    scene.phone.hears("4,000").await;
    // Somebody else's notice.
    let mallory = scene.chat.person("mallory").await;
    let other = scene.telegram.phone(8, "mallory");
    mallory.links_to(&other).await;
    other.replies(notice.id, "let me in");
    other.hears("do not know what you are answering").await;
    let left = "DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE username = 'ada')";
    scene.chat.place.executes(left).await;
    scene.phone.replies(notice.id, "still here?");
    scene.phone.hears("not in that conversation any more").await;
    let messages = scene.grace.looks_at(&scene.conversation).await.messages();
    assert_eq!(messages.len(), 1);
}

#[tokio::test]
async fn buttons_mark_as_read_and_mute() {
    let scene = Scene::with(&[("PUBLIC_URL", "https://chat.example.org")]).await;
    scene.says("one").await;
    let notice = scene.hears("one").await;
    let labels: Vec<_> = notice.buttons.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, ["Open", "Mark as read", "Mute 8 h"]);
    let open = format!("https://chat.example.org{}", scene.conversation.path());
    assert_eq!(notice.buttons[0].1, open);
    scene.phone.presses(&notice, "Mark as read");
    scene.is_taken_back().await;
    assert_eq!(scene.ada.unread(&scene.conversation).await, None);

    scene.says("two").await;
    let notice = scene.hears("two").await;
    scene.phone.presses(&notice, "Mute 8 h");
    eventually("an answer to the press", async || {
        let answers = scene.telegram.calls("AnswerCallbackQuery");
        answers.iter().any(|call| call.body["text"] == "Quiet for 8 hours.").then_some(())
    })
    .await;
    scene.says("three").await;
    scene
        .ada
        .post(&format!("{}/mute", scene.conversation.path()))
        .form(&[("mute", "off")])
        .await
        .is(303);
    scene.says("four").await;
    scene.phone.hears("four").await;
}

#[tokio::test]
async fn a_blocked_bot_is_not_tried_again() {
    let scene = Scene::start().await;
    scene.finds_the_bot_blocked().await;
    let tried = scene.telegram.calls("SendMessage").len();
    scene.says("two").await;
    scene.ada.post("/settings/telegram/test").await.is(303);
    scene.phone.hears("test message").await;
    assert_eq!(scene.telegram.calls("SendMessage").len(), tried + 1);
    scene.says("three").await;
    scene.phone.hears("three").await;
}

#[tokio::test]
async fn a_pause_that_telegram_asks_for_is_kept_and_nothing_is_lost() {
    let scene = Scene::start().await;
    scene.telegram.slows_down("SendMessage", 1, 2);
    scene.says("patience").await;
    scene.phone.hears("patience").await;
    assert_eq!(scene.phone.shows().len(), 1);
    let calls = scene.telegram.calls("SendMessage");
    let about_it =
        calls.iter().filter(|call| call.body["text"].as_str().unwrap().contains("patience"));
    assert_eq!(about_it.count(), 2, "once refused and once sent");
}

#[tokio::test]
async fn a_kill_between_message_and_notice_delays_it_and_loses_nothing() {
    let mut scene = Scene::with(&[("NOTIFY_AFTER", "2s")]).await;
    scene.says("before the crash").await;
    scene.chat.kill();
    scene.chat.resume().await;
    scene.phone.hears("before the crash").await;
    assert_eq!(scene.phone.shows().len(), 1);
}

#[tokio::test]
async fn reading_while_the_call_is_under_way_takes_the_notice_back() {
    let scene = Scene::start().await;
    let held = scene.telegram.holds("SendMessage");
    scene.says("read in between").await;
    eventually("the call", async || {
        let calls = scene.telegram.calls("SendMessage");
        calls
            .iter()
            .any(|call| call.body["text"].as_str().unwrap().contains("in between"))
            .then_some(())
    })
    .await;
    scene.ada.reads(&scene.conversation, 1).await;
    held.let_go();
    eventually("it to be taken back", async || {
        (!scene.telegram.calls("DeleteMessage").is_empty()).then_some(())
    })
    .await;
    scene.is_taken_back().await;
}

#[tokio::test]
async fn a_chat_with_many_notices_does_not_hold_up_another() {
    let scene = Scene::with(&[("NOTIFY_AFTER", "2s")]).await;
    let edsger = scene.chat.person("edsger").await;
    let other = scene.telegram.phone(8, "edsger");
    edsger.links_to(&other).await;
    let with_grace = scene.grace.talks_to(&edsger).await;
    for (guest, with_ada) in scene.chat.crowd_around(&scene.ada, 40).await {
        guest.says(&with_ada, "to Ada").await;
    }
    scene.grace.says(&with_grace, "to Edsger").await;
    other.hears("to Edsger").await;
    let before = scene.telegram.attempts("to Ada");
    assert!(before < 20, "{before} of another chat came first");
    within(Duration::from_secs(90), "all of Ada's", async || {
        let told = scene.phone.shows().iter().filter(|shown| shown.text.contains("to Ada")).count();
        (told == 40).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_comes_after_a_hundred_unread_messages_is_told_as_well() {
    let scene = Scene::start().await;
    scene.grace.counts(&scene.conversation, 100).await;
    scene.phone.hears("More than 99 new messages from ").await;
    scene.says("urgent, call me").await;
    scene.phone.hears("urgent, call me").await;
}

#[tokio::test]
async fn who_unblocks_the_bot_and_writes_to_it_is_told_again() {
    let scene = Scene::start().await;
    scene.finds_the_bot_blocked().await;
    scene.says("said meanwhile").await;
    scene.phone.says("/start");
    scene.phone.hears("Notices are on").await;
    assert_eq!(scene.link_state().await.as_deref(), Some("linked"));
    scene.phone.hears("one\nsaid meanwhile").await;
}

#[tokio::test]
async fn a_test_message_that_gets_there_opens_the_way_again() {
    let scene = Scene::start().await;
    scene.finds_the_bot_blocked().await;
    scene.says("said meanwhile").await;
    scene.ada.post("/settings/telegram/test").await.is(303);
    scene.phone.hears("said meanwhile").await;
}

#[tokio::test]
async fn another_chat_is_told_what_a_blocked_one_was_not() {
    let scene = Scene::start().await;
    scene.finds_the_bot_blocked().await;
    scene.says("said meanwhile").await;
    let new = scene.telegram.phone(8, "ada_2");
    scene.ada.links_to(&new).await;
    new.hears("said meanwhile").await;
}

#[tokio::test]
async fn linking_again_loses_nothing_that_waits_or_stands() {
    let scene = Scene::with(&[("NOTIFY_AFTER", "3s")]).await;
    scene.says("waits").await;
    scene.ada.links_to(&scene.phone).await;
    scene.phone.hears("waits").await;
    scene.ada.links_to(&scene.phone).await;
    scene.ada.reads(&scene.conversation, 1).await;
    let gone = async || {
        let stands = scene.phone.shows().iter().any(|shown| shown.text.contains("waits"));
        (!stands).then_some(())
    };
    eventually("the notice to be taken back", gone).await;

    scene.says("moves").await;
    let new = scene.telegram.phone(8, "ada_new");
    scene.ada.links_to(&new).await;
    new.hears("moves").await;
}

#[tokio::test]
async fn what_an_old_chat_refuses_does_not_block_the_new_one() {
    let scene = Scene::start().await;
    let held = scene.telegram.holds("SendMessage");
    scene.says("one").await;
    scene.telegram.is_sending("one").await;
    let new = scene.telegram.phone(8, "ada_new");
    new.says(&format!("/start {}", scene.ada.offers_a_link().await.token));
    eventually("the new link", async || {
        let page = scene.ada.opens("/settings").await;
        page.text().contains("ada_new").then_some(())
    })
    .await;
    scene.telegram.refuses(
        "SendMessage",
        Some(7),
        9,
        403,
        "Forbidden: bot was blocked by the user",
    );
    held.let_go();
    new.hears("one").await;
    scene.says("two").await;
    new.hears("two").await;
}

#[tokio::test]
async fn ordinary_words_are_no_codes() {
    let scene = Scene::start().await;
    for words in ["tomorrow", "well done", "he is here"] {
        scene.phone.says(words);
    }
    eventually("three answers", async || {
        let told = scene.phone.shows();
        (told.iter().filter(|shown| shown.text.contains("did not understand")).count() == 3)
            .then_some(())
    })
    .await;
    scene.phone.says("/start AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    scene.phone.hears("not good any more").await;
}
