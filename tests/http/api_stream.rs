//! What a program's stream brings, and when it ends.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::event::Event;
use crate::harness::{Apart, Chat, Conversation, Mode, Person, Place, Program, Stream, eventually};

async fn pair() -> (Chat, Person, Program, Program, Conversation) {
    pair_at(Chat::start().await).await
}

async fn pair_at(chat: Chat) -> (Chat, Person, Program, Program, Conversation) {
    let (ada, grace, conversation) = chat.pair().await;
    let programs = (Program::of(&ada).await, Program::of(&grace).await);
    (chat, ada, programs.0, programs.1, conversation)
}

/// All messages up to the one with this text, each with the id of its event.
async fn messages_up_to(stream: &mut Stream, text: &str) -> Vec<(String, Value)> {
    let is_last = |event: &Event| event.message().is_some_and(|message| message["body"] == text);
    let events = stream.up_to(text, is_last).await;
    let read = |event: Event| Some((event.id.clone()?, event.message()?));
    events.into_iter().filter_map(read).collect()
}

async fn texts_up_to(stream: &mut Stream, text: &str) -> Vec<String> {
    let messages = messages_up_to(stream, text).await.into_iter();
    messages.map(|(_, message)| message["body"].as_str().unwrap().to_owned()).collect()
}

async fn expects(stream: &mut Stream, kind: &str) -> Value {
    let found = |event: &Event| Some(event.json()).filter(|json| json["type"] == kind);
    stream.expects(kind, found).await
}

/// Ended by the server, which wants its reader to begin anew.
async fn is_reset(mut stream: Stream) {
    let last = stream.remaining().await.pop().expect("a last word");
    assert_eq!((last.name.as_deref(), &last.id), (Some("reset"), &None));
    assert_eq!(last.json(), json!({ "type": "reset" }));
}

async fn is_closed(stream: &mut Stream, reason: &str) {
    let last = stream.remaining().await.pop().expect("a last word");
    assert_eq!((last.name.as_deref(), &last.id), (Some("closed"), &None));
    let told = last.json();
    assert_eq!((&told["type"], &told["reason"]), (&json!("closed"), &json!(reason)));
    assert!(told["detail"].as_str().unwrap().split_whitespace().count() > 2, "{told}");
}

#[tokio::test]
async fn a_stream_begins_with_the_list_and_brings_each_change_once_and_in_order() {
    let (_chat, ada, hers, theirs, conversation) = pair().await;
    hers.says(&conversation, "before").await;
    let mut stream = theirs.listens_to(&conversation).await;
    let first = expects(&mut stream, "list").await;
    assert_eq!(first["list"]["conversations"][0]["id"], conversation.id);
    assert_eq!(first["list"]["conversations"][0]["unread"], 1);
    assert_eq!(stream.last_id, None, "the list is state and has no id");
    ada.says(&conversation, "by hand").await;
    let two = hers.says(&conversation, "two").await;
    let message = format!("{}/1", conversation.messages());
    hers.patch(&message, json!({ "body": "edited", "version": 1 })).await.is(200);
    hers.post(&format!("{message}/reactions"), json!({ "emoji": "👍" })).await.is(200);
    hers.delete(&message).await.is(200);
    hers.says(&conversation, "end").await;
    let heard = messages_up_to(&mut stream, "end").await;
    let ids: Vec<_> = heard.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["2", "3", "4", "5", "6", "7"]);
    for (id, message) in &heard {
        assert_eq!(*id, message["version"].to_string(), "the id is the version");
    }
    assert_eq!(heard[1].1, two, "a message is the same object everywhere");
    assert_eq!((&heard[2].1["body"], &heard[4].1["deleted"]), (&json!("edited"), &json!(true)));
    let entry = |event: &Event| {
        let told = event.json();
        (told["entries"][0]["last_message"]["body"] == "end").then_some(event.id.clone())
    };
    assert_eq!(stream.expects("the entry", entry).await, None);
}

