//! Who comes in: a program with a token that is good, for what it may, and not
//! faster than it may.

use std::time::Instant;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::harness::person::PASSWORD;
use crate::harness::program::{API, signs_in};
use crate::harness::raw::raw;
use crate::harness::{Answer, Chat, Program, eventually};
use crate::limits::assert_too_many;

#[track_caller]
fn is_kept_out(answer: Answer, challenge: &str) {
    let told = answer.header("www-authenticate").expect("a challenge").to_owned();
    assert!(answer.header("set-cookie").is_none(), "never a cookie");
    answer.problem(401);
    assert_eq!(told, challenge);
}

const NOTHING: &str = "Bearer realm=\"natter\"";
const WORTHLESS: &str = "Bearer realm=\"natter\", error=\"invalid_token\"";

#[tokio::test]
async fn without_a_good_token_nobody_comes_in_and_nothing_is_stored() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let program = Program::of(&ada).await;
    let path = format!("{API}{}", conversation.messages());
    let foreign = Program::registers(Chat::start().await.visitor(), "ada").await;
    let visitor = chat.visitor();
    let send = |path: &str| visitor.ask(Method::POST, path).json(&json!({ "body": "let me in" }));

    is_kept_out(send(&path).await, NOTHING);
    let headers = [
        "Basic YWRhOng=".to_owned(),
        program.token.clone(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {}x", program.token),
        format!("Bearer {}", &program.token[..46]),
        format!("Bearer nat_{}", "a".repeat(43)),
        format!("Bearer {}", foreign.token),
        format!("Bearer {} {}", program.token, program.token),
        format!("Token {}", program.token),
        format!("Bearer {}", PASSWORD),
    ];
    for header in &headers {
        // Another scheme brings no token (RFC 6750, section 3.1).
        let brings_one = header.trim_end().starts_with("Bearer ");
        let challenge = if brings_one { WORTHLESS } else { NOTHING };
        is_kept_out(send(&path).header("authorization", header).await, challenge);
    }
    for query in ["access_token", "token"] {
        is_kept_out(send(&format!("{path}?{query}={}", program.token)).await, NOTHING);
    }
    // A browser that is signed in is no program.
    let by_cookie = ada.post(&path).json(&json!({ "body": "let me in" })).await;
    is_kept_out(by_cookie, NOTHING);
    is_kept_out(ada.get(&format!("{API}/me")).await, NOTHING);
    is_kept_out(ada.get(&format!("{API}/events")).await, NOTHING);

    assert!(program.texts(&conversation, "").await.is_empty());
    // And with it, it goes, however its scheme is written.
    let good = format!("bEARER {}", program.token);
    send(&path).header("authorization", &good).await.is(201);
}

