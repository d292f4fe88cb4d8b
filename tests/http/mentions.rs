//! What is meant for somebody in a group, and what they are told of it.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::away::Scene;
use crate::harness::{Chat, Group, Person, Program, eventually};

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

/// The people whom the links in a message lead to.
fn links(html: &str) -> Vec<String> {
    let attribute = "data-mention=\"";
    html.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Ada's group with Grace and Dora in it, and Edsger who is not.
async fn pond(chat: &Chat) -> ([Person; 4], Group) {
    let people = join_all(["ada", "grace", "dora", "edsger"].map(|name| chat.person(name))).await;
    let people: [Person; 4] = people.try_into().ok().expect("four");
    let group = people[0].makes_group("The pond", &[&people[1], &people[2]]).await;
    (people, group)
}

async fn mentioned(person: &Person, group: &Group) -> bool {
    person.opens("/conversations").await.entry(group).expect("in the list").mentioned
}

#[tokio::test]
async fn members_are_mentioned_whatever_the_case_and_nobody_else() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, _], group) = pond(&chat).await;
    for (text, names) in [
        ("hi @grace, @DORA. and @edsger", vec!["grace", "dora"]),
        ("**@ada**\n> @grace", vec!["ada", "grace"]),
        ("`@grace` and x@grace.org [@grace](https://a.b)", vec![]),
        ("```\n@grace\n```", vec![]),
        ("@nobody @gracehopper", vec![]),
    ] {
        let message = ada.says(&group, text).await;
        assert_eq!(links(&message.html), names, "{text}");
    }
    let shown = grace.looks_at(&group).await.messages().remove(0);
    let link = r#"data-mention="dora" href="/people/dora">@DORA</a>."#;
    assert!(shown.html.contains(link), "{}", shown.html);
    let program = Program::of(&dora).await;
    let read = program.reads(&format!("/conversations/{}/messages/2", group.id)).await;
    assert_eq!(read["mentions"], json!(["dora", "grace"]));
    let conversation = ada.talks_to(&grace).await;
    assert_eq!(links(&ada.says(&conversation, "@grace").await.html), [""; 0]);
}

#[tokio::test]
async fn all_are_mentioned_by_who_manages_the_group() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, _], group) = pond(&chat).await;
    let by_member = grace.says(&group, "@all hello").await;
    assert_eq!(links(&by_member.html), [""; 0]);
    assert!(!mentioned(&dora, &group).await);
    let message = ada.says(&group, "@all hello").await;
    assert_eq!(links(&message.html), ["all"]);
    assert!(message.html.contains(&group.at("members")), "{}", message.html);
    assert!(mentioned(&dora, &group).await && mentioned(&grace, &group).await);
    assert!(!mentioned(&ada, &group).await, "she has said it");
    ada.gives_role(&group, &grace, "admin").await;
    assert_eq!(links(&grace.says(&group, "@All too").await.html), ["all"]);
}

#[tokio::test]
async fn a_mention_that_is_unread_is_counted_apart() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, _], group) = pond(&chat).await;
    let mut list = grace.listens_to_the_list().await;
    let message = ada.says(&group, "for @grace").await;
    list.expects_entry(&group, |entry| entry.mentioned).await;
    ada.says(&group, "for nobody").await;
    let program = Program::of(&grace).await;
    let entry = async || program.reads("/conversations").await["conversations"][0].clone();
    assert_eq!((&entry().await["mentioned"], &entry().await["unread"]), (&json!(true), &json!(3)));
    assert!(mentioned(&grace, &group).await && !mentioned(&dora, &group).await);
    assert_eq!(grace.unread(&group).await.as_deref(), Some("3"));
    grace.reads(&group, message.seq).await;
    assert_eq!((&entry().await["mentioned"], &entry().await["unread"]), (&json!(false), &json!(1)));
}

#[tokio::test]
async fn a_mention_is_edited_in_and_out_and_goes_with_its_message() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, _], group) = pond(&chat).await;
    let first = ada.says(&group, "for @grace").await;
    ada.says(&group, "more").await;
    let mut list = dora.listens_to_the_list().await;
    let edited = ada.edits(&group, first.seq, "for @dora").await;
    assert_eq!(links(&edited.html), ["dora"]);
    list.expects_entry(&group, |entry| entry.mentioned).await;
    assert!(!mentioned(&grace, &group).await && mentioned(&dora, &group).await);
    ada.does(&group, first.seq, "delete", &[]).await.is(200);
    list.expects_entry(&group, |entry| !entry.mentioned).await;
    assert!(!mentioned(&dora, &group).await);
}

#[tokio::test]
async fn who_is_no_member_any_more_is_not_mentioned_and_what_was_said_stays() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, edsger], group) = pond(&chat).await;
    let before = ada.says(&group, "for @dora").await;
    ada.turns_out(&group, &dora).await;
    assert_eq!(links(&ada.says(&group, "for @dora").await.html), [""; 0]);
    dora.post("/settings/profile").form(&[("display_name", "Theodora")]).await;
    let shown = grace.looks_at(&group).await.messages();
    let shown = shown.into_iter().find(|one| one.seq == before.seq).unwrap();
    assert_eq!(links(&shown.html), ["dora"]);
    ada.takes_in(&group, &[&edsger]).await;
    assert!(!mentioned(&edsger, &group).await);
}

