//! An account without a browser: made, signed in to, looked after and left.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::person::PASSWORD;
use crate::harness::program::{API, registers, signs_in};
use crate::harness::telegram::Telegram;
use crate::harness::{Chat, Program, eventually};

const NEW_PASSWORD: &str = "battery staple 43";

fn ids(list: &Value, kind: &str) -> Vec<String> {
    let all = list[kind].as_array().expect("a list").iter();
    all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// All tokens were made so much earlier.
async fn time_passes(chat: &Chat, by: Duration) {
    let micros = by.as_micros();
    chat.place.executes(&format!("UPDATE tokens SET created_at = created_at - {micros}")).await;
}

#[tokio::test]
async fn an_account_is_made_and_used_without_a_browser() {
    let chat = Chat::start().await;
    let visitor = chat.visitor().using("tide/2.0");
    let more = json!({ "email": "Ada@Example.org", "token_name": "Tide" });
    let made = registers(&visitor, "Ada", more).await.is(201);
    assert!(made.cookies().is_empty(), "never a cookie");
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let made = made.json();
    assert_eq!(made["user"]["username"], "ada");
    assert_eq!(made["user"]["email"], "ada@example.org");
    assert_eq!(made["user"]["role"], "owner", "the first one");
    assert_eq!(made["scopes"], json!(["read", "write", "admin"]));
    assert!(made["expires_at"].is_string() && made["conversation_id"].is_null());
    let program = Program::holding(visitor, "ada", &made);
    assert_eq!(program.reads("/me").await, made["user"]);
    let tokens = program.reads("/tokens").await["tokens"].clone();
    assert_eq!(tokens.as_array().unwrap().len(), 1);
    assert_eq!(
        (&tokens[0]["name"], &tokens[0]["user_agent"]),
        (&json!("Tide"), &json!("tide/2.0"))
    );
    assert_eq!((&tokens[0]["session"], &tokens[0]["current"]), (&json!(true), &json!(true)));
    // It is an account as any other.
    chat.visitor().signs_in("ada", PASSWORD).await.is(303);
    program.delete("/sessions/current").await.is(204);
    assert!(!program.is_in().await);
    let again = signs_in(program.visitor(), "ada@example.org", json!({})).await.is(201).json();
    assert_eq!(again["user"], made["user"]);
    assert_ne!(again["token"], made["token"]);
}

#[tokio::test]
async fn an_account_that_cannot_be_is_refused_and_everything_named() {
    let chat = Chat::start().await;
    let ada = Program::registers(chat.visitor(), "ada").await;
    ada.patch("/me", json!({ "email": "ada@example.org" })).await.is(200);
    let visitor = chat.visitor();
    let all = json!({ "username": "", "display_name": "", "password": "", "email": "x" });
    let fields = ["username", "display_name", "password", "email"];
    registers(&visitor, "grace", all).await.names(&fields);
    for (name, more, field) in [
        ("ada", json!({}), "username"),
        ("ADA", json!({}), "username"),
        ("grace", json!({ "email": "ADA@example.org" }), "email"),
        ("grace", json!({ "password": "12345678" }), "password"),
        ("grace", json!({ "password": null }), "password"),
        ("grace", json!({ "username": ["grace"] }), "username"),
        ("grace", json!({ "scopes": [] }), "scopes"),
        ("grace", json!({ "scopes": ["root"] }), "scopes"),
        ("grace", json!({ "scopes": "read" }), "scopes"),
    ] {
        registers(&visitor, name, more.clone()).await.names(&[field]);
    }
    assert_eq!(chat.place.count("SELECT count(*) FROM users").await, 1);
    assert_eq!(chat.place.count("SELECT count(*) FROM tokens").await, 1);
}

#[tokio::test]
async fn the_same_attempt_makes_one_account() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let nonce = json!({ "nonce": "n-1" });
    let first = registers(&visitor, "ada", nonce.clone()).await.is(201).json();
    let again = registers(&visitor, "ada", nonce.clone()).await.is(201).json();
    assert_eq!(first["user"], again["user"]);
    assert_ne!(first["token"], again["token"]);
    // Whoever does not know the password does not get in by it.
    let guess = json!({ "nonce": "n-1", "password": NEW_PASSWORD });
    registers(&visitor, "ada", guess).await.names(&["username"]);
    assert_eq!(chat.place.count("SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn who_may_make_one_is_as_it_is_for_pages() {
    let chat = Chat::with(&[("REGISTRATION", "closed")]).await;
    registers(&chat.visitor(), "ada", json!({})).await.problem(403);

    let chat = Chat::with(&[("REGISTRATION", "invite")]).await;
    let ada = Program::registers(chat.visitor(), "ada").await;
    registers(&chat.visitor(), "grace", json!({})).await.names(&["invite"]);
    registers(&chat.visitor(), "grace", json!({ "invite": "x" })).await.names(&["invite"]);
    let body = json!({ "uses": 1, "days": 7 });
    let made = ada.post("/invitations", body).await.is(201).json();
    let url = made["url"].as_str().expect("a link").to_owned();
    let code = url.split_once("invite=").expect(&url).1.to_owned();
    let grace = registers(&chat.visitor(), "grace", json!({ "invite": code })).await.is(201).json();
    let conversation = grace["conversation_id"].as_str().expect("with who has invited her");
    let there = ada.reads(&format!("/conversations/{conversation}")).await;
    assert_eq!(there["person"]["username"], "grace");
    registers(&chat.visitor(), "dora", json!({ "invite": code })).await.names(&["invite"]);
    let grace = Program::holding(chat.visitor(), "grace", &grace);
    grace.get("/invitations").await.problem(404);
    grace.post("/invitations", json!({})).await.problem(404);
    ada.post("/inviters", json!({ "username": "grace" })).await.is(204);
    grace.post("/invitations", json!({})).await.is(201);
    assert_eq!(ada.reads("/inviters").await["inviters"][0]["username"], "grace");
    ada.delete("/inviters/grace").await.is(204);
    grace.get("/invitations").await.problem(404);
}

#[tokio::test]
async fn wrong_passwords_and_unknown_names_are_told_alike() {
    let chat = Chat::start().await;
    Program::registers(chat.visitor(), "ada").await;
    let visitor = chat.visitor();
    let without_id = |mut problem: Value| {
        problem["request_id"].take();
        problem
    };
    let wrong = signs_in(&visitor, "ada", json!({ "password": "wrong" })).await;
    let wrong = without_id(wrong.names(&["username"]));
    for (name, more) in [
        ("nobody", json!({})),
        ("", json!({})),
        ("ada", json!({ "password": "" })),
        ("ada", json!({ "password": "x".repeat(10_000) })),
    ] {
        assert_eq!(without_id(signs_in(&visitor, name, more).await.names(&["username"])), wrong);
    }
    assert_eq!(chat.place.count("SELECT count(*) FROM tokens").await, 1);
}

#[tokio::test]
async fn sessions_and_tokens_are_listed_and_ended() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let phone =
        ada.on_a("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0").await;
    let (program, other) = (Program::of(&ada).await, Program::of(&ada).await);
    let sessions = program.reads("/sessions").await;
    assert_eq!(ids(&sessions, "sessions").len(), 2);
    let all = sessions["sessions"].as_array().unwrap();
    let fox = all.iter().find(|one| one["browser"] == "Firefox").expect("the phone");
    assert_eq!(fox["system"], "Linux");
    let id = fox["id"].as_str().unwrap();
    program.delete(&format!("/sessions/{id}")).await.is(204);
    program.delete(&format!("/sessions/{id}")).await.problem(404);
    assert!(!phone.is_in().await && ada.is_in().await);

    let body = json!({ "name": "Gauge", "scopes": ["write", "read"], "days": 30 });
    let gauge = program.post("/tokens", body).await.is(201);
    assert_eq!(gauge.header("cache-control"), Some("no-store"));
    let gauge = gauge.json();
    assert_eq!(gauge["scopes"], json!(["read", "write"]));
    assert!(gauge["expires_at"].is_string() && gauge["session"] == false);
    let named = Program::holding(chat.visitor(), "ada", &gauge);
    program.delete("/sessions").await.is(204);
    assert!(!ada.is_in().await && !other.is_in().await, "all others have ended");
    assert!(program.is_in().await && named.is_in().await, "but what has a name");
    let tokens = program.reads("/tokens").await;
    assert_eq!(ids(&tokens, "tokens").len(), 2);
    program.delete(&format!("/tokens/{}", gauge["id"].as_str().unwrap())).await.is(204);
    assert!(!named.is_in().await);
}

#[tokio::test]
async fn of_too_many_sessions_the_one_unused_for_longest_goes() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let (first, second) = (Program::of(&ada).await, Program::of(&ada).await);
    let mut stream = second.listens("", None).await;
    // Both were used long ago, and one of them now.
    chat.place.executes("UPDATE tokens SET last_used_at = 1").await;
    assert!(first.is_in().await);
    let more = (0..49).map(async |_| signs_in(first.visitor(), "ada", json!({})).await.is(201));
    futures_util::future::join_all(more).await;
    assert!(first.is_in().await && !second.is_in().await);
    let last = stream.remaining().await.pop().expect("a last word");
    assert_eq!(last.json()["reason"], "signed_out");
    assert_eq!(ids(&first.reads("/tokens").await, "tokens").len(), 50);
}