#[tokio::test]
async fn two_tokens_in_one_request_are_none() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let line = format!("Authorization: Bearer {}\r\n", program.token);
    let ask = |lines: &str| {
        let host = chat.address();
        format!("GET {API}/me HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{lines}\r\n")
    };
    let answer = raw(program.visitor(), ask(&line)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    for lines in [line.repeat(2), format!("{line}Authorization: Basic YWRhOng=\r\n")] {
        let answer = raw(program.visitor(), ask(&lines)).await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
    let odd = [ask("").trim_end().as_bytes(), b"\r\nAuthorization: Bearer \xff\r\n\r\n"].concat();
    let answer = raw(program.visitor(), odd).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

#[tokio::test]
async fn what_has_ended_is_worth_nothing() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let [first, second, third] =
        [Program::of(&ada).await, Program::of(&ada).await, Program::of(&ada).await];
    for program in [&first, &second, &third] {
        assert!(program.is_in().await);
    }
    let id = |program: &Program| {
        let program = program.with_token(&program.token);
        async move {
            let tokens = program.reads("/tokens").await;
            let all = tokens["tokens"].as_array().unwrap();
            let own = all.iter().find(|token| token["current"] == true).unwrap();
            own["id"].as_str().unwrap().to_owned()
        }
    };
    let revoked = id(&first).await;
    second.delete(&format!("/tokens/{revoked}")).await.is(204);
    is_kept_out(first.get("/me").await, WORTHLESS);
    second.delete(&format!("/tokens/{revoked}")).await.problem(404);

    chat.place.executes("UPDATE tokens SET expires_at = 1").await;
    is_kept_out(second.get("/me").await, WORTHLESS);
    let fourth = Program::of(&ada).await;
    chat.place.obeys("user disable ada").await;
    is_kept_out(fourth.get("/me").await, WORTHLESS);
    let refused = signs_in(fourth.visitor(), "ada", json!({})).await.names(&["username"]);
    assert!(refused["errors"][0]["detail"].as_str().unwrap().len() > 10);
    chat.place.obeys("user enable ada").await;
    assert!(!third.is_in().await);
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let reader = Program::that_may(&["read"], &ada).await;
    let writer = Program::that_may(&["write"], &ada).await;
    let keeper = Program::that_may(&["admin"], &ada).await;
    let misses = |answer: Answer, scope: &str| {
        let told = answer.header("www-authenticate").expect("a challenge").to_owned();
        assert!(told.contains("error=\"insufficient_scope\""), "{told}");
        assert!(told.contains(&format!("scope=\"{scope}\"")), "{told}");
        let problem = answer.problem(403);
        assert!(problem["detail"].as_str().unwrap().contains(scope), "{problem}");
    };
    reader.get(&conversation.path()).await.is(200);
    misses(reader.sends(&conversation, json!({ "body": "x" })).await, "write");
    misses(reader.patch("/me", json!({ "display_name": "Eve" })).await, "admin");
    misses(writer.get(&conversation.path()).await, "read");
    misses(writer.get("/events").await, "read");
    misses(writer.post("/tokens", json!({ "name": "x", "scopes": ["admin"] })).await, "admin");
    misses(keeper.sends(&conversation, json!({ "body": "x" })).await, "write");
    misses(keeper.get("/me").await, "read");
    assert!(reader.texts(&conversation, "").await.is_empty());
    writer.sends(&conversation, json!({ "body": "x" })).await.is(201);
    assert_eq!(reader.texts(&conversation, "").await, ["x"]);
    assert_eq!(reader.reads("/me").await["display_name"], "Ada");
    keeper.patch("/me", json!({ "display_name": "Eve" })).await.is(200);
    // Each may be given back.
    for program in [&reader, &writer, &keeper] {
        program.delete("/sessions/current").await.is(204);
        program.delete("/sessions/current").await.problem(401);
    }
}

#[tokio::test]
async fn what_is_not_ones_own_does_not_exist() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let (hers, theirs) = (Program::of(&ada).await, Program::of(&grace).await);
    hers.says(&conversation, "between us").await;
    let mallory = Program::registers(chat.visitor(), "mallory").await;
    let before = chat.place.count("SELECT CAST(sum(version) AS BIGINT) FROM conversations").await;
    let message = format!("{}/1", conversation.messages());
    for path in [
        conversation.path(),
        conversation.messages(),
        message.clone(),
        format!("{}/changes", conversation.path()),
        format!("{}/pins", conversation.path()),
        format!("/events?conversation={}", conversation.id),
    ] {
        mallory.get(&path).await.problem(404);
    }
    let mine = mallory.talks_to("mallory").await;
    mallory.says(&mine, "mine").await;
    for (path, body) in [
        (conversation.messages(), json!({ "body": "x" })),
        (format!("{message}/reactions"), json!({ "emoji": "👍" })),
        (format!("{message}/hide"), json!({})),
        (format!("{message}/pin"), json!({})),
        (conversation.read(), json!({ "seq": 1 })),
        (format!("{}/draft", conversation.path()), json!({ "body": "x" })),
        (format!("{}/clear", conversation.path()), json!({})),
        (format!("{}/mute", conversation.path()), json!({ "mute": "1h" })),
        (format!("{}/forward", conversation.path()), json!({ "messages": [1], "to": [mine.id] })),
        (conversation.typing(), json!({})),
    ] {
        mallory.post(&path, body).await.problem(404);
    }
    let away = json!({ "messages": [1], "to": [conversation.id] });
    mallory.post(&format!("{}/forward", mine.path()), away).await.names(&["to"]);
    mallory.patch(&message, json!({ "body": "x", "version": 1 })).await.problem(404);
    mallory.delete(&message).await.problem(404);
    theirs.patch(&message, json!({ "body": "x", "version": 1 })).await.problem(403);
    theirs.delete(&message).await.problem(403);
    for kind in ["sessions", "tokens"] {
        let list = hers.reads(&format!("/{kind}")).await;
        let id = list[kind][0]["id"].as_str().expect("she has one");
        mallory.delete(&format!("/{kind}/{id}")).await.problem(404);
    }
    assert!(hers.is_in().await && ada.is_in().await);
    let after = chat.place.count("SELECT CAST(sum(version) AS BIGINT) FROM conversations").await;
    assert_eq!(after, before + 1, "only her own line");
    assert_eq!(hers.texts(&conversation, "").await, ["between us"]);
}

#[tokio::test]
async fn the_last_use_of_a_token_is_noted() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let program = Program::of(&ada).await;
    let body = json!({ "name": "Tide gauge", "scopes": ["read"] });
    let made = program.post("/tokens", body).await.is(201).json();
    assert!(made["last_used_at"].is_null());
    let gauge = Program::holding(chat.visitor().using("gauge/1.0"), "ada", &made);
    gauge.reads("/me").await;
    let find = async || {
        let tokens = program.reads("/tokens").await;
        let all = tokens["tokens"].as_array().unwrap().clone();
        all.into_iter().find(|token| token["id"] == made["id"]).unwrap()
    };
    let used = find().await;
    assert!(used["last_used_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{used}");
    assert_eq!(
        (&used["user_agent"], &used["last_address"]),
        (&json!("gauge/1.0"), &json!("127.0.0.1"))
    );
    assert!(used.get("secret").is_none() && used["current"] == false);
    // Not at each request.
    chat.place.executes("UPDATE tokens SET user_agent = 'as it was'").await;
    gauge.reads("/me").await;
    assert_eq!(find().await["user_agent"], "as it was");
}

