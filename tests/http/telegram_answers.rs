//! Answering from Telegram: what an answer answers there.

use crate::harness::away::Scene;
use crate::harness::eventually;
use crate::harness::phone::Phone;

/// Grace has Telegram as well.
async fn phone_of_grace(scene: &Scene) -> Phone {
    let phone = scene.telegram.phone(8, "grace_h");
    scene.grace.links_to(&phone).await;
    phone
}

#[tokio::test]
async fn an_answer_to_a_notice_of_one_message_answers_that_message() {
    let scene = Scene::start().await;
    let phone = phone_of_grace(&scene).await;
    scene.says("**Lunch**?").await;
    let notice = scene.hears("Lunch?").await;
    scene.phone.replies(notice.id, "At *one*");
    let answer = phone.hears("At *one*").await;
    assert_eq!(answer.text, "Ada\n↩ Grace: Lunch?\nAt *one*");
}

#[tokio::test]
async fn an_answer_to_a_notice_of_several_answers_none_of_them() {
    let scene = Scene::start().await;
    let phone = phone_of_grace(&scene).await;
    scene.says("Lunch?").await;
    scene.hears("Lunch?").await;
    scene.says("Or dinner?").await;
    let notice = scene.phone.hears("Or dinner?").await;
    scene.is_settled().await;
    scene.phone.replies(notice.id, "Both");
    assert_eq!(phone.hears("Both").await.text, "Ada\nBoth");
}

#[tokio::test]
async fn an_answer_to_what_is_deleted_meanwhile_is_posted_once() {
    let scene = Scene::start().await;
    let phone = phone_of_grace(&scene).await;
    scene.says("Lunch?").await;
    let notice = scene.hears("Lunch?").await;
    let held = scene.telegram.holds("DeleteMessage");
    scene.grace.does(&scene.conversation, 1, "delete", &[]).await.is(200);
    let update = scene.phone.replies(notice.id, "At one");
    assert_eq!(phone.hears("At one").await.text, "Ada\nAt one");
    held.let_go();
    is_posted_once(&scene, update).await;
}

#[tokio::test]
async fn an_answer_is_the_same_when_what_it_answers_is_deleted_later() {
    let scene = Scene::start().await;
    scene.says("Lunch?").await;
    let notice = scene.hears("Lunch?").await;
    let update = scene.phone.replies(notice.id, "At one");
    eventually("the answer", async || (scene.texts().await.len() == 2).then_some(())).await;
    scene.grace.does(&scene.conversation, 1, "delete", &[]).await.is(200);
    is_posted_once(&scene, update).await;
}

#[tokio::test]
async fn of_an_answered_notice_nothing_stays_that_is_deleted() {
    let scene = Scene::start().await;
    scene.says("Lunch?").await;
    scene.hears("Lunch?").await;
    scene.says("Or dinner?").await;
    let notice = scene.phone.hears("Or dinner?").await;
    scene.is_settled().await;
    scene.phone.replies(notice.id, "Both");
    eventually("the answer", async || (scene.texts().await.len() == 3).then_some(())).await;
    scene.is_settled().await;
    // What was answered stays as it was, until then.
    assert_eq!(scene.phone.shows_just(&notice.text).await.id, notice.id);
    scene.grace.does(&scene.conversation, 1, "delete", &[]).await.is(200);
    assert_eq!(scene.phone.shows_just("Message deleted").await.id, notice.id);
}

#[tokio::test]
async fn what_was_deleted_during_the_call_goes_when_it_was_answered_first() {
    let scene = Scene::start().await;
    let (telegram, phone) = (&scene.telegram, &scene.phone);
    let sending = telegram.holds("SendMessage");
    scene.says("never mind").await;
    telegram.is_sending("never mind").await;
    scene.grace.does(&scene.conversation, 1, "delete", &[]).await.is(200);
    // Taking it back fails once, and the answer comes meanwhile.
    let taking_back = telegram.holds("DeleteMessage");
    telegram.refuses("DeleteMessage", Some(phone.chat), 1, 502, "Bad Gateway");
    sending.let_go();
    let notice = scene.hears("never mind").await;
    let is_asked = async || (!telegram.calls("DeleteMessage").is_empty()).then_some(());
    eventually("it to be taken back", is_asked).await;
    phone.replies(notice.id, "I do");
    let answered = "SELECT count(*) FROM notifications WHERE answered";
    let is_noted = async || (scene.chat.place.count(answered).await == 1).then_some(());
    eventually("the answer to be noted", is_noted).await;
    taking_back.let_go();
    assert_eq!(phone.shows_just("Message deleted").await.id, notice.id);
}

async fn is_posted_once(scene: &Scene, update: serde_json::Value) {
    scene.telegram.repeats_unnoted(update);
    eventually("it to be acknowledged both times", async || {
        (scene.telegram.calls("SetMessageReaction").len() == 2).then_some(())
    })
    .await;
    assert_eq!(scene.texts().await, ["Message deleted", "At one"]);
}