#[tokio::test]
async fn what_was_missed_comes_first_from_whichever_cursor_is_higher() {
    let (_chat, _, hers, theirs, conversation) = pair().await;
    for text in ["one", "two", "three"] {
        hers.says(&conversation, text).await;
    }
    let base = format!("conversation={}", conversation.id);
    for (number, (query, last_id, missed)) in [
        ("", None, vec!["one", "two", "three"]),
        ("&after=1", None, vec!["two", "three"]),
        ("", Some("1"), vec!["two", "three"]),
        ("&after=1", Some("2"), vec!["three"]),
        ("&after=2", Some("1"), vec!["three"]),
        ("&after=3", None, vec![]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut stream = theirs.listens(&format!("{base}{query}"), last_id).await;
        let before = stream.up_to("the list", |event| event.json()["type"] == "list").await;
        let before = before.iter().filter_map(Event::message);
        let heard: Vec<_> = before.map(|m| m["body"].as_str().unwrap().to_owned()).collect();
        assert_eq!(heard[..missed.len()], missed, "{query} {last_id:?}");
        assert_eq!(heard.len(), missed.len() + number, "and what the rounds before have said");
        let live = format!("live {number}");
        hers.says(&conversation, &live).await;
        assert_eq!(texts_up_to(&mut stream, &live).await, [live], "and each once");
    }
}

#[tokio::test]
async fn who_knows_what_never_was_begins_anew() {
    let (chat, _, hers, theirs, conversation) = pair().await;
    hers.says(&conversation, "one").await;
    let there = theirs.reads(&conversation.path()).await;
    let epoch = there["epoch"].as_str().unwrap();
    let base = format!("conversation={}", conversation.id);
    for (query, last_id) in [
        (format!("{base}&after=2"), None),
        (base.clone(), Some("2")),
        (format!("{base}&after=1&epoch=another"), None),
        (format!("{base}&after=1&first_seq=2"), None),
        (format!("{base}&after=1&hidden=1"), None),
    ] {
        is_reset(theirs.listens(&query, last_id).await).await;
    }
    let known = format!("{base}&after=1&epoch={epoch}&first_seq=1&hidden=0");
    let mut good = theirs.listens(&known, None).await;
    expects(&mut good, "list").await;
    for restored in [
        "DELETE FROM messages",
        "UPDATE conversations SET version = 0, last_seq = 0",
        "UPDATE database_epoch SET id = 'another'",
    ] {
        chat.place.executes(restored).await;
    }
    is_reset(good).await;
    is_reset(theirs.listens(&known, None).await).await;
}

#[tokio::test]
async fn who_has_missed_too_much_begins_anew() {
    let (_chat, _, hers, theirs, conversation) = pair().await;
    for number in 1..=201 {
        hers.says(&conversation, &number.to_string()).await;
    }
    let base = format!("conversation={}", conversation.id);
    is_reset(theirs.listens(&base, None).await).await;
    is_reset(theirs.listens(&format!("{base}&after=0"), None).await).await;
    let mut stream = theirs.listens(&format!("{base}&after=1"), None).await;
    assert_eq!(texts_up_to(&mut stream, "201").await.len(), 200);
}

#[tokio::test]
async fn who_sees_less_begins_anew_also_when_it_happened_elsewhere() {
    let (_chat, _, hers, theirs, conversation) = pair().await;
    for text in ["one", "two"] {
        hers.says(&conversation, text).await;
    }
    let there = theirs.reads(&conversation.path()).await;
    let number = |name: &str| there[name].as_i64().unwrap();
    let base = format!("conversation={}&after={}", conversation.id, number("version"));
    let known = format!("{base}&first_seq={}&hidden={}", number("first_seq"), number("hidden"));
    let mut open = theirs.listens(&known, None).await;
    expects(&mut open, "list").await;
    theirs.post(&format!("{}/2/hide", conversation.messages()), json!({})).await.is(204);
    assert_eq!(expects(&mut open, "hidden").await["seq"], 2);
    is_reset(theirs.listens(&known, None).await).await;
    let now = format!("{base}&first_seq=1&hidden=1");
    let mut again = theirs.listens(&now, None).await;
    expects(&mut again, "list").await;
    theirs.post(&format!("{}/clear", conversation.path()), json!({})).await.is(204);
    is_reset(again).await;
    is_reset(open).await;
    is_reset(theirs.listens(&now, None).await).await;
    // Nothing of what is gone comes by any cursor.
    let mut anew = theirs.listens(&format!("conversation={}", conversation.id), None).await;
    hers.says(&conversation, "three").await;
    assert_eq!(texts_up_to(&mut anew, "three").await, ["three"]);
}

#[tokio::test]
async fn what_is_not_for_its_reader_only_moves_the_cursor() {
    let (_chat, _, hers, theirs, conversation) = pair().await;
    hers.says(&conversation, "a secret").await;
    hers.says(&conversation, "two").await;
    let mut stream = theirs.listens_to(&conversation).await;
    expects(&mut stream, "list").await;
    let message = format!("{}/1", conversation.messages());
    theirs.post(&format!("{message}/hide"), json!({})).await.is(204);
    hers.patch(&message, json!({ "body": "a secret!", "version": 1 })).await.is(200);
    let moved = stream.up_to("the version", |event| event.id.as_deref() == Some("3")).await;
    assert!(moved.iter().all(|event| !event.data.contains("secret")), "{moved:?}");
    assert_eq!(moved.last().unwrap().data, "");
    let query = format!("conversation={}", conversation.id);
    let mut late = theirs.listens(&query, None).await;
    let came = late.up_to("the list", |event| event.json()["type"] == "list").await;
    assert!(came.iter().all(|event| !event.data.contains("secret")), "{came:?}");
    assert_eq!(late.last_id.as_deref(), Some("3"));
}

#[tokio::test]
async fn a_token_that_ends_takes_its_streams_with_it() {
    let (chat, ada, hers, theirs, conversation) = pair().await;
    let other = Program::of(&ada).await;
    let mut page = ada.listens_to(&conversation).await;
    let mut streams = [hers.listens_to(&conversation).await, hers.listens("", None).await];
    let mut stays = other.listens("", None).await;
    for stream in &mut streams {
        expects(stream, "list").await;
    }
    hers.delete("/sessions/current").await.is(204);
    for stream in &mut streams {
        is_closed(stream, "signed_out").await;
    }
    hers.asks_for_stream("", None).await.problem(401);
    theirs.says(&conversation, "still there?").await;
    page.expects_message("still there?").await;
    expects(&mut stays, "entries").await;
    // Its end may come by the clock, or by the operator, of whom no hint tells.
    let mut last = theirs.listens_to(&conversation).await;
    expects(&mut last, "list").await;
    chat.place.executes("UPDATE tokens SET expires_at = 1").await;
    is_closed(&mut last, "signed_out").await;
    is_closed(&mut stays, "signed_out").await;
}

#[tokio::test]
async fn another_password_closes_the_streams_of_all_but_who_has_chosen_it() {
    let (_chat, ada, hers, theirs, conversation) = pair().await;
    let other = Program::of(&ada).await;
    let (mut own, mut ended) =
        (hers.listens_to(&conversation).await, other.listens("", None).await);
    for stream in [&mut own, &mut ended] {
        expects(stream, "list").await;
    }
    let body = json!({ "current_password": crate::harness::person::PASSWORD,
        "password": "battery staple 43" });
    hers.put("/me/password", body).await.is(204);
    is_closed(&mut ended, "signed_out").await;
    theirs.says(&conversation, "well?").await;
    texts_up_to(&mut own, "well?").await;
}

#[tokio::test]
async fn a_membership_that_ends_closes_the_stream() {
    let (chat, _, hers, theirs, conversation) = pair().await;
    let mut stream = theirs.listens_to(&conversation).await;
    expects(&mut stream, "list").await;
    let gone =
        "DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE username = 'grace')";
    chat.place.executes(gone).await;
    is_closed(&mut stream, "removed").await;
    theirs.asks_for_stream(&format!("conversation={}", conversation.id), None).await.problem(404);
    hers.says(&conversation, "alone").await;
}

#[tokio::test]
async fn on_every_process_a_token_that_ends_takes_its_streams_with_it() {
    if !Mode::is_full() {
        return;
    }
    let Apart { here: _here, there, ada, grace, conversation } =
        Apart::at(Place::fresh().await, &[]).await;
    let hers = Program::of(&ada).await;
    let elsewhere = hers.led_to(there.visitor());
    let mut streams = [hers.listens("", None).await, elsewhere.listens_to(&conversation).await];
    for stream in &mut streams {
        expects(stream, "list").await;
    }
    grace.says(&conversation, "heard on both").await;
    texts_up_to(&mut streams[1], "heard on both").await;
    hers.delete("/sessions/current").await.is(204);
    for stream in &mut streams {
        is_closed(stream, "signed_out").await;
    }
    assert!(!elsewhere.is_in().await);
}

#[tokio::test]
async fn only_a_stream_with_a_name_is_somebodys_presence() {
    let (_chat, _, hers, theirs, conversation) = pair().await;
    let presence = async || {
        let there = hers.reads(&conversation.path()).await;
        there["person"]["presence"].as_str().unwrap().to_owned()
    };
    let mut watching = hers.listens_to(&conversation).await;
    expects(&mut watching, "list").await;
    let mut quiet = theirs.listens_to(&conversation).await;
    expects(&mut quiet, "list").await;
    assert_eq!(presence().await, "offline");
    let query = format!("conversation={}&connection=bot-1", conversation.id);
    let named = theirs.listens(&query, None).await;
    let comes = |state: &'static str| {
        move |event: &Event| {
            let told = event.json();
            let person = &told["people"][0];
            (person["username"] == "grace" && person["presence"] == state).then_some(())
        }
    };
    watching.expects("grace to come", comes("online")).await;
    assert_eq!(presence().await, "online");
    let beat = json!({ "connection": "bot-1", "visible": false });
    theirs.post("/presence", beat).await.is(204);
    watching.expects("grace to look away", comes("away")).await;
    // Of a name that has no stream nobody is told.
    hers.post("/presence", json!({ "connection": "bot-1" })).await.is(204);
    drop(named);
    watching.expects("grace to go", comes("offline")).await;
}

