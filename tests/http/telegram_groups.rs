//! Groups on Telegram: what a notice tells of them, and where an answer goes.

use crate::harness::away::Scene;
use crate::harness::telegram::Shown;
use crate::harness::{Group, Person, eventually};

/// A group of Grace and Ada, and the notice of it that Ada has.
async fn pond(scene: &Scene) -> (Group, Shown) {
    let group = scene.grace.makes_group("The pond", &[&scene.ada]).await;
    (group, scene.hears("Grace · The pond\nGrace made the group The pond").await)
}

/// The same when Ada has read that.
async fn pond_as_read(scene: &Scene) -> Group {
    let (group, notice) = pond(scene).await;
    scene.phone.presses(&notice, "Mark as read");
    scene.is_taken_back().await;
    group
}

async fn texts(person: &Person, group: &Group) -> Vec<String> {
    let messages = person.looks_at(group).await.messages();
    messages.into_iter().map(|message| message.text).collect()
}

#[tokio::test]
async fn an_answer_goes_into_the_group_once() {
    let scene = Scene::start().await;
    let phone = scene.telegram.phone(8, "grace_h");
    scene.grace.links_to(&phone).await;
    let group = pond_as_read(&scene).await;
    scene.grace.says(&group, "**Lunch**?").await;
    let notice = scene.hears("Grace · The pond\nLunch?").await;
    let update = scene.phone.replies(notice.id, "At *one*");
    let answer = phone.hears("At *one*").await;
    assert_eq!(answer.text, "Ada · The pond\n↩ Grace: Lunch?\nAt *one*");
    scene.telegram.repeats_unnoted(update);
    eventually("it to be acknowledged both times", async || {
        (scene.telegram.calls("SetMessageReaction").len() == 2).then_some(())
    })
    .await;
    assert_eq!(texts(&scene.grace, &group).await, ["Lunch?", "At *one*"]);
    assert_eq!(scene.texts().await, [""; 0]);
}

#[tokio::test]
async fn what_is_answered_to_a_line_is_said_alone() {
    let scene = Scene::start().await;
    let (group, notice) = pond(&scene).await;
    scene.phone.replies(notice.id, "Hello, all");
    eventually("the answer", async || {
        (texts(&scene.grace, &group).await == ["Hello, all"]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_was_removed_is_told_so_when_they_answer() {
    let scene = Scene::start().await;
    let (group, notice) = pond(&scene).await;
    scene.grace.turns_out(&group, &scene.ada).await;
    scene.is_taken_back().await;
    scene.phone.replies(notice.id, "nobody must read this");
    scene.phone.hears("You are not in that conversation any more.").await;
    assert_eq!(texts(&scene.grace, &group).await, [""; 0]);
}

#[tokio::test]
async fn only_what_was_allowed_of_a_group_reaches_telegram() {
    let scene = Scene::start().await;
    let group = pond_as_read(&scene).await;
    let secret = "the-combination-is-4711";
    for (content, words) in [("sender", "Grace · The pond"), ("nothing", "You have a new message.")]
    {
        scene.ada.changes("notifications", &[("content", content)]).await.is(303);
        scene.grace.says(&group, secret).await;
        let notice = scene.phone.hears(words).await;
        assert_eq!(notice.text.trim(), words);
        scene.phone.presses(&notice, "Mark as read");
        scene.is_taken_back().await;
    }
    let told = scene.telegram.all_calls();
    assert!(told.iter().all(|call| !call.body.to_string().contains(secret)), "{told:?}");
    let told = scene.telegram.calls("SendMessage");
    let last = told.last().unwrap().body.to_string();
    assert!(!last.contains("Grace") && !last.contains("The pond"), "{last}");
    scene.ada.changes("notifications", &[("content", "text")]).await.is(303);
    scene.grace.says(&group, "not so secret").await;
    scene.phone.hears("Grace · The pond\nnot so secret").await;
}