#[tokio::test]
async fn a_program_is_told_how_much_it_may_still_ask_for_and_when_to_come_again() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let ada = chat.person("ada").await;
    let program = Program::of(&ada).await;
    let first = program.get("/me").await.is(200);
    assert_eq!(first.header("ratelimit-policy"), Some("\"token\";q=600;w=12"));
    let left = |answer: &Answer| -> u64 {
        let told = answer.header("ratelimit").expect("how much is left");
        let rest = told.strip_prefix("\"token\";r=").expect(told);
        rest.split(';').next().unwrap().parse().unwrap()
    };
    assert!((595..600).contains(&left(&first)), "{:?}", first.headers);
    assert!(program.get("/nothing").await.header("ratelimit").is_none());
    let refused = program.get("/people/nobody").await;
    assert!(left(&refused) < 600);
    let refusal = eventually("the bucket to be empty", async || {
        let asks = (0..200).map(async |_| program.get("/me").await);
        let answers = join_all(asks).await;
        answers.into_iter().find(|answer| answer.status == 429)
    })
    .await;
    assert_too_many(&refusal, 10);
    refusal.problem(429);
    // By token: another one of hers has its own.
    assert!(Program::of(&ada).await.is_in().await);
}

#[tokio::test]
async fn wrong_passwords_are_counted_over_pages_and_programs_together() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let ada = Program::registers(chat.visitor(), "ada").await;
    let visitor = chat.visitor();
    let wrong = || json!({ "password": "wrong" });
    for _ in 0..5 {
        signs_in(&visitor, "ada", wrong()).await.problem(422);
        visitor.signs_in("ada", "wrong").await.is(422);
    }
    let refused = eventually("a refusal", async || {
        let answer = signs_in(&visitor, "ada", wrong()).await;
        (answer.status == 429).then_some(answer)
    })
    .await;
    assert_too_many(&refused, 10);
    assert_too_many(&visitor.signs_in("ada", PASSWORD).await, 10);
    // Who has a token guesses apart, and is counted, too.
    let change = json!({ "current_password": "wrong", "password": "battery staple 43" });
    let refused = eventually("a refusal", async || {
        let answer = ada.put("/me/password", change.clone()).await;
        (answer.status == 429).then_some(answer)
    })
    .await;
    assert_too_many(&refused, 10);
    assert!(ada.is_in().await);
}

#[tokio::test]
async fn no_secret_and_no_word_of_a_program_gets_into_the_log() {
    let chat = Chat::with(&[("RUST_LOG", "trace")]).await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let notes = program.talks_to("ada").await;
    let said = async { program.sends(&notes, json!({ "body": "for nobody else" })).await };
    let request = chat.request_of(("POST", "/api/v1/conversations/{id}/messages"), said).await;
    assert!(request.user.is_some(), "whose it was stands there");
    program.get("/events?connection=between-us").opened().await;
    program.sends(&notes, json!({ "body": "x", "nonce": " " })).await.is(422);
    let log = chat.log().text();
    for secret in [&program.token, PASSWORD, "for nobody else", "between-us"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn messages_are_counted_over_pages_and_programs_together() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let (ada, _, conversation) = chat.pair().await;
    let program = Program::of(&ada).await;
    let (start, mut page, mut sent) = (Instant::now(), 0, 0);
    // Sixty are free and ten a second come back: more often until one is refused.
    let refused = loop {
        let by_page = (0..40).map(async |_| ada.sends(&conversation, &[("body", "x")]).await);
        let by_program =
            (0..60).map(async |_| program.sends(&conversation, json!({ "body": "x" })).await);
        let (by_page, by_program) =
            futures_util::future::join(join_all(by_page), join_all(by_program)).await;
        page += by_page.iter().filter(|answer| answer.status == 200).count();
        sent += by_program.iter().filter(|answer| answer.status == 201).count();
        if let Some(refused) = by_program.into_iter().find(|answer| answer.status == 429) {
            break refused;
        }
    };
    let refilled = start.elapsed().as_secs_f64() * 10.0;
    assert!(page > 0 && sent > 0 && page + sent >= 60, "{page} and {sent}");
    assert!((page + sent) as f64 <= 61.0 + refilled, "{page} and {sent} with {refilled} refilled");
    assert_too_many(&refused, 10);
    let stored = chat.place.count("SELECT count(*) FROM messages").await;
    assert_eq!(stored as usize, page + sent, "what was refused is not stored");
}

#[tokio::test]
async fn no_origin_is_foreign_to_a_program_with_a_token() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let program = Program::of(&ada).await;
    for (name, value) in [
        ("origin", "https://elsewhere.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let send = program.sends(&conversation, json!({ "body": value })).header(name, value);
        send.await.is(201);
        // A form of another site is no JSON, and its cookie no token.
        let form = ada.post(&format!("{API}{}", conversation.messages()));
        form.form(&[("body", "x")]).header(name, value).await.problem(401);
        ada.sends(&conversation, &[("body", "x")]).header(name, value).await.is(403);
    }
}
