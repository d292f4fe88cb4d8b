//! The life of a message as a program lives it, and what pages see of it.

use std::time::Duration;

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::harness::program::texts_of;
use crate::harness::{Chat, Conversation, Person, Program};

/// Ada and Grace with a program each, and their conversation.
struct Pair {
    chat: Chat,
    ada: Person,
    grace: Person,
    hers: Program,
    theirs: Program,
    conversation: Conversation,
}

impl Pair {
    async fn start() -> Self {
        let chat = Chat::start().await;
        let (ada, grace, conversation) = chat.pair().await;
        let (hers, theirs) = (Program::of(&ada).await, Program::of(&grace).await);
        Self { chat, ada, grace, hers, theirs, conversation }
    }

    fn message(&self, seq: u64) -> String {
        format!("{}/{seq}", self.conversation.messages())
    }

    async fn on_page(&self, person: &Person) -> Vec<String> {
        let page = person.looks_at(&self.conversation).await;
        page.messages().into_iter().map(|message| message.text).collect()
    }

    async fn stored(&self) -> i64 {
        self.chat.place.count("SELECT count(*) FROM messages").await
    }
}

#[tokio::test]
async fn a_message_is_sent_answered_and_read() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    let said = hers.says(conversation, "High water **13:48** \n").await;
    assert_eq!((&said["seq"], &said["version"]), (&json!(1), &json!(1)));
    assert_eq!(said["body"], "High water **13:48**");
    assert_eq!((&said["format"], &said["deleted"]), (&json!("markdown"), &json!(false)));
    assert_eq!(said["author"], json!({ "username": "ada", "display_name": "Ada" }));
    assert_eq!(said["conversation_id"], conversation.id);
    assert!(said["created_at"].as_str().is_some_and(|at| at.ends_with('Z')));
    assert!(said["edited_at"].is_null() && said["reply_to"].is_null());
    let there = theirs.reads(&conversation.path()).await;
    assert_eq!((&there["last_seq"], &there["last_read_seq"]), (&json!(1), &json!(0)));
    assert_eq!(theirs.reads("/conversations").await["conversations"][0]["unread"], 1);
    let body = json!({ "body": "thanks", "reply_to": 1, "seen": 1, "nonce": "n-1" });
    let answer = theirs.sends(conversation, body).await.is(201).json();
    assert_eq!((&answer["reply_to"]["seq"], &answer["nonce"]), (&json!(1), &json!("n-1")));
    assert_eq!(answer["reply_to"]["body"], "High water **13:48**");
    let there = hers.reads(&conversation.path()).await;
    assert_eq!((&there["others_read"], &there["version"]), (&json!(2), &json!(2)));
    assert_eq!(theirs.reads(&pair.message(1)).await, said);
    let history = theirs.reads(&conversation.messages()).await;
    assert_eq!(history["messages"], json!([said, answer]));
    assert_eq!((&history["has_older"], &history["has_newer"]), (&json!(false), &json!(false)));
    assert_eq!((&history["version"], &history["epoch"]), (&json!(2), &there["epoch"]));
    assert_eq!(pair.on_page(&pair.ada).await, ["High water 13:48", "thanks"]);
}