#[tokio::test]
async fn fifty_tokens_with_a_name_are_as_many_as_can_be_looked_after() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let make = || program.post("/tokens", json!({ "name": "x", "scopes": ["read"], "days": 30 }));
    for _ in 0..50 {
        make().await.is(201);
    }
    make().await.names(&["name"]);
    chat.place.executes("UPDATE tokens SET expires_at = 1 WHERE name = 'x'").await;
    make().await.is(201);
    assert_eq!(ids(&program.reads("/tokens").await, "tokens").len(), 2);
}

#[tokio::test]
async fn another_password_ends_everything_but_who_has_chosen_it() {
    for keep in [false, true] {
        let chat = Chat::start().await;
        let ada = chat.person("ada").await;
        let (program, other) = (Program::of(&ada).await, Program::of(&ada).await);
        let body = json!({ "name": "Gauge", "scopes": ["read"] });
        let gauge = program.post("/tokens", body).await.is(201).json();
        let gauge = Program::holding(chat.visitor(), "ada", &gauge);
        let change = |current: &str, new: &str| {
            let body = json!({ "current_password": current, "password": new, "keep_tokens": keep });
            program.put("/me/password", body)
        };
        // Also who has just signed in is asked for it.
        change("", NEW_PASSWORD).await.names(&["current_password"]);
        change("wrong", NEW_PASSWORD).await.names(&["current_password"]);
        change(PASSWORD, "12345678").await.names(&["password"]);
        assert!(ada.is_in().await && other.is_in().await && gauge.is_in().await);
        change(PASSWORD, NEW_PASSWORD).await.is(204);
        assert!(program.is_in().await, "it keeps itself");
        assert!(!ada.is_in().await && !other.is_in().await);
        assert_eq!(gauge.is_in().await, keep);
        signs_in(program.visitor(), "ada", json!({})).await.names(&["username"]);
        signs_in(program.visitor(), "ada", json!({ "password": NEW_PASSWORD })).await.is(201);
    }
}

