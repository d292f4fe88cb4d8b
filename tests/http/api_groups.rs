//! Groups as programs make and change them.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::schema::{answer, assert_fits};
use crate::harness::{Chat, Conversation, Group, Program};

/// Ada's group with Grace and Dora in it; Emil is not.
async fn pond(chat: &Chat) -> ([Program; 4], Group) {
    let people = ["ada", "grace", "dora", "emil"]
        .map(|name| async move { Program::registers(chat.visitor(), name).await });
    let people: [Program; 4] = join_all(people).await.try_into().ok().expect("four");
    let new = json!({ "title": "The pond", "usernames": ["grace", "dora"] });
    let group = made(&people[0].post("/groups", new).await.is(201).json());
    (people, group)
}

fn made(answer: &Value) -> Group {
    Group(Conversation { id: answer["id"].as_str().expect("an id").to_owned() })
}

/// User names and roles, as they are listed.
async fn members(program: &Program, group: &Group) -> Vec<(String, String)> {
    let told = program.reads(&group.at("members")).await;
    let members = told["members"].as_array().expect("members").iter();
    let text = |one: &Value, name: &str| one[name].as_str().expect(name).to_owned();
    members.map(|one| (text(one, "username"), text(one, "role"))).collect()
}

/// What has happened, in the order in which it did.
async fn happened(program: &Program, group: &Group) -> Vec<String> {
    let told = program.reads(&group.messages()).await;
    let messages = told["messages"].as_array().expect("messages").iter();
    messages.filter_map(|one| one["event"]["what"].as_str().map(str::to_owned)).collect()
}

fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, role)| ((*name).to_owned(), (*role).to_owned())).collect()
}

#[tokio::test]
async fn a_group_is_made_and_changed() {
    let chat = Chat::start().await;
    let ([ada, grace, ..], group) = pond(&chat).await;
    let told = grace.reads(&group.path()).await;
    assert_eq!((&told["kind"], &told["title"]), (&json!("group"), &json!("The pond")));
    let about = json!({
        "description": "", "avatar": null, "open": false, "history": "all", "members": 3,
        "role": "member"
    });
    assert_eq!(told["group"], about);
    let change = json!({ "title": "The lake", "open": true });
    let told = ada.patch(&group.at("group"), change).await.is(200).json();
    assert_eq!((&told["title"], &told["group"]["open"]), (&json!("The lake"), &json!(true)));
    assert_eq!((&told["group"]["history"], &told["version"]), (&json!("all"), &json!(3)));
    let change = json!({ "description": "Cold", "history": "joining" });
    let told = ada.patch(&group.at("group"), change).await.is(200).json();
    let about = json!({
        "description": "Cold", "avatar": null, "open": true, "history": "joining", "members": 3,
        "role": "owner"
    });
    assert_eq!((&told["title"], &told["group"]), (&json!("The lake"), &about));
    ada.patch(&group.at("group"), json!({})).await.is(200);
    let lines = ["created", "titled", "opened", "described", "history_hidden"];
    assert_eq!(happened(&grace, &group).await, lines);
}