#[tokio::test]
async fn a_nonce_is_one_message_whoever_repeats_it() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    let body = json!({ "body": "once", "nonce": "n-1" });
    let first = hers.sends(conversation, body.clone()).await.is(201).json();
    let all = join_all((0..10).map(async |_| hers.sends(conversation, body.clone()).await));
    for again in all.await {
        assert_eq!(again.is(201).json(), first);
    }
    let other = json!({ "body": "twice", "nonce": "n-1" });
    hers.sends(conversation, other).await.names(&["nonce"]);
    let answer = json!({ "body": "once", "nonce": "n-1", "reply_to": 1 });
    hers.sends(conversation, answer).await.names(&["nonce"]);
    // It is the same thing on a page, both ways.
    let page = [("body", "once"), ("nonce", "n-1")];
    let shown = pair.ada.sends(conversation, &page).await.is(200).page().messages();
    assert_eq!((shown.len(), shown[0].seq), (1, 1));
    pair.ada.sends(conversation, &[("body", "two"), ("nonce", "n-2")]).await.is(200);
    let two = json!({ "body": "two", "nonce": "n-2" });
    assert_eq!(hers.sends(conversation, two).await.is(201).json()["seq"], 2);
    assert_eq!(pair.stored().await, 2);
    // And of its author alone.
    theirs.sends(conversation, body.clone()).await.is(201);
    assert_eq!(pair.stored().await, 3);

    // What has become of it since is told, and nothing brought back.
    let edit = json!({ "body": "changed", "version": 1 });
    let edited = hers.patch(&pair.message(1), edit).await.is(200).json();
    assert_eq!(hers.sends(conversation, body.clone()).await.is(201).json(), edited);
    let changed = json!({ "body": "changed", "nonce": "n-1" });
    hers.sends(conversation, changed).await.names(&["nonce"]);
    let gone = hers.delete(&pair.message(1)).await.is(200).json();
    assert_eq!(hers.sends(conversation, body).await.is(201).json(), gone);
    assert_eq!((&gone["deleted"], &gone["body"]), (&json!(true), &json!("")));
    assert_eq!(pair.stored().await, 3);
}

#[tokio::test]
async fn an_edit_of_what_has_changed_is_told_the_message_as_it_stands() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    hers.says(conversation, "teh").await;
    let message = pair.message(1);
    let mut page = pair.grace.listens_to(conversation).await;
    let edit = |body: &str, version: u64| {
        hers.patch(&message, json!({ "body": body, "version": version }))
    };
    let edited = edit("the", 1).await.is(200).json();
    assert_eq!((&edited["seq"], &edited["version"]), (&json!(1), &json!(2)));
    assert!(edited["edited_at"].is_string());
    page.expects_message("the").await;
    assert_eq!(edit("the", 1).await.is(200).json(), edited, "a repeat is no other");
    let late = edit("a", 1).await.problem(409);
    assert_eq!(late["message"], edited);
    // A page has been quicker.
    pair.ada.edits(conversation, 1, "by hand").await;
    let late = edit("a", 2).await.problem(409);
    assert_eq!(
        (&late["message"]["body"], &late["message"]["version"]),
        (&json!("by hand"), &json!(3))
    );
    // A reaction is no other text.
    theirs.post(&format!("{message}/reactions"), json!({ "emoji": "👍" })).await.is(200);
    edit("after all", 3).await.is(200);
    assert_eq!(pair.on_page(&pair.grace).await, ["after all"]);
    let edits = (0..5).map(async |number| edit(&format!("text {number}"), 5).await.status);
    let mut came = join_all(edits).await;
    came.sort_unstable();
    assert_eq!(came, [200, 409, 409, 409, 409]);
}

#[tokio::test]
async fn what_was_begun_is_finished_when_the_program_has_gone() {
    let pair = Pair::start().await;
    let Pair { hers, conversation, .. } = &pair;
    hers.says(conversation, "one").await;
    let mut page = pair.grace.listens_to(conversation).await;
    let database = pair.chat.place.database().await;
    let held = database.begin().await.unwrap();
    held.execute_unprepared("UPDATE conversations SET version = version").await.unwrap();
    let message = pair.message(1);
    let edit = hers.patch(&message, json!({ "body": "two", "version": 1 })).tried();
    let answer = tokio::time::timeout(Duration::from_millis(500), edit).await;
    assert!(answer.is_err(), "it waits for who holds the conversation");
    held.rollback().await.unwrap();
    page.expects_message("two").await;
}

