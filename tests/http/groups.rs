//! Groups as streams, programs and Telegram are told of them, and what many do at
//! once.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::away::Scene;
use crate::harness::{Chat, Group, Mode, Person, Place, Program};

/// Ada's group with Grace and Dora in it.
async fn pond(chat: &Chat) -> ([Person; 3], Group) {
    let people = ["ada", "grace", "dora"].map(|name| chat.person(name));
    let people: [Person; 3] = join_all(people).await.try_into().ok().expect("three");
    let [ada, grace, dora] = &people;
    let group = ada.makes_group("The pond", &[grace, dora]).await;
    (people, group)
}

/// All that is in the group, in the order of versions.
async fn changes(program: &Program, group: &Group) -> Vec<Value> {
    let path = format!("/conversations/{}/messages", group.id);
    program.reads(&path).await["messages"].as_array().unwrap().clone()
}

#[tokio::test]
async fn who_is_removed_hears_nothing_above_the_line_that_says_so() {
    let chat = Chat::start().await;
    let ([ada, grace, dora], group) = pond(&chat).await;
    let (mut hers, mut others) = (dora.listens_to(&group).await, grace.listens_to(&group).await);
    ada.says(&group, "before").await;
    hers.expects_message("before").await;
    ada.turns_out(&group, &dora).await;
    ada.says(&group, "after").await;
    let rest = hers.remaining().await;
    let last = rest.last().expect("a last word");
    assert_eq!(last.name.as_deref(), Some("closed"));
    assert!(rest.iter().all(|event| event.id.is_none() && !event.data.contains("after")));
    others.expects_message("after").await;
    dora.get(&group.path()).await.is(404);
    ada.takes_in(&group, &[&dora]).await;
    let mut again = dora.listens_to(&group).await;
    ada.says(&group, "welcome back").await;
    again.expects_message("welcome back").await;
}

#[tokio::test]
async fn a_removal_on_one_process_ends_streams_of_the_other() {
    if !Mode::is_full() {
        return;
    }
    let (here, there) = Chat::two_at(Place::fresh().await, &[]).await;
    let ([ada, _, dora], group) = pond(&here).await;
    let dora = dora.on(&there).await;
    let mut stream = dora.listens_to(&group).await;
    ada.says(&group, "before").await;
    stream.expects_message("before").await;
    ada.turns_out(&group, &dora).await;
    ada.says(&group, "after").await;
    let rest = stream.remaining().await;
    assert_eq!(rest.last().and_then(|event| event.name.clone()).as_deref(), Some("closed"));
    assert!(rest.iter().all(|event| !event.data.contains("after")));
}

#[tokio::test]
async fn a_group_goes_from_the_list_of_who_is_no_member() {
    let chat = Chat::start().await;
    let ([ada, grace, dora], group) = pond(&chat).await;
    let program = Program::of(&dora).await;
    let (mut list, mut told) = (dora.listens_to_the_list().await, program.listens("", None).await);
    ada.turns_out(&group, &dora).await;
    let gone = format!("#conversation-{}", group.id);
    list.expects("that it is gone", |event| {
        (event.data.contains(&gone) && event.data.contains("delete")).then_some(())
    })
    .await;
    let ids = told
        .expects("the same", |event| {
            let json = event.json();
            (json["type"] == "entry_gone").then(|| json["conversation_ids"].clone())
        })
        .await;
    assert_eq!(ids, json!([group.id]));
    let mut ended = grace.listens_to(&group).await;
    ada.acts(&group, "delete", &[("title", "The pond")]).await;
    let last = ended.remaining().await.pop().expect("a last word");
    assert_eq!(last.name.as_deref(), Some("closed"));
    for person in [&ada, &grace, &dora] {
        person.get(&group.path()).await.is(404);
        assert_eq!(person.opens("/conversations").await.entries(), []);
    }
}