#[tokio::test]
async fn what_a_copied_token_must_not_do_asks_for_the_password() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let program = Program::of(&ada).await;
    let email = |more: Value| {
        let mut body = json!({ "email": "new@example.org" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        program.patch("/me", body)
    };
    let token = || json!({ "name": "x", "scopes": ["admin"] });
    // Within ten minutes of signing in nobody is asked, but a wrong one is refused.
    email(json!({ "current_password": "wrong" })).await.names(&["current_password"]);
    let made = program.post("/tokens", token()).await.is(201).json();
    let named = Program::holding(chat.visitor(), "ada", &made);
    // What was made in the settings has never shown a password.
    named.post("/tokens", token()).await.names(&["current_password"]);
    named.patch("/me", json!({ "email": null })).await.names(&["current_password"]);

    time_passes(&chat, Duration::from_secs(9 * 60)).await;
    email(json!({})).await.is(200);
    time_passes(&chat, Duration::from_secs(60)).await;
    program.patch("/me", json!({ "email": "late@example.org" })).await.names(&["current_password"]);
    program.post("/tokens", token()).await.names(&["current_password"]);
    // The same e-mail is no change, and a name needs none.
    email(json!({ "display_name": "Countess" })).await.is(200);
    assert_eq!(program.reads("/me").await["email"], "new@example.org");
    let taken = json!({ "email": null, "current_password": PASSWORD });
    assert!(program.patch("/me", taken).await.is(200).json()["email"].is_null());
    let confirmed = json!({ "name": "y", "scopes": ["read"], "current_password": PASSWORD });
    program.post("/tokens", confirmed).await.is(201);
    assert_eq!(program.reads("/me").await["display_name"], "Countess");
}

#[tokio::test]
async fn a_chat_is_linked_tried_and_unlinked() {
    let telegram = Telegram::start().await;
    let chat = Chat::with(&telegram.settings()).await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let state = async || program.reads("/me/telegram").await["state"].clone();
    eventually("the bot", async || (state().await == "unlinked").then_some(())).await;
    let offer =
        |password: &str| program.post("/me/telegram/link", json!({ "current_password": password }));
    offer("wrong").await.names(&["current_password"]);
    time_passes(&chat, Duration::from_secs(600)).await;
    offer("").await.names(&["current_password"]);
    let offered = offer(PASSWORD).await.is(201).json();
    let url = offered["url"].as_str().expect("a link to the bot");
    let phone = telegram.phone(7, "ada_l");
    phone.says(&format!("/start {}", url.split_once("start=").expect(url).1));
    phone.hears("Linked to @ada").await;
    assert_eq!(program.reads("/me/telegram").await["chat"], "@ada_l");
    let tried = program.post("/me/telegram/test", json!({})).await.is(200).json();
    assert_eq!(tried["delivery"], "delivered");
    program.delete("/me/telegram").await.is(204);
    assert_eq!(state().await, "unlinked");
}

#[tokio::test]
async fn a_reset_link_of_the_operator_is_good_once() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let program = Program::of(&ada).await;
    let link = chat.reset_link("ada").await;
    let secret = link.strip_prefix("/reset/").expect(&link);
    let visitor = chat.visitor();
    let reset = |body: Value| {
        let path = format!("{API}/password-resets/{secret}");
        visitor.ask(reqwest::Method::POST, &path).json(&body)
    };
    reset(json!({})).await.names(&["password"]);
    reset(json!({ "password": "ada@example.org" })).await.names(&["password"]);
    assert!(program.is_in().await && ada.is_in().await, "nothing has happened yet");
    reset(json!({ "password": NEW_PASSWORD })).await.is(204);
    assert!(!program.is_in().await && !ada.is_in().await);
    reset(json!({ "password": PASSWORD })).await.problem(410);
    signs_in(&visitor, "ada", json!({ "password": NEW_PASSWORD })).await.is(201);
}

