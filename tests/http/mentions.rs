//! What is meant for somebody in a group, and what they are told of it.

use serde_json::json;

use crate::harness::away::Scene;
use crate::harness::{Group, Person, Program};

/// Answers a message.
async fn answers(person: &Person, group: &Group, seq: u64, text: &str) {
    let (nonce, seq) = (uuid::Uuid::new_v4().to_string(), seq.to_string());
    let fields = [("body", text), ("nonce", &nonce), ("reply_to", &seq)];
    person.sends(group, &fields).await.is(200);
}

async fn chooses(person: &Person, group: &Group, level: &str) {
    person.acts(group, "mute", &[("level", level)]).await.redirects_to(&group.path());
}

/// Something that is told after all that was decided before it.
async fn is_told_apart(scene: &Scene, text: &str) {
    scene.says(text).await;
    scene.phone.hears(text).await;
}

#[tokio::test]
async fn who_wants_only_what_is_meant_for_them_is_told_of_answers() {
    let scene = Scene::start().await;
    let group = scene.grace.makes_group("The pond", &[&scene.ada]).await;
    scene.phone.hears("made the group").await;
    let said = scene.ada.says(&group, "my question").await;
    scene.ada.reads(&group, said.seq).await;
    scene.is_taken_back().await;
    chooses(&scene.ada, &group, "mentions").await;
    scene.grace.says(&group, "by the way").await;
    is_told_apart(&scene, "aside").await;
    assert!(!scene.phone.shows().iter().any(|one| one.text.contains("by the way")));
    answers(&scene.grace, &group, said.seq, "my answer").await;
    let notice = scene.phone.hears("my answer").await;
    assert!(!notice.text.contains("by the way"), "{}", notice.text);
}

#[tokio::test]
async fn who_wants_nothing_of_a_group_is_told_nothing() {
    let scene = Scene::start().await;
    let group = scene.grace.makes_group("The pond", &[&scene.ada]).await;
    scene.phone.hears("made the group").await;
    let said = scene.ada.says(&group, "my question").await;
    scene.ada.reads(&group, said.seq).await;
    chooses(&scene.ada, &group, "nothing").await;
    scene.is_taken_back().await;
    answers(&scene.grace, &group, said.seq, "my answer").await;
    is_told_apart(&scene, "aside").await;
    assert!(!scene.phone.shows().iter().any(|one| one.text.contains("my answer")));
    chooses(&scene.ada, &group, "all").await;
    scene.grace.says(&group, "once more").await;
    scene.phone.hears("once more").await;
}

#[tokio::test]
async fn a_level_is_chosen_in_the_menu_of_a_group_and_nowhere_else() {
    let scene = Scene::start().await;
    let group = scene.grace.makes_group("The pond", &[&scene.ada]).await;
    let chosen = "#menu [name=level][aria-pressed=true]";
    let page = scene.ada.looks_at(&group).await;
    assert_eq!(page.attribute(chosen, "value").as_deref(), Some("all"));
    chooses(&scene.ada, &group, "mentions").await;
    let page = scene.ada.looks_at(&group).await;
    assert_eq!(page.attribute(chosen, "value").as_deref(), Some("mentions"));
    let path = format!("{}/mute", scene.conversation.path());
    scene.ada.post(&path).form(&[("level", "nothing")]).await.is(404);
    assert!(!scene.ada.looks_at(&scene.conversation).await.has("#menu [name=level]"));
    scene.ada.acts(&group, "mute", &[("level", "some")]).await.is(400);

    let program = Program::of(&scene.ada).await;
    let path = format!("/conversations/{}", group.id);
    assert_eq!(program.reads(&path).await["level"], "mentions");
    let level = format!("{path}/level");
    program.post(&level, json!({"level": "nothing"})).await.is(204);
    assert_eq!(program.reads(&path).await["level"], "nothing");
    program.post(&level, json!({"level": "some"})).await.names(&["level"]);
}