#[tokio::test]
async fn what_is_deleted_is_gone_everywhere() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    hers.says(conversation, "a secret").await;
    let message = pair.message(1);
    theirs.sends(conversation, json!({ "body": "what?", "reply_to": 1 })).await.is(201);
    hers.post(&format!("{message}/reactions"), json!({ "emoji": "🙏" })).await.is(200);
    hers.post(&format!("{message}/pin"), json!({})).await.is(200);
    let mut page = pair.grace.listens_to(conversation).await;
    for _ in 0..2 {
        let gone = hers.delete(&message).await.is(200).json();
        assert_eq!((&gone["body"], &gone["deleted"]), (&json!(""), &json!(true)));
        assert_eq!((&gone["reactions"], &gone["pinned"]), (&json!([]), &json!(false)));
    }
    page.expects_message("Message deleted").await;
    let history = theirs.get(&conversation.messages()).await.is(200);
    assert!(!history.body.contains("a secret"), "{}", history.body);
    assert_eq!(history.json()["messages"][1]["reply_to"]["deleted"], true);
    assert!(!theirs.get("/conversations").await.body.contains("a secret"));
    assert_eq!(theirs.reads(&format!("{}/pins", conversation.path())).await["messages"], json!([]));
    hers.patch(&message, json!({ "body": "back", "version": 99 })).await.problem(422);
    hers.post(&format!("{message}/reactions"), json!({ "emoji": "👍" })).await.problem(422);
    hers.post(&format!("{message}/pin"), json!({})).await.problem(422);
    theirs.sends(conversation, json!({ "body": "x", "reply_to": 1 })).await.names(&["reply_to"]);
    let on = json!({ "messages": [1], "to": [conversation.id] });
    hers.post(&format!("{}/forward", conversation.path()), on).await.names(&["messages"]);
    assert_eq!(pair.stored().await, 2);
}

#[tokio::test]
async fn reactions_come_and_go_and_pages_show_them() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    hers.says(conversation, "well?").await;
    let path = format!("{}/reactions", pair.message(1));
    let react = |program: &Program, body: Value| {
        let program = program.with_token(&program.token);
        let path = path.clone();
        async move { program.post(&path, body).await.is(200).json()["reactions"].clone() }
    };
    let one = json!([{ "emoji": "👍", "count": 1, "by": ["ada"] }]);
    assert_eq!(react(hers, json!({ "emoji": "👍" })).await, one);
    assert_eq!(react(hers, json!({ "emoji": "👍", "on": true })).await, one, "no toggle");
    let both = json!([{ "emoji": "👍", "count": 2, "by": ["ada", "grace"] }]);
    assert_eq!(react(theirs, json!({ "emoji": "👍" })).await, both);
    let shown = pair.ada.looks_at(conversation).await.messages().remove(0).reactions;
    assert_eq!(shown, [("👍".to_owned(), "ada grace".to_owned())]);
    react(hers, json!({ "emoji": "👍", "on": false })).await;
    pair.grace.does(conversation, 1, "reactions", &[("emoji", "👍"), ("on", "0")]).await.is(200);
    assert_eq!(hers.reads(&pair.message(1)).await["reactions"], json!([]));
}

#[tokio::test]
async fn what_one_has_hidden_is_nowhere_for_oneself_alone() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    for text in ["one", "two", "three"] {
        hers.says(conversation, text).await;
    }
    hers.sends(conversation, json!({ "body": "four", "reply_to": 2 })).await.is(201);
    hers.post(&format!("{}/pin", pair.message(2)), json!({})).await.is(200);
    let message = pair.message(2);
    let pins = format!("{}/pins", conversation.path());
    let changes = format!("{}/changes?after=0", conversation.path());
    assert_eq!(texts_of(&theirs.reads(&pins).await), ["two"]);
    for _ in 0..2 {
        theirs.post(&format!("{message}/hide"), json!({})).await.is(204);
    }
    assert_eq!(theirs.reads(&conversation.path()).await["hidden"], 1);
    for query in ["", "?after=0", "?before=5", "?around=2"] {
        assert_eq!(theirs.texts(conversation, query).await, ["one", "three", "four"], "{query}");
    }
    let told = theirs.reads(&changes).await;
    assert_eq!(texts_of(&told), ["one", "three", "four"]);
    assert_eq!(told["version"], 5, "the version is reached all the same");
    for part in [told, theirs.reads(&conversation.messages()).await] {
        assert!(part["messages"][2]["reply_to"].is_null(), "no quote of it: {part}");
    }
    theirs.get(&message).await.problem(404);
    theirs.post(&format!("{message}/reactions"), json!({ "emoji": "👍" })).await.problem(404);
    theirs.sends(conversation, json!({ "body": "x", "reply_to": 2 })).await.names(&["reply_to"]);
    assert_eq!(theirs.reads(&pins).await["messages"], json!([]));
    assert_eq!(theirs.reads("/conversations").await["conversations"][0]["unread"], 3);
    assert_eq!(pair.on_page(&pair.grace).await, ["one", "three", "four"]);
    assert_eq!(hers.texts(conversation, "").await, ["one", "two", "three", "four"]);
    assert_eq!(texts_of(&hers.reads(&pins).await), ["two"]);
}

