//! What is edited or deleted is so in Telegram, too.

use crate::harness::away::Scene;
use crate::harness::eventually;

async fn deletes(scene: &Scene, seq: u64) {
    scene.grace.does(&scene.conversation, seq, "delete", &[]).await.is(200);
}

#[tokio::test]
async fn an_edit_reaches_the_notice_in_silence() {
    let scene = Scene::start().await;
    scene.says("It **computes**").await;
    let first = scene.hears("It computes").await;
    scene.grace.edits(&scene.conversation, 1, "It *halts*").await;
    let edited = scene.phone.shows_just("Grace\nIt halts").await;
    assert_eq!((edited.id, edited.styled("italic")), (first.id, vec!["halts".to_owned()]));
}

#[tokio::test]
async fn a_notice_of_what_is_deleted_is_taken_back() {
    let scene = Scene::start().await;
    scene.says("never mind").await;
    scene.hears("never mind").await;
    deletes(&scene, 1).await;
    scene.is_taken_back().await;
}

#[tokio::test]
async fn of_several_messages_the_rest_stays_and_nothing_is_told_again() {
    let scene = Scene::start().await;
    for text in ["one", "two"] {
        scene.says(text).await;
    }
    let both = scene.phone.hears("2 new messages from Grace\none\ntwo").await;
    deletes(&scene, 2).await;
    assert_eq!(scene.phone.shows_just("Grace\none").await.id, both.id);
    let sent = scene.telegram.calls("SendMessage").len();
    scene.says("three").await;
    scene.phone.hears("2 new messages from Grace\none\nthree").await;
    assert_eq!(scene.telegram.calls("SendMessage").len(), sent);
}

#[tokio::test]
async fn an_edit_of_what_a_notice_does_not_show_changes_nothing() {
    let scene = Scene::start().await;
    scene.grace.counts(&scene.conversation, 6).await;
    let notice = scene.phone.hears("6 new messages from Grace\n2\n3\n4\n5\n6").await;
    scene.is_settled().await;
    let edited = scene.telegram.calls("EditMessageText").len();
    scene.grace.edits(&scene.conversation, 1, "first").await;
    scene.is_settled().await;
    assert_eq!(scene.telegram.calls("EditMessageText").len(), edited);
    scene.grace.edits(&scene.conversation, 2, "second").await;
    assert_eq!(scene.phone.hears("\nsecond\n3").await.id, notice.id);
}

#[tokio::test]
async fn what_is_deleted_before_it_is_told_is_never_told() {
    let scene = Scene::with(&[("NOTIFY_AFTER", "2s")]).await;
    scene.says("never mind").await;
    deletes(&scene, 1).await;
    scene.is_settled().await;
    assert_eq!(scene.telegram.attempts("never mind"), 0);
    assert!(scene.phone.shows().is_empty());
    scene.says("hello").await;
    scene.phone.shows_just("Grace\nhello").await;
}

#[tokio::test]
async fn a_deletion_during_the_call_takes_the_notice_back() {
    let scene = Scene::start().await;
    let held = scene.telegram.holds("SendMessage");
    scene.says("never mind").await;
    scene.telegram.is_sending("never mind").await;
    deletes(&scene, 1).await;
    held.let_go();
    eventually("it to be taken back", async || {
        (!scene.telegram.calls("DeleteMessage").is_empty()).then_some(())
    })
    .await;
    scene.is_taken_back().await;
}

#[tokio::test]
async fn a_deletion_of_the_last_of_several_during_the_call_is_seen() {
    let scene = Scene::with(&[("NOTIFY_AFTER", "2s")]).await;
    let held = scene.telegram.holds("SendMessage");
    for text in ["one", "two"] {
        scene.says(text).await;
    }
    scene.telegram.is_sending("two").await;
    deletes(&scene, 2).await;
    held.let_go();
    scene.phone.shows_just("Grace\none").await;
}

#[tokio::test]
async fn a_kill_after_an_edit_delays_it_and_loses_nothing() {
    let mut scene = Scene::with(&[("NOTIFY_AFTER", "2s")]).await;
    scene.says("before").await;
    scene.hears("before").await;
    scene.grace.edits(&scene.conversation, 1, "after").await;
    scene.chat.kill();
    scene.chat.resume().await;
    scene.phone.shows_just("Grace\nafter").await;
}

#[tokio::test]
async fn what_was_told_goes_at_once_and_the_news_wait_for_who_is_here() {
    let scene = Scene::start().await;
    scene.says("one").await;
    scene.hears("one").await;
    let stream = scene.ada.listens_to(&scene.conversation).await;
    scene.says("two").await;
    scene.grace.edits(&scene.conversation, 1, "one or so").await;
    scene.phone.shows_just("Grace\none or so").await;
    deletes(&scene, 1).await;
    scene.is_taken_back().await;
    drop(stream);
    // Who was here is looked at again after half a minute.
    assert_eq!(scene.phone.hears_late("two").await.text, "Grace\ntwo");
}

#[tokio::test]
async fn a_notice_of_a_muted_conversation_is_put_right_without_the_news() {
    let scene = Scene::start().await;
    for text in ["one", "two"] {
        scene.says(text).await;
    }
    scene.phone.hears("one\ntwo").await;
    let path = format!("{}/mute", scene.conversation.path());
    scene.ada.post(&path).form(&[("mute", "always")]).await.is(303);
    scene.says("three").await;
    deletes(&scene, 2).await;
    scene.phone.shows_just("Grace\none").await;
    deletes(&scene, 1).await;
    scene.is_taken_back().await;
}

#[tokio::test]
async fn a_quote_in_a_notice_is_as_its_message_is_now() {
    let scene = Scene::start().await;
    scene.ada.says(&scene.conversation, "Lunch?").await;
    scene.answers("1", "Yes").await;
    scene.phone.shows_just("Grace\n↩ Ada: Lunch?\nYes").await;
    scene.ada.edits(&scene.conversation, 1, "Dinner?").await;
    scene.phone.shows_just("Grace\n↩ Ada: Dinner?\nYes").await;
    scene.ada.does(&scene.conversation, 1, "delete", &[]).await.is(200);
    scene.phone.shows_just("Grace\nYes").await;
}