#[tokio::test]
async fn typing_and_reading_are_told() {
    let (_chat, ada, hers, theirs, conversation) = pair().await;
    hers.says(&conversation, "one").await;
    let mut stream = hers.listens_to(&conversation).await;
    let mut page = ada.listens_to(&conversation).await;
    expects(&mut stream, "list").await;
    theirs.post(&conversation.typing(), json!({})).await.is(204);
    let told = expects(&mut stream, "typing").await;
    let expected =
        json!({ "type": "typing", "conversation_id": conversation.id, "username": "grace" });
    assert_eq!(told, expected);
    page.expects_typing().await;
    theirs.post(&conversation.read(), json!({ "seq": 1 })).await.is(204);
    let read = |event: &Event| (event.json()["others_read"] == 1).then_some(());
    stream.expects("how far she has read", read).await;
    theirs.post(&format!("{}/1/pin", conversation.messages()), json!({})).await.is(200);
    let pinned = |event: &Event| {
        (event.json()["type"] == "pinned" && event.json()["message"]["seq"] == 1).then_some(())
    };
    stream.expects("the pin", pinned).await;
}

#[tokio::test]
async fn the_oldest_of_too_many_streams_is_closed() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let (_chat, ada, hers, _, conversation) = pair_at(chat).await;
    // Programs turn out no pages.
    let mut page = ada.listens_to(&conversation).await;
    let mut streams = Vec::new();
    for _ in 0..63 {
        let mut stream = hers.listens("", None).await;
        expects(&mut stream, "list").await;
        streams.push(stream);
    }
    let _one_more = hers.listens("", None).await;
    is_closed(&mut streams[0], "too_many").await;
    hers.says(&conversation, "one").await;
    expects(&mut streams[1], "entries").await;
    page.expects_message("one").await;
}