#[tokio::test]
async fn what_one_has_cleared_is_nowhere_for_oneself_alone() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    for text in ["one", "two", "three"] {
        hers.says(conversation, text).await;
    }
    hers.post(&format!("{}/pin", pair.message(2)), json!({})).await.is(200);
    theirs.post(&format!("{}/clear", conversation.path()), json!({})).await.is(204);
    let there = theirs.reads(&conversation.path()).await;
    assert_eq!((&there["first_seq"], &there["last_seq"]), (&json!(4), &json!(3)));
    hers.sends(conversation, json!({ "body": "four", "reply_to": 2 })).await.is(201);
    for query in ["", "?after=0", "?before=4", "?before=5", "?around=2", "?on=2020-01-01"] {
        let part = theirs.reads(&format!("{}{query}", conversation.messages())).await;
        let texts = texts_of(&part);
        assert!(texts.is_empty() || texts == ["four"], "{query}: {texts:?}");
        assert_eq!(part["has_older"], false, "{query}");
        assert!(!part.to_string().contains("two"), "{query}");
    }
    assert_eq!(theirs.texts(conversation, "").await, ["four"]);
    let told = theirs.reads(&format!("{}/changes?after=0", conversation.path())).await;
    assert_eq!((texts_of(&told), &told["version"]), (vec!["four".to_owned()], &json!(5)));
    assert!(!told.to_string().contains("two"));
    theirs.get(&pair.message(2)).await.problem(404);
    let pins = format!("{}/pins", conversation.path());
    assert_eq!(theirs.reads(&pins).await["messages"], json!([]));
    assert_eq!(hers.texts(conversation, "").await.len(), 4);
}

#[tokio::test]
async fn messages_are_passed_on_once_and_only_where_one_is() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    let dora = Program::registers(pair.chat.visitor(), "dora").await;
    let other = hers.talks_to("dora").await;
    theirs.says(conversation, "news").await;
    hers.says(conversation, "mine").await;
    let path = format!("{}/forward", conversation.path());
    let body = json!({ "messages": [2, 1, 1], "to": [other.id, other.id], "nonce": "f-1" });
    for _ in 0..2 {
        hers.post(&path, body.clone()).await.is(204);
    }
    assert_eq!(dora.texts(&other, "").await, ["news", "mine"]);
    let first = dora.reads(&format!("{}/1", other.messages())).await;
    assert_eq!(
        (&first["forwarded_from"], &first["author"]["username"]),
        (&json!("Grace"), &json!("ada"))
    );
    let second = dora.reads(&format!("{}/2", other.messages())).await;
    assert!(second["forwarded_from"].is_null());
    let before = pair.stored().await;
    for (body, status) in [
        (json!({ "messages": [1, 99], "to": [other.id] }), 422),
        (json!({ "messages": [-1], "to": [other.id] }), 422),
        (json!({ "messages": (1..=31).collect::<Vec<_>>(), "to": [other.id] }), 422),
        (json!({ "messages": [1], "to": [other.id, uuid::Uuid::new_v4()] }), 422),
    ] {
        hers.post(&path, body).await.problem(status);
    }
    assert_eq!(pair.stored().await, before, "nothing of it, nor half");
}