#[tokio::test]
async fn programs_read_what_happened_and_in_which_group() {
    let chat = Chat::start().await;
    let ([ada, grace, _], group) = pond(&chat).await;
    let program = Program::of(&grace).await;
    ada.gives_role(&group, &grace, "admin").await;
    let sent = program.says(&group, "hello").await;
    assert_eq!((&sent["kind"], &sent["event"]), (&json!("text"), &Value::Null));
    let messages = changes(&program, &group).await;
    let [made, role, _] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(
        (&made["kind"], &made["body"], &made["format"]),
        (&json!("event"), &json!(""), &json!("event"))
    );
    assert_eq!(made["author"]["username"], "ada");
    assert_eq!(
        (&made["event"]["what"], &made["event"]["title"]),
        (&json!("created"), &json!("The pond"))
    );
    let mut whom: Vec<&str> =
        made["event"]["whom"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    whom.sort_unstable();
    assert_eq!((whom, &made["event"]["count"]), (vec!["dora", "grace"], &json!(2)));
    let event = &role["event"];
    assert_eq!(
        (&event["what"], &event["role"], &event["whom"]),
        (&json!("role"), &json!("admin"), &json!(["grace"]))
    );
    let conversation = program.reads(&format!("/conversations/{}", group.id)).await;
    assert_eq!(
        (&conversation["kind"], &conversation["title"]),
        (&json!("group"), &json!("The pond"))
    );
    let about = &conversation["group"];
    assert_eq!(
        (&about["role"], &about["members"], &about["history"]),
        (&json!("admin"), &json!(3), &json!("all"))
    );
    let list = program.reads("/conversations").await;
    let last = &list["conversations"][0]["last_message"];
    assert_eq!((&last["author_display_name"], &last["kind"]), (&json!("Grace"), &json!("text")));
}

#[tokio::test]
async fn a_notice_names_the_group_and_who_spoke() {
    let scene = Scene::start().await;
    let group = scene.grace.makes_group("The pond", &[&scene.ada]).await;
    let first = scene.hears("Grace · The pond\nGrace made the group The pond").await;
    scene.grace.says(&group, "hello").await;
    let words = "2 new messages in The pond\nGrace made the group The pond";
    let both = scene.phone.hears(words).await;
    assert_eq!(both.id, first.id);
    scene.phone.hears("\nGrace: hello").await;
    scene.grace.turns_out(&group, &scene.ada).await;
    scene.is_taken_back().await;
}

#[tokio::test]
async fn what_many_say_while_people_come_and_go_has_no_holes() {
    let chat = Chat::start().await;
    let ([ada, grace, dora], group) = pond(&chat).await;
    let talk = async |person: &Person| {
        for number in 0..15 {
            let fields = [("body", "said"), ("nonce", &*format!("n-{number}"))];
            let answer = person.sends(&group, &fields).await;
            assert!([200, 404].contains(&answer.status), "{}", answer.status);
        }
    };
    let come_and_go = async {
        for _ in 0..5 {
            ada.turns_out(&group, &dora).await;
            ada.takes_in(&group, &[&dora]).await;
        }
    };
    tokio::join!(talk(&ada), talk(&grace), talk(&dora), come_and_go);
    let messages = changes(&Program::of(&grace).await, &group).await;
    let numbers: Vec<(u64, u64)> = messages
        .iter()
        .map(|one| (one["seq"].as_u64().unwrap(), one["version"].as_u64().unwrap()))
        .collect();
    let last = numbers.last().unwrap().0;
    let first = numbers[0].0;
    assert_eq!(numbers, (first..=last).map(|number| (number, number)).collect::<Vec<_>>());
    let mut is_in = true;
    for one in &messages {
        match one["event"]["what"].as_str() {
            Some("removed") => is_in = false,
            Some("added") => is_in = true,
            None => assert!(is_in || one["author"]["username"] != "dora", "{one}"),
            Some(_) => {}
        }
    }
}

#[tokio::test]
async fn of_many_who_do_the_same_at_once_one_does_it() {
    let chat = Chat::start().await;
    let ([ada, grace, dora], group) = pond(&chat).await;
    let passes = [&grace, &dora].map(|other| {
        let what = format!("members/{}/role", other.username);
        let (ada, group) = (&ada, &group);
        async move { ada.acts(group, &what, &[("role", "owner")]).await.status }
    });
    let mut statuses = join_all(passes).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 403]);
    let roles = ada.sees_members(&group).await;
    assert_eq!(roles.iter().filter(|(_, role)| role == "Owner").count(), 1, "{roles:?}");
    let leaves = [&ada, &grace, &dora].map(|person| {
        let group = &group;
        async move { person.acts(group, "leave", &[]).await.status }
    });
    assert_eq!(join_all(leaves).await, [303; 3]);
    assert_eq!(
        chat.place.count("SELECT count(*) FROM conversations WHERE kind = 'group'").await,
        0
    );
}