#[tokio::test]
async fn the_same_attempt_makes_one_group() {
    let chat = Chat::start().await;
    let ada = Program::registers(chat.visitor(), "ada").await;
    let new = json!({ "title": "The pond", "open": true, "nonce": "n-1" });
    let tries = (0..3).map(|_| async { ada.post("/groups", new.clone()).await.is(201).json() });
    let made: Vec<Value> = join_all(tries).await;
    assert!(made.iter().all(|one| one["id"] == made[0]["id"]), "{made:?}");
    ada.post("/groups", json!({ "title": "The lake", "nonce": "n-1" })).await.is(201);
    let list = ada.reads("/conversations").await;
    assert_eq!(list["conversations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn people_come_and_go_and_change_their_roles() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, emil], group) = pond(&chat).await;
    let path = group.at("members");
    ada.post(&path, json!({ "usernames": ["emil", "@grace"] })).await.is(204);
    ada.put(&group.at("members/grace/role"), json!({ "role": "admin" })).await.is(204);
    let all = [("ada", "owner"), ("grace", "admin"), ("dora", "member"), ("emil", "member")];
    assert_eq!(members(&emil, &group).await, named(&all));
    grace.delete(&group.at("members/dora")).await.is(204);
    dora.get(&path).await.problem(404);
    grace.delete(&group.at("members/ada")).await.problem(403);
    ada.put(&group.at("members/grace/role"), json!({ "role": "owner" })).await.is(204);
    ada.put(&group.at("members/emil/role"), json!({ "role": "admin" })).await.problem(403);
    ada.post(&group.at("leave"), json!({})).await.is(204);
    assert_eq!(members(&emil, &group).await, named(&[("grace", "owner"), ("emil", "member")]));
    grace.post(&group.at("leave"), json!({})).await.is(204);
    assert_eq!(members(&emil, &group).await, named(&[("emil", "owner")]));
    let lines = ["created", "added", "role", "removed", "owner", "left", "left", "owner"];
    assert_eq!(happened(&emil, &group).await, lines);
    emil.post(&group.at("leave"), json!({})).await.is(204);
    emil.get(&group.path()).await.problem(404);
}

#[tokio::test]
async fn an_open_group_is_found_and_joined() {
    let chat = Chat::start().await;
    let ([ada, _, _, emil], group) = pond(&chat).await;
    emil.post(&group.at("join"), json!({})).await.problem(404);
    assert_eq!(emil.reads("/groups?q=pond").await["groups"], json!([]));
    let found = |member: bool, members: i64| {
        json!([{
            "id": group.id, "title": "The pond", "avatar": null, "members": members, "member": member
        }])
    };
    assert_eq!(ada.reads("/groups?q=PON").await["groups"], found(true, 3));
    ada.patch(&group.at("group"), json!({ "open": true })).await.is(200);
    assert_eq!(emil.reads("/groups?q=pond").await["groups"], found(false, 3));
    assert_eq!(emil.reads("/groups").await["groups"], json!([]));
    for _ in 0..2 {
        let told = emil.post(&group.at("join"), json!({})).await.is(200).json();
        assert_eq!((&told["id"], &told["group"]["members"]), (&json!(group.id), &json!(4)));
    }
    assert_eq!(emil.reads("/groups?q=pond").await["groups"], found(true, 4));
    assert_eq!(happened(&emil, &group).await, ["created", "opened", "joined"]);
}

#[tokio::test]
async fn a_link_lets_in_until_it_is_withdrawn() {
    let chat = Chat::start().await;
    let ([ada, _, dora, emil], group) = pond(&chat).await;
    let invitation = group.at("invitation");
    let link = async || ada.post(&invitation, json!({})).await.is(201).json();
    let joins =
        async |link: &Value| emil.post("/groups/join", json!({ "token": link["token"] })).await;
    let first = link().await;
    let second = link().await;
    let url = format!("/join/{}", second["token"].as_str().unwrap());
    assert!(second["url"].as_str().unwrap().ends_with(&url), "{second}");
    joins(&first).await.problem(410);
    dora.delete(&invitation).await.problem(403);
    for _ in 0..2 {
        let told = joins(&second).await.is(200).json();
        assert_eq!((&told["id"], &told["group"]["members"]), (&json!(group.id), &json!(4)));
    }
    assert_eq!(happened(&emil, &group).await, ["created", "joined_by_link"]);
    emil.post(&group.at("leave"), json!({})).await.is(204);
    ada.delete(&invitation).await.is(204);
    ada.delete(&invitation).await.is(204);
    joins(&second).await.problem(410);
    emil.post("/groups/join", json!({})).await.problem(410);
}

#[tokio::test]
async fn only_its_owner_deletes_a_group_and_says_its_title() {
    let chat = Chat::start().await;
    let ([ada, grace, ..], group) = pond(&chat).await;
    let deletes = async |program: &Program, title: &str| {
        program.ask(Method::DELETE, &group.path()).json(&json!({ "title": title })).await
    };
    let mut stream = grace.listens_to(&group).await;
    deletes(&grace, "The pond").await.problem(403);
    deletes(&ada, "The lake").await.names(&["title"]);
    ada.delete(&group.path()).await.problem(415);
    deletes(&ada, "The pond").await.is(204);
    ada.get(&group.path()).await.problem(404);
    let last = stream.remaining().await.pop().expect("a last word");
    assert_eq!(last.name.as_deref(), Some("closed"));
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_done() {
    let chat = Chat::start().await;
    let ([ada, ..], group) = pond(&chat).await;
    let long = "я".repeat(81);
    for (wrong, field) in [
        (json!({}), "title"),
        (json!({ "title": " " }), "title"),
        (json!({ "title": long }), "title"),
        (json!({ "title": 7 }), "title"),
        (json!({ "title": "Pond", "description": "я".repeat(401) }), "description"),
        (json!({ "title": "Pond", "history": "some" }), "history"),
        (json!({ "title": "Pond", "history": 7 }), "history"),
        (json!({ "title": "Pond", "open": 1 }), "open"),
        (json!({ "title": "Pond", "usernames": ["grace", "nobody"] }), "usernames"),
        (json!({ "title": "Pond", "usernames": ["grace", 7] }), "usernames[1]"),
        (json!({ "title": "Pond", "nonce": "n".repeat(65) }), "nonce"),
    ] {
        ada.post("/groups", wrong).await.names(&[field]);
    }
    for (wrong, field) in [
        (json!({ "title": "" }), "title"),
        (json!({ "description": "a\u{0}" }), "description"),
        (json!({ "history": "" }), "history"),
    ] {
        ada.patch(&group.at("group"), wrong).await.names(&[field]);
    }
    for wrong in [json!({}), json!({ "usernames": [""] }), json!({ "usernames": ["no one"] })] {
        ada.post(&group.at("members"), wrong).await.names(&["usernames"]);
    }
    for wrong in [json!({}), json!({ "role": "king" }), json!({ "role": null })] {
        ada.put(&group.at("members/grace/role"), wrong).await.names(&["role"]);
    }
    for name in ["nobody", "emil", "no%20one"] {
        ada.delete(&group.at(&format!("members/{name}"))).await.problem(404);
        let path = group.at(&format!("members/{name}/role"));
        ada.put(&path, json!({ "role": "admin" })).await.problem(404);
    }
    ada.delete(&group.at("members/ada")).await.problem(403);
    assert_eq!(happened(&ada, &group).await, ["created"]);
    assert_eq!(ada.reads("/conversations").await["conversations"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn for_strangers_there_is_no_group_and_members_may_not() {
    let chat = Chat::start().await;
    let ([ada, grace, _, emil], group) = pond(&chat).await;
    let asks = |group: &Group| {
        let role = json!({ "role": "admin" });
        [
            (Method::PATCH, group.at("group"), json!({ "title": "Mine" })),
            (Method::POST, group.at("members"), json!({ "usernames": ["emil"] })),
            (Method::DELETE, group.at("members/dora"), json!({})),
            (Method::PUT, group.at("members/dora/role"), role),
            (Method::POST, group.at("invitation"), json!({})),
            (Method::DELETE, group.at("invitation"), json!({})),
            (Method::DELETE, group.path(), json!({ "title": "The pond" })),
        ]
    };
    for (method, path, body) in asks(&group) {
        grace.ask(method.clone(), &path).json(&body).await.problem(403);
        emil.ask(method, &path).json(&body).await.problem(404);
    }
    let notes = Group(ada.talks_to("ada").await);
    let direct = Group(ada.talks_to("grace").await);
    for (program, group) in [(&emil, &group), (&ada, &notes), (&ada, &direct)] {
        for (method, path, body) in asks(group) {
            program.ask(method, &path).json(&body).await.problem(404);
        }
        program.get(&group.at("members")).await.problem(404);
        program.post(&group.at("leave"), json!({})).await.problem(404);
        program.post(&group.at("join"), json!({})).await.problem(404);
    }
    assert_eq!(happened(&ada, &group).await, ["created"]);
}

#[tokio::test]
async fn a_token_that_only_reads_changes_nothing() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let group = ada.makes_group("The pond", &[&grace]).await;
    let program = Program::that_may(&["read"], &ada).await;
    assert_eq!(members(&program, &group).await.len(), 2);
    program.post("/groups", json!({ "title": "Mine" })).await.problem(403);
    program.patch(&group.at("group"), json!({ "open": true })).await.problem(403);
    program.delete(&group.at("members/grace")).await.problem(403);
    program.post("/groups/join", json!({ "token": "x" })).await.problem(403);
    let program = Program::that_may(&["write"], &ada).await;
    program.get(&group.at("members")).await.problem(403);
    program.get("/groups?q=pond").await.problem(403);
    program.patch(&group.at("group"), json!({ "open": true })).await.is(200);
}

#[tokio::test]
async fn a_stream_tells_what_happens_and_ends_for_who_is_removed() {
    let chat = Chat::start().await;
    let ([ada, grace, dora, _], group) = pond(&chat).await;
    let (mut hers, mut others) = (dora.listens_to(&group).await, grace.listens_to(&group).await);
    let mut list = dora.listens("", None).await;
    ada.delete(&group.at("members/dora")).await.is(204);
    let removed = others
        .expects("the line", |event| {
            let message = event.json()["message"].clone();
            (message["event"]["what"] == "removed").then_some(message)
        })
        .await;
    assert_eq!((&removed["kind"], &removed["body"]), (&json!("event"), &json!("")));
    assert_eq!(removed["event"]["whom"], json!(["dora"]));
    ada.says(&group, "after").await;
    let gone = list
        .expects("that it is gone", |event| {
            let told = event.json();
            (told["type"] == "entry_gone").then(|| told["conversation_ids"].clone())
        })
        .await;
    assert_eq!(gone, json!([group.id]));
    let rest = hers.remaining().await;
    let last = rest.last().expect("a last word");
    assert_eq!((last.name.as_deref(), &last.json()["reason"]), (Some("closed"), &json!("removed")));
    assert!(rest.iter().all(|event| !event.data.contains("after")));
    dora.asks_for_stream(&format!("conversation={}", group.id), None).await.problem(404);
}

#[tokio::test]
async fn what_is_told_of_groups_is_as_it_is_written_down() {
    let chat = Chat::start().await;
    let ([ada, grace, ..], group) = pond(&chat).await;
    let document = ada.visitor().get("/api/openapi.json").await.is(200).json();
    let fits = |operation: &str, status: u16, told: &Value| {
        assert_fits(&document, answer(&document, operation, status), told);
    };
    let new = json!({ "title": "The lake", "open": true });
    fits("create_group", 201, &ada.post("/groups", new).await.is(201).json());
    let change = json!({ "description": "Deep" });
    fits("change_group", 200, &ada.patch(&group.at("group"), change).await.is(200).json());
    fits("find_groups", 200, &grace.reads("/groups?q=the").await);
    fits("list_members", 200, &grace.reads(&group.at("members")).await);
    let link = ada.post(&group.at("invitation"), json!({})).await.is(201).json();
    fits("create_group_link", 201, &link);
    let joined = grace.post("/groups/join", json!({ "token": link["token"] })).await;
    fits("join_group_by_link", 200, &joined.is(200).json());
    fits("list_messages", 200, &grace.reads(&group.messages()).await);
    fits("get_conversation", 200, &grace.reads(&group.path()).await);
    fits("list_conversations", 200, &grace.reads("/conversations").await);
}