#[tokio::test]
async fn pins_are_listed_newest_first() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    for text in ["one", "two", "three"] {
        hers.says(conversation, text).await;
    }
    let pins = format!("{}/pins", conversation.path());
    for seq in [3, 1] {
        let pinned = theirs.post(&format!("{}/pin", pair.message(seq)), json!({})).await.is(200);
        assert_eq!(pinned.json()["pinned"], true);
    }
    assert_eq!(texts_of(&hers.reads(&pins).await), ["three", "one"]);
    let page = pair.ada.opens(&pins).await;
    assert_eq!(page.messages().len(), 2);
    hers.post(&format!("{}/unpin", pair.message(1)), json!({})).await.is(200);
    assert_eq!(texts_of(&theirs.reads(&pins).await), ["three"]);
}

#[tokio::test]
async fn a_window_is_unbroken_and_says_what_lies_beyond() {
    let pair = Pair::start().await;
    let Pair { hers, conversation, chat, .. } = &pair;
    for number in 1..=120 {
        hers.says(conversation, &number.to_string()).await;
    }
    for (query, first, last) in [
        ("", 71, 120),
        ("?before=71", 21, 70),
        ("?before=21", 1, 20),
        ("?before=9223372036854775807", 71, 120),
        ("?after=0", 1, 50),
        ("?after=100", 101, 120),
        ("?around=60", 35, 84),
        ("?around=3", 1, 50),
        ("?on=2020-01-01", 1, 50),
        ("?on=2999-01-01", 71, 120),
    ] {
        let part = hers.reads(&format!("{}{query}", conversation.messages())).await;
        let seqs = part["messages"].as_array().unwrap().iter();
        let seqs: Vec<_> = seqs.map(|message| message["seq"].as_i64().unwrap()).collect();
        assert!(seqs.is_sorted() && seqs.len() as i64 == seqs[seqs.len() - 1] - seqs[0] + 1);
        let around = query.contains("around");
        let fits = around || (seqs[0], seqs[seqs.len() - 1]) == (first, last);
        assert!(fits, "{query}: {} to {}", seqs[0], seqs[seqs.len() - 1]);
        let named: i64 = if query == "?around=60" { 60 } else { first };
        assert!(seqs.contains(&named), "{query}");
        assert_eq!(part["has_older"], seqs[0] > 1, "{query}");
        assert_eq!(part["has_newer"], *seqs.last().unwrap() < 120, "{query}");
    }
    for query in ["?before=1", "?before=0", "?after=120", "?after=9223372036854775807"] {
        assert!(hers.texts(conversation, query).await.is_empty(), "{query}");
    }
    // A day begins where its owner lives.
    let at = |time: &str, seqs: &str| {
        let micros = time.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        format!("UPDATE messages SET created_at = {micros} WHERE {seqs}")
    };
    chat.place.executes(&at("2025-11-29T23:30:00Z", "seq <= 60")).await;
    chat.place.executes(&at("2025-11-30T10:00:00Z", "seq > 60")).await;
    let day = async || hers.texts(conversation, "?on=2025-11-30").await[0].clone();
    assert_ne!(day().await, "1");
    hers.patch("/me/preferences", json!({ "time_zone": "Europe/Berlin" })).await.is(200);
    assert_eq!(day().await, "1");
    let changes = format!("{}/changes", conversation.path());
    let all = hers.reads(&format!("{changes}?after=118")).await;
    assert_eq!(
        (texts_of(&all).len(), &all["version"], &all["more"]),
        (2, &json!(120), &json!(false))
    );
    let none = hers.reads(&format!("{changes}?after=120")).await;
    assert_eq!((&none["messages"], &none["version"]), (&json!([]), &json!(120)));
}

