//! Odd values in every field and parameter that is written down: each is taken or
//! refused, and nothing breaks.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Chat, Program};

fn odd_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("x"),
        json!("a\u{0}b"),
        json!("\u{202e}\u{200b}\u{feff}"),
        json!("🙏".repeat(70)),
        json!("%ff&=+;'\"\\--<script>"),
        json!("x".repeat(5000)),
        json!([]),
        json!([null]),
        json!(["a\u{0}b"]),
        json!([i64::MAX, i64::MIN]),
        json!({}),
        json!({ "a": { "b": [] } }),
    ]
}

#[track_caller]
fn is_taken_or_refused(answer: &Answer, what: &str) {
    assert!(answer.status < 500, "{what} is answered {}: {}", answer.status, answer.body);
    if answer.status >= 400 {
        answer.clone().problem(answer.status);
    }
}

/// The fields of a body and of those in it.
fn fields<'d>(document: &'d Value, operation: &'d Value) -> Vec<&'d str> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let Some(reference) = schema["$ref"].as_str() else { return Vec::new() };
    let schema = document.pointer(&reference[1..]).expect(reference);
    schema["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

fn address(path: &str, conversation: &str) -> String {
    let path = path.replace("{seq}", "1").replace("{username}", "ada");
    // Of a session or a token there is none of this name.
    path.replace("{id}", conversation).replace("{token}", "nothing")
}

async fn asks(program: &Program, method: &str, path: &str, body: Option<Value>) -> Answer {
    let ask = program.ask(method.to_uppercase().parse().unwrap(), path);
    match body {
        Some(body) => ask.json(&body).await,
        None if path.starts_with("/events") => {
            let response = ask.opened().await;
            match response.status().as_u16() {
                200 => Answer {
                    url: response.url().clone(),
                    status: 200,
                    headers: response.headers().clone(),
                    body: String::new(),
                },
                _ => Answer::read(response).await,
            }
        }
        None => ask.await,
    }
}

#[tokio::test]
async fn no_odd_value_in_a_body_breaks_anything() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let notes = program.talks_to("ada").await;
    program.says(&notes, "x").await;
    let document = program.visitor().get("/api/openapi.json").await.is(200).json();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = address(path, &notes.id);
            for field in fields(&document, operation) {
                for value in odd_values() {
                    let what = format!("{method} {path} with {field}: {value:.40}");
                    let body = json!({ field: value });
                    let answer = asks(&program, method, &path, Some(body)).await;
                    is_taken_or_refused(&answer, &what);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 600, "only {asked}");
    assert!(program.is_in().await);
}

/// Whole bodies in which a single field is odd, so that it gets as far as it can.
#[tokio::test]
async fn no_odd_value_among_good_ones_breaks_anything() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let notes = program.talks_to("ada").await;
    program.says(&notes, "x").await;
    let of = |what: &str| format!("{}/{what}", notes.path());
    let password = crate::harness::person::PASSWORD;
    for (method, path, good) in [
        (
            "post",
            "/users".to_owned(),
            json!({ "username": "eve", "display_name": "Eve",
            "password": password, "email": "eve@example.org", "invite": "x", "nonce": "n",
            "token_name": "x", "scopes": ["read"] }),
        ),
        (
            "post",
            "/sessions".to_owned(),
            json!({ "username": "ada", "password": password,
            "name": "x", "scopes": ["read"] }),
        ),
        ("post", notes.messages(), json!({ "body": "x", "nonce": "n", "reply_to": 1, "seen": 1 })),
        ("patch", format!("{}/1", notes.messages()), json!({ "body": "x", "version": 1 })),
        ("post", of("draft"), json!({ "body": "x", "reply_to": 1 })),
        ("post", of("forward"), json!({ "messages": [1], "to": [notes.id], "nonce": "f" })),
        (
            "post",
            "/tokens".to_owned(),
            json!({ "name": "x", "scopes": ["read"], "days": 30,
            "current_password": password }),
        ),
        ("post", "/invitations".to_owned(), json!({ "days": 1, "uses": 1 })),
        (
            "patch",
            "/me".to_owned(),
            json!({ "display_name": "Ada", "email": "a@example.org",
            "current_password": password }),
        ),
        (
            "patch",
            "/me/notifications".to_owned(),
            json!({ "content": "text",
            "quiet_from": "22:00", "quiet_until": "07:00" }),
        ),
    ] {
        for field in good.as_object().unwrap().keys() {
            for value in odd_values() {
                let what = format!("{method} {path} with {field}: {value:.40}");
                let mut body = good.clone();
                body[field] = value;
                let answer = asks(&program, method, &path, Some(body)).await;
                is_taken_or_refused(&answer, &what);
            }
        }
    }
    assert!(program.is_in().await);
}

#[tokio::test]
async fn no_odd_value_in_an_address_breaks_anything() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let notes = program.talks_to("ada").await;
    program.says(&notes, "x").await;
    let document = program.visitor().get("/api/openapi.json").await.is(200).json();
    let odd = [
        "",
        "%00",
        "a%00b",
        "%ff",
        "-1",
        "9223372036854775807",
        "1e9",
        "%F0%9F%99%8F",
        "%2e%2e",
        "a/b",
    ];
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let whole = address(path, &notes.id);
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            for value in odd {
                let path = format!("{whole}?{}={value}", parameter["name"].as_str().unwrap());
                is_taken_or_refused(&asks(&program, "get", &path, None).await, &path);
                asked += 1;
            }
        }
        for (method, operation) in item.as_object().unwrap() {
            for name in ["{id}", "{seq}", "{username}", "{token}"] {
                for value in odd.iter().filter(|_| path.contains(name)) {
                    let path = address(&path.replace(name, value), &notes.id);
                    let body = operation.get("requestBody").map(|_| json!({}));
                    let method: Method = method.to_uppercase().parse().unwrap();
                    let answer = asks(&program, method.as_str(), &path, body).await;
                    is_taken_or_refused(&answer, &format!("{method} {path}"));
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 300, "only {asked}");
    assert!(program.is_in().await);
}