#[tokio::test]
async fn what_one_wants_is_read_and_changed_field_by_field() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let before = program.reads("/me/preferences").await;
    let all = json!({ "language": null, "theme": null, "time_zone": null, "shares_reading": true,
        "shows_presence": true });
    assert_eq!(before, all);
    let change = json!({ "theme": "dark", "time_zone": "Europe/Berlin", "shares_reading": false });
    let after = program.patch("/me/preferences", change).await.is(200).json();
    assert_eq!((&after["theme"], &after["language"]), (&json!("dark"), &Value::Null));
    assert_eq!((&after["shares_reading"], &after["shows_presence"]), (&json!(false), &json!(true)));
    let back = program.patch("/me/preferences", json!({ "theme": null })).await.is(200).json();
    assert_eq!((&back["theme"], &back["time_zone"]), (&Value::Null, &json!("Europe/Berlin")));
    assert_eq!(program.reads("/me/preferences").await, back);

    let quiet = json!({ "quiet_from": "22:30", "quiet_until": "07:00" });
    let told = program.patch("/me/notifications", quiet).await.is(200).json();
    assert_eq!((&told["quiet_from"], &told["content"]), (&json!("22:30"), &json!("text")));
    let told = program.patch("/me/notifications", json!({ "content": "sender" })).await.is(200);
    assert_eq!(told.json()["quiet_until"], "07:00");
    let none = json!({ "quiet_from": null, "quiet_until": null });
    let told = program.patch("/me/notifications", none).await.is(200).json();
    assert!(told["quiet_from"].is_null() && told["content"] == "sender");
    assert_eq!(program.reads("/me/telegram").await["state"], "off");
    program.post("/me/telegram/link", json!({})).await.problem(404);
}

#[tokio::test]
async fn people_and_contacts_are_found_added_and_removed() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    Program::registers(chat.visitor(), "grace").await;
    let names = |list: Value| -> Vec<(String, bool)> {
        let people = list["people"].as_array().unwrap().clone().into_iter();
        let read = |one: Value| {
            (one["username"].as_str().unwrap().to_owned(), one["contact"].as_bool().unwrap())
        };
        people.map(read).collect()
    };
    for anybody in ["/people?q=gr", "/people", "/people?q=%20"] {
        assert_eq!(names(program.reads(anybody).await), [("grace".to_owned(), false)]);
    }
    let smile = program.reads("/emoji?q=thumbs+up").await;
    assert_eq!(smile["emoji"][0], json!({ "emoji": "👍", "name": "thumbs up" }));
    assert_eq!(program.reads("/emoji").await["emoji"].as_array().unwrap().len(), 6);
    assert!(names(program.reads("/contacts").await).is_empty());
    for _ in 0..2 {
        let body = json!({ "username": "Grace" });
        assert_eq!(program.post("/contacts", body).await.is(200).json()["contact"], true);
    }
    assert_eq!(names(program.reads("/contacts").await), [("grace".to_owned(), true)]);
    assert_eq!(program.reads("/people/grace").await["contact"], true);
    program.delete("/contacts/grace").await.is(204);
    assert!(names(program.reads("/contacts").await).is_empty());
}