#[tokio::test]
async fn changes_are_told_in_parts_each_message_as_it_is_now() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    for number in 1..=205 {
        hers.says(conversation, &number.to_string()).await;
    }
    hers.patch(&pair.message(1), json!({ "body": "first", "version": 1 })).await.is(200);
    hers.delete(&pair.message(2)).await.is(200);
    let changes = format!("{}/changes", conversation.path());
    let one = theirs.reads(&changes).await;
    assert_eq!((one["messages"].as_array().unwrap().len(), &one["more"]), (200, &json!(true)));
    let next =
        format!("{changes}?after={}&epoch={}", one["version"], epoch(theirs, conversation).await);
    let two = theirs.reads(&next).await;
    assert_eq!(texts_of(&two), ["203", "204", "205", "first", ""]);
    assert_eq!((&two["version"], &two["more"]), (&json!(207), &json!(false)));
    let of = |part: &Value| -> Vec<i64> {
        let all = part["messages"].as_array().unwrap().iter();
        all.map(|message| message["version"].as_i64().unwrap()).collect()
    };
    let versions = [of(&one), of(&two)].concat();
    assert_eq!(versions, (3..=207).collect::<Vec<_>>());
}

async fn epoch(program: &Program, conversation: &Conversation) -> String {
    let there = program.reads(&conversation.path()).await;
    there["epoch"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_a_member_keeps_for_themselves_is_the_same_on_pages() {
    let pair = Pair::start().await;
    let Pair { hers, theirs, conversation, .. } = &pair;
    hers.says(conversation, "one").await;
    let of = |what: &str| format!("{}/{what}", conversation.path());
    let mine = async || theirs.reads("/conversations").await["conversations"][0].clone();
    theirs.post(&of("read"), json!({ "seq": 1 })).await.is(204);
    assert_eq!(mine().await["unread"], 0);
    assert_eq!(pair.grace.unread(conversation).await, None);
    theirs.post(&of("unread"), json!({})).await.is(204);
    assert_eq!(pair.grace.unread(conversation).await.as_deref(), Some("1"));
    theirs.post(&of("pinned"), json!({ "pinned": true })).await.is(204);
    theirs.post(&of("draft"), json!({ "body": "begun", "reply_to": 1 })).await.is(204);
    theirs.post(&of("mute"), json!({ "mute": "always" })).await.is(204);
    assert_eq!((&mine().await["pinned"], &mine().await["draft"]), (&json!(true), &json!("begun")));
    let there = theirs.reads(&conversation.path()).await;
    assert_eq!(
        (&there["muted"], &there["draft"]),
        (&json!(true), &json!({ "body": "begun", "reply_to": 1 }))
    );
    let page = pair.grace.looks_at(conversation).await;
    assert_eq!(page.value("body").as_deref(), Some("begun"));
    theirs.post(&of("draft"), json!({ "body": "" })).await.is(204);
    theirs.post(&of("pinned"), json!({ "pinned": false })).await.is(204);
    theirs.post(&of("mute"), json!({ "mute": "off" })).await.is(204);
    theirs.post(&of("archived"), json!({ "archived": true })).await.is(204);
    let list = theirs.reads("/conversations").await;
    assert_eq!((&list["conversations"], &list["archived"]), (&json!([]), &json!(1)));
    let put_away = theirs.reads("/conversations?archived=true").await;
    assert_eq!(put_away["conversations"][0]["id"], conversation.id);
    hers.says(conversation, "two").await;
    assert_eq!(mine().await["archived"], false, "until the next message");
    assert!(mine().await["draft"].is_null());
    // Nobody else is told of it.
    let her_side = hers.reads(&conversation.path()).await;
    assert_eq!((&her_side["muted"], &her_side["pinned"]), (&json!(false), &json!(false)));
}

#[tokio::test]
async fn the_list_comes_in_parts() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    chat.crowd_around(&ada, 32).await;
    let program = Program::of(&ada).await;
    let first = program.reads("/conversations").await;
    let next = first["next"].as_str().expect("there is more");
    let second = program.reads(&format!("/conversations?cursor={next}")).await;
    let names = |part: &Value| -> Vec<String> {
        let all = part["conversations"].as_array().unwrap().iter();
        all.map(|one| one["person"]["username"].as_str().unwrap().to_owned()).collect()
    };
    let all = [names(&first), names(&second)].concat();
    let expected: Vec<_> = (1..=32).rev().map(|number| format!("guest{number}")).collect();
    assert_eq!(all, expected);
    assert!(second["next"].is_null());
}
