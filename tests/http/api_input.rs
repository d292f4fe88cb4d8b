//! What programs send that makes no sense: each is told what is wrong, and
//! nothing is stored.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::program::API;
use crate::harness::raw::raw;
use crate::harness::{Chat, Conversation, Program};

async fn alone() -> (Chat, Program, Conversation) {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let notes = program.talks_to("ada").await;
    (chat, program, notes)
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_whole() {
    let (_chat, program, notes) = alone().await;
    let send = |body: Vec<u8>| {
        let ask = program.ask(Method::POST, &notes.messages()).body(body);
        ask.header("content-type", "application/json")
    };
    let deep = format!("{{\"body\":\"x\",\"more\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
    for broken in [
        "",
        "{",
        "{\"body\":\"x\"",
        "{\"body\":\"x\"}}",
        "{\"body\":\"x\"} x",
        "{'body':'x'}",
        "{\"body\":\"x\",}",
        "{\"body\":\"a\u{1}b\"}",
        "{\"body\":\"\\ud800\"}",
        "{\"body\":\"x\",\"seen\":1e999}",
        "body=x",
        &deep,
    ] {
        send(broken.into()).await.problem(400);
    }
    for bytes in
        [&b"{\"body\":\"\xff\xfe\"}"[..], b"\xef\xbb\xbf{\"body\":\"x\"}", b"{\"body\":\"\xc3\"}"]
    {
        send(bytes.to_vec()).await.problem(400);
    }
    for other in ["[]", "[\"x\"]", "\"x\"", "7", "null", "true"] {
        send(other.into()).await.names(&["."]);
    }
    assert!(program.texts(&notes, "").await.is_empty());
    send(b" \n{\"body\":\"x\"} \n".to_vec()).await.is(201);
}

#[tokio::test]
async fn only_json_is_taken_for_json() {
    let (_chat, program, notes) = alone().await;
    let send = |kind: &str| {
        let ask = program.ask(Method::POST, &notes.messages()).body("{\"body\":\"x\"}");
        if kind.is_empty() { ask.without("content-type") } else { ask.header("content-type", kind) }
    };
    for kind in [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/",
        "json",
    ] {
        send(kind).await.problem(415);
    }
    assert!(program.texts(&notes, "").await.is_empty());
    for kind in ["application/json; charset=utf-8", "Application/JSON", "application/hal+json"] {
        send(kind).await.is(201);
    }
}

#[tokio::test]
async fn a_field_of_the_wrong_kind_is_named() {
    let (chat, program, notes) = alone().await;
    program.says(&notes, "first").await;
    let before = chat.place.count("SELECT CAST(sum(version) AS BIGINT) FROM conversations").await;
    let message = format!("{}/1", notes.messages());
    let of = |what: &str| format!("{}/{what}", notes.path());
    let long = "x".repeat(4001);
    for (path, body, field) in [
        (notes.messages(), json!({}), "body"),
        (notes.messages(), json!({ "body": " \n " }), "body"),
        (notes.messages(), json!({ "body": long }), "body"),
        (notes.messages(), json!({ "body": null }), "body"),
        (notes.messages(), json!({ "body": 7 }), "body"),
        (notes.messages(), json!({ "body": ["x"] }), "body"),
        (notes.messages(), json!({ "body": "x", "nonce": 7 }), "nonce"),
        (notes.messages(), json!({ "body": "x", "nonce": "n".repeat(65) }), "nonce"),
        (notes.messages(), json!({ "body": "x", "nonce": "a b" }), "nonce"),
        (notes.messages(), json!({ "body": "x", "reply_to": "1" }), "reply_to"),
        (notes.messages(), json!({ "body": "x", "reply_to": 1.5 }), "reply_to"),
        (notes.messages(), json!({ "body": "x", "reply_to": -1 }), "reply_to"),
        (notes.messages(), json!({ "body": "x", "reply_to": 7 }), "reply_to"),
        (notes.messages(), json!({ "body": "x", "reply_to": u64::MAX }), "reply_to"),
        (notes.messages(), json!({ "body": "x", "seen": -1 }), "seen"),
        (notes.messages(), json!({ "body": "x", "seen": true }), "seen"),
        (format!("{message}/reactions"), json!({}), "emoji"),
        (format!("{message}/reactions"), json!({ "emoji": "x" }), "emoji"),
        (format!("{message}/reactions"), json!({ "emoji": "👍", "on": "yes" }), "on"),
        (of("read"), json!({ "seq": -1 }), "seq"),
        (of("read"), json!({ "seq": "1" }), "seq"),
        (of("read"), json!({ "seq": 1e30 }), "seq"),
        (of("unread"), json!({ "seq": -1 }), "seq"),
        (of("mute"), json!({}), "mute"),
        (of("mute"), json!({ "mute": "2h" }), "mute"),
        (of("pinned"), json!({}), "pinned"),
        (of("pinned"), json!({ "pinned": null }), "pinned"),
        (of("archived"), json!({ "archived": 1 }), "archived"),
        (of("draft"), json!({ "body": long }), "body"),
        (of("draft"), json!({ "body": "x", "reply_to": -1 }), "reply_to"),
        (of("forward"), json!({ "to": [notes.id] }), "messages"),
        (of("forward"), json!({ "messages": [1] }), "to"),
        (of("forward"), json!({ "messages": [1, "x"], "to": [notes.id] }), "messages[1]"),
        (of("forward"), json!({ "messages": [1], "to": ["x"] }), "to[0]"),
        (of("forward"), json!({ "messages": [1], "to": [notes.id], "nonce": " " }), "nonce"),
        ("/conversations".to_owned(), json!({}), "username"),
        ("/conversations".to_owned(), json!({ "username": "nobody" }), "username"),
        ("/contacts".to_owned(), json!({ "username": "\u{0}" }), "username"),
        ("/presence".to_owned(), json!({ "connection": "no name" }), "connection"),
        ("/tokens".to_owned(), json!({ "name": "x", "scopes": [] }), "scopes"),
        ("/tokens".to_owned(), json!({ "name": "x", "scopes": ["all"] }), "scopes"),
        ("/tokens".to_owned(), json!({ "name": "x", "scopes": ["read"], "days": 31 }), "days"),
        ("/tokens".to_owned(), json!({ "name": " ", "scopes": ["read"] }), "name"),
        ("/invitations".to_owned(), json!({ "days": 0 }), "days"),
        ("/invitations".to_owned(), json!({ "uses": "many" }), "uses"),
    ] {
        let answer = program.post(&path, body.clone()).await;
        assert_eq!(answer.status, 422, "{path} {body}: {}", answer.body);
        answer.names(&[field]);
    }
    for (path, body, field) in [
        (message.as_str(), json!({ "version": 1 }), "body"),
        (&message, json!({ "body": "x" }), "version"),
        (&message, json!({ "body": "x", "version": 0 }), "version"),
        (&message, json!({ "body": "x", "version": "1" }), "version"),
        ("/me", json!({ "display_name": "" }), "display_name"),
        ("/me", json!({ "email": "x" }), "email"),
        ("/me", json!({ "email": 7 }), "email"),
        ("/me/preferences", json!({ "language": "tlh" }), "language"),
        ("/me/preferences", json!({ "theme": 1 }), "theme"),
        ("/me/preferences", json!({ "time_zone": "Moon/Tycho" }), "time_zone"),
        ("/me/preferences", json!({ "shares_reading": "no" }), "shares_reading"),
        ("/me/notifications", json!({ "content": "all" }), "content"),
        ("/me/notifications", json!({ "quiet_from": "25:00" }), "quiet_from"),
    ] {
        let answer = program.patch(path, body.clone()).await;
        assert_eq!(answer.status, 422, "{path} {body}: {}", answer.body);
        answer.names(&[field]);
    }
    let two = program.patch(&message, json!({})).await.names(&["body", "version"]);
    assert_ne!(two["errors"][0]["detail"], two["errors"][1]["detail"]);
    let after = chat.place.count("SELECT CAST(sum(version) AS BIGINT) FROM conversations").await;
    assert_eq!(after, before);
    assert_eq!(chat.place.count("SELECT count(*) FROM messages").await, 1);
    assert_eq!(chat.place.count("SELECT count(*) FROM invitations").await, 0);
    assert_eq!(chat.place.count("SELECT count(*) FROM tokens").await, 1);
    assert_eq!(program.reads("/me").await["display_name"], "Ada");
}

#[tokio::test]
async fn what_nobody_knows_is_nobodys_business() {
    let (_chat, program, notes) = alone().await;
    let more =
        json!({ "body": "x", "colour": "red", "priority": { "level": [1, 2] }, "seen": null });
    program.sends(&notes, more).await.is(201);
    program.get(&format!("{}?colour=red&limit=7", notes.messages())).await.is(200);
    let twice =
        program.ask(Method::POST, &notes.messages()).body("{\"body\":\"a\",\"body\":\"b\"}");
    twice.header("content-type", "application/json").await.names(&["body"]);
    assert_eq!(program.texts(&notes, "").await, ["x"]);
}

#[tokio::test]
async fn places_that_cannot_be_are_refused() {
    let (_chat, program, notes) = alone().await;
    program.says(&notes, "x").await;
    for query in [
        "before=1&after=1",
        "before=1&around=1",
        "before=-1",
        "after=-1",
        "on=2026-11-29&before=3",
        "on=2026-11-29&after=0",
    ] {
        program.get(&format!("{}?{query}", notes.messages())).await.problem(400);
    }
    for (query, field) in [
        ("before=x", "before"),
        ("after=1.5", "after"),
        ("around=99999999999999999999", "around"),
        ("before=", "before"),
        ("after=%ff", "after"),
        ("on=2026-13-01", "on"),
        ("on=yesterday", "on"),
        ("before=1&before=2", "before"),
    ] {
        program.get(&format!("{}?{query}", notes.messages())).await.names(&[field]);
    }
    let changes = format!("{}/changes", notes.path());
    program.get(&format!("{changes}?after=x")).await.names(&["after"]);
    program.get(&format!("{changes}?after=2")).await.problem(410);
    program.get(&format!("{changes}?after=0&epoch=another")).await.problem(410);
    for (query, last_id) in
        [("after=-1", None), ("", Some("x")), ("", Some("-1")), ("", Some("99999999999999999999"))]
    {
        program.asks_for_stream(query, last_id).await.problem(400);
    }
    for (query, field) in [
        ("after=x", "after"),
        ("conversation=x", "conversation"),
        ("first_seq=x", "first_seq"),
        ("connection=a%20b", "connection"),
        ("connection=", "connection"),
    ] {
        program.asks_for_stream(query, None).await.names(&[field]);
    }
    for cursor in ["x", "1", "-1_x", "%00", "9999999999999999999999_1", notes.id.as_str()] {
        program.get(&format!("/conversations?cursor={cursor}")).await.problem(400);
    }
    program.get("/conversations?archived=maybe").await.names(&["archived"]);
}

#[tokio::test]
async fn what_cannot_be_a_name_is_not_found() {
    let (_chat, program, notes) = alone().await;
    program.says(&notes, "x").await;
    for path in [
        "/nothing",
        "/",
        "",
        "/conversations/x",
        "/conversations/%ff",
        "/conversations/",
        "/people/%ff",
        "/people/nobody",
        "/people/%00",
        &format!("{}/x", notes.messages()),
        &format!("{}/0", notes.messages()),
        &format!("{}/-1", notes.messages()),
        &format!("{}/99999999999999999999", notes.messages()),
        &format!("{}/2", notes.messages()),
        &format!("/conversations/{{{}}}/messages/2", notes.id),
    ] {
        program.get(path).await.problem(404);
    }
    for path in [
        "/sessions/x",
        "/tokens/x",
        "/tokens/%ff",
        "/invitations/x",
        "/inviters/%ff",
        "/contacts/%ff",
        "/contacts/nobody",
    ] {
        program.delete(path).await.problem(404);
    }
    for (token, status) in [("%ff", 404), ("nothing", 410), ("%00", 410)] {
        let body = json!({ "password": "battery staple 43" });
        program.post(&format!("/password-resets/{token}"), body).await.problem(status);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_or_too_slow_is_cut() {
    let (chat, program, notes) = alone().await;
    let body = json!({ "body": "x".repeat(1024 * 1024) });
    program.sends(&notes, body).await.problem(413);
    let small = json!({ "body": "x", "more": "y".repeat(60_000) });
    program.sends(&notes, small).await.is(201);
    let head = |token: &str| {
        let (host, path) = (chat.address(), notes.messages());
        format!(
            "POST {API}{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"body\":"
        )
    };
    // Who has no token is not waited for.
    let start = Instant::now();
    let answer = raw(program.visitor(), head("x")).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let answer = raw(program.visitor(), head(&program.token)).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert_eq!(program.texts(&notes, "").await, ["x"]);
}

#[tokio::test]
async fn a_method_that_is_not_known_is_told_which_are() {
    let (_chat, program, notes) = alone().await;
    let refused = program.ask(Method::PUT, &notes.messages()).await;
    assert_eq!(refused.header("allow"), Some("GET,HEAD,POST"));
    refused.problem(405);
    let refused = program.delete("/me").await;
    assert_eq!(refused.header("allow"), Some("GET,HEAD,PATCH"));
    refused.problem(405);
}

#[tokio::test]
async fn a_head_is_the_answer_without_its_body() {
    let (chat, program, notes) = alone().await;
    for path in ["/me", "/conversations", &notes.messages()] {
        let head = program.ask(Method::HEAD, path).await.is(200);
        assert_eq!(
            (head.body.as_str(), head.header("content-type")),
            ("", Some("application/json"))
        );
    }
    program.ask(Method::HEAD, "/nothing").await.is(404);
    let head = program.ask(Method::HEAD, "/events").await.is(200);
    assert_eq!(head.header("content-type"), Some("text/event-stream"));
    // Nothing stays open of it, and no byte of a stream comes.
    let head = format!(
        "HEAD {API}/events HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
        chat.address(),
        program.token
    );
    let answer = raw(program.visitor(), head).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n"), "{answer:?}");
}

#[tokio::test]
async fn a_problem_speaks_the_language_that_is_asked_for_else_that_of_the_user() {
    let (_chat, program, notes) = alone().await;
    let detail = |problem: Value| problem["detail"].as_str().unwrap().to_owned();
    let is_russian = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
    let nothing = || program.get("/nothing");
    let there = || program.get("/people/nobody");
    for ask in [nothing(), there()] {
        assert!(is_russian(&detail(ask.header("accept-language", "ru").await.problem(404))));
    }
    let english = there().without("accept-language").await;
    assert_eq!(english.header("content-language"), Some("en"));
    assert!(!is_russian(&detail(english.problem(404))));
    program.patch("/me/preferences", json!({ "language": "ru" })).await.is(200);
    let own = there().without("accept-language").await;
    assert_eq!(own.header("content-language"), Some("ru"));
    assert!(is_russian(&detail(own.problem(404))));
    let wrong = program.sends(&notes, json!({})).without("accept-language").await;
    let wrong = wrong.names(&["body"]);
    assert!(is_russian(wrong["errors"][0]["detail"].as_str().unwrap()), "{wrong}");
    assert!(!is_russian(&detail(there().header("accept-language", "en").await.problem(404))));
}