#[tokio::test]
async fn a_stream_that_has_nothing_to_say_pings() {
    let (_chat, _, hers, _, _) = pair().await;
    let mut stream = hers.listens("", None).await;
    expects(&mut stream, "list").await;
    let named = async |stream: &mut Stream| {
        let event = stream.next_within(Duration::from_secs(20)).await.expect("it goes on");
        event.name
    };
    eventually("a ping", async || {
        (named(&mut stream).await.as_deref() == Some("ping")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_head_of_a_stream_keeps_proxies_from_holding_it_back() {
    let (_chat, _, hers, _, _) = pair().await;
    let response =
        hers.asks_for_stream("", None).header("accept-encoding", "gzip, br").opened().await;
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("content-type"), Some("text/event-stream"));
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("x-accel-buffering"), Some("no"));
    assert_eq!((header("content-encoding"), header("set-cookie")), (None, None));
}

#[tokio::test]
async fn pages_and_programs_hear_the_same() {
    let (_chat, ada, hers, theirs, conversation) = pair().await;
    let mut page = ada.listens_to(&conversation).await;
    let mut stream = theirs.listens_to(&conversation).await;
    let said = hers.says(&conversation, "**both**").await;
    let shown = page.expects_message("both").await;
    assert_eq!(said["version"], shown.version);
    assert_eq!(said["nonce"].as_str(), shown.nonce.as_deref());
    let by_hand = ada.says(&conversation, "*hand*").await;
    let heard = messages_up_to(&mut stream, "*hand*").await;
    assert_eq!(heard[0].1, said);
    assert_eq!(heard[1].1["nonce"].as_str(), by_hand.nonce.as_deref());
}