#[tokio::test]
async fn what_is_passed_on_mentions_nobody() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, _], group) = pond(&chat).await;
    let other = ada.makes_group("Elsewhere", &[&grace, &dora]).await;
    let said = ada.says(&group, "for @grace").await;
    let fields = [("to", other.id.as_str()), ("nonce", "n-1")];
    ada.post(&group.with(said.seq, "forward")).form(&fields).await.redirects_to(&other.path());
    let shown = grace.looks_at(&other).await.messages();
    assert!(shown.iter().any(|one| one.text == "for @grace" && links(&one.html).is_empty()));
    assert!(!mentioned(&grace, &other).await);
}

#[tokio::test]
async fn who_wants_only_what_is_meant_for_them_is_told_of_mentions() {
    let scene = Scene::start().await;
    let group = scene.grace.makes_group("The pond", &[&scene.ada]).await;
    scene.phone.hears("made the group").await;
    scene.ada.reads(&group, 1).await;
    scene.is_taken_back().await;
    chooses(&scene.ada, &group, "mentions").await;
    scene.grace.says(&group, "by the way").await;
    is_told_apart(&scene, "aside").await;
    assert!(!scene.phone.shows().iter().any(|one| one.text.contains("by the way")));
    let said = scene.grace.says(&group, "what do you think, @ada?").await;
    scene.phone.hears("what do you think").await;
    scene.grace.edits(&group, said.seq, "what do you think?").await;
    let gone = async || {
        let shows = scene.phone.shows();
        (!shows.iter().any(|one| one.text.contains("think"))).then_some(())
    };
    eventually("the notice to be taken back", gone).await;
    // As an edit takes it back, an edit brings it, also below what was told of.
    scene.grace.says(&group, "and something else").await;
    scene.is_settled().await;
    scene.grace.edits(&group, said.seq, "do you think so, @ada?").await;
    scene.phone.hears("do you think so").await;
    scene.is_settled().await;
    scene.grace.edits(&group, said.seq, "I think so").await;
    eventually("the notice to be taken back", gone).await;
}

async fn readers(person: &Person, group: &Group, seq: u64) -> Vec<String> {
    let page = person.opens(&group.with(seq, "readers")).await;
    page.members().into_iter().map(|one| one.username).collect()
}

#[tokio::test]
async fn who_has_said_something_is_told_who_has_read_it() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, edsger], group) = pond(&chat).await;
    let said = ada.says(&group, "who reads this?").await.seq;
    assert_eq!(readers(&ada, &group, said).await, [""; 0]);
    for reader in [&grace, &dora] {
        reader.reads(&group, said).await;
    }
    // Who comes later counts as having read it, and has not.
    ada.takes_in(&group, &[&edsger]).await;
    assert_eq!(readers(&ada, &group, said).await, ["dora", "grace"]);
    let program = Program::of(&ada).await;
    let path = format!("/conversations/{}/messages/{said}/readers", group.id);
    let told = program.reads(&path).await;
    assert_eq!((&told["others"], &told["readers"][1]["username"]), (&json!(2), &json!("grace")));
    let menu = ada.opens(&group.with(said, "actions")).await;
    assert!(menu.has(&format!("a[href='{}']", group.with(said, "readers"))));

    let off = json!({"shares_reading": false});
    Program::of(&grace).await.patch("/me/preferences", off.clone()).await;
    assert_eq!(readers(&ada, &group, said).await, ["dora"]);
    assert_eq!(program.reads(&path).await["others"], json!(1), "whoever hides it is nobody here");
    ada.turns_out(&group, &dora).await;
    assert_eq!(readers(&ada, &group, said).await, [""; 0]);
    program.patch("/me/preferences", off).await;
    program.get(&path).await.problem(404);
}

#[tokio::test]
async fn readers_are_told_of_ones_own_messages_in_groups_only() {
    let chat = Chat::start().await;
    let ([ada, grace, _, edsger], group) = pond(&chat).await;
    let said = ada.says(&group, "mine").await.seq;
    let conversation = ada.talks_to(&grace).await;
    let direct = ada.says(&conversation, "yours").await.seq;
    let path = group.with(said, "readers");
    for person in [&grace, &edsger] {
        person.get(&path).await.is(404);
    }
    ada.get(&path).await.is(200);
    ada.get(&group.with(1, "readers")).await.is(404);
    ada.get(&group.with(99, "readers")).await.is(404);
    ada.get(&conversation.with(direct, "readers")).await.is(404);
    ada.does(&group, said, "delete", &[]).await.is(200);
    ada.get(&path).await.is(404);
}

/// Who is offered to whom has typed this behind an `@`.
async fn offered(person: &Person, group: &Group, typed: &str) -> Vec<String> {
    let path = format!("{}?q={typed}", group.at("members"));
    let page = person.get(&path).htmx().await.is(200).page();
    page.all(".completion [role=option]", |one| one.attr("data-name").unwrap().to_owned())
}

#[tokio::test]
async fn members_are_offered_to_who_calls_one() {
    let chat = Chat::start().await;
    let ([ada, grace, _, edsger], group) = pond(&chat).await;
    assert_eq!(offered(&ada, &group, "").await, ["dora", "grace", "all"]);
    assert_eq!(offered(&grace, &group, "").await, ["ada", "dora"]);
    assert_eq!(offered(&ada, &group, "GR").await, ["grace"]);
    assert_eq!(offered(&ada, &group, "al").await, ["all"]);
    assert_eq!(offered(&ada, &group, "x").await, [""; 0]);
    edsger.get(&group.at("members?q=")).htmx().await.is(404);
    let conversation = ada.talks_to(&grace).await;
    assert!(!ada.looks_at(&conversation).await.has("[data-members]"));
    assert!(ada.looks_at(&group).await.has("#composer [data-members]"));
}
