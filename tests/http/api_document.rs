//! The document about the API says what the routes are, and nothing else.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::program::{API, registers, signs_in};
use crate::harness::schema::{answer, assert_fits};
use crate::harness::{Chat, Program, Visitor};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

async fn document(visitor: &Visitor) -> Value {
    visitor.get("/api/openapi.json").await.is(200).json()
}

/// Path, method and what is said of it.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    let each = paths.flat_map(|(path, item)| {
        let operations = item.as_object().expect("operations").iter();
        let operations = operations.filter(|(name, _)| METHODS.contains(&name.as_str()));
        operations.map(move |(method, operation)| (path.clone(), method.clone(), operation))
    });
    each.collect()
}

/// An address that this path leads to, with names of nothing.
fn address(path: &str) -> String {
    let path = path.replace("{id}", "019aca5e-0000-7000-8000-000000000000");
    let path = path.replace("{seq}", "1").replace("{username}", "nobody");
    path.replace("{token}", "nothing")
}

#[tokio::test]
async fn every_path_knows_the_methods_that_are_written_down_and_no_other() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let document = document(program.visitor()).await;
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 30, "{} paths", paths.len());
    for (path, item) in paths {
        assert!(!path.contains("//") && path.starts_with('/'), "{path}");
        let mut written: BTreeSet<String> = item.as_object().unwrap().keys().cloned().collect();
        if written.contains("get") {
            written.insert("head".to_owned());
        }
        let answer = program.ask(Method::OPTIONS, &address(path)).await;
        let allowed = answer.header("allow").unwrap_or_default().to_ascii_lowercase();
        let allowed: BTreeSet<_> = allowed.split(',').map(str::to_owned).collect();
        answer.problem(405);
        assert_eq!(allowed, written, "{path}");
    }
}

#[tokio::test]
async fn every_operation_that_is_written_down_is_there() {
    let chat = Chat::start().await;
    let program = Program::registers(chat.visitor(), "ada").await;
    let document = document(program.visitor()).await;
    let unknown = program.get("/nothing").await.problem(404);
    for (path, method, operation) in operations(&document) {
        // It would take the token away with which the others are tried.
        if operation["operationId"] == "sign_out" {
            continue;
        }
        let verb: Method = method.to_uppercase().parse().unwrap();
        let mut ask = program.ask(verb, &address(&path));
        if operation.get("requestBody").is_some() {
            ask = ask.json(&serde_json::json!({}));
        }
        let status = match path.as_str() {
            "/events" => ask.opened().await.status().as_u16(),
            _ => ask.await.status,
        };
        assert!(![401, 403, 405].contains(&status) && status < 500, "{method} {path}: {status}");
        let told = operation["responses"].as_object().unwrap();
        assert!(told.contains_key(&status.to_string()), "{method} {path} answers {status}");
        let named = path.contains('{') || unknown["status"] != status;
        let theirs = ["invitation", "telegram", "inviter"].iter().any(|noun| path.contains(noun));
        assert!(named || theirs, "{method} {path} is not there");
    }
}

#[tokio::test]
async fn every_operation_says_what_it_is_and_who_may() {
    let chat = Chat::start().await;
    let document = document(&chat.visitor()).await;
    let mut names = BTreeSet::new();
    let mut public = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap_or_default();
        assert!(!name.is_empty() && names.insert(name.to_owned()), "{method} {path}: {name:?}");
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(summary.len() > 3, "{method} {path} has no summary");
        let security = operation["security"].as_array().expect("who may");
        match security.as_slice() {
            [] => drop(public.insert(name.to_owned())),
            [one] => {
                let scopes = one["bearer"].as_array().expect("a token");
                let known = ["read", "write", "admin"].map(Value::from);
                let is_one = scopes.len() == 1 && known.contains(&scopes[0]);
                let is_any = scopes.is_empty() && name == "sign_out";
                assert!(is_one || is_any, "{name}: {scopes:?}");
            }
            more => panic!("{name}: {more:?}"),
        }
        let read_only = security.first().is_some_and(|one| one["bearer"][0] == "read");
        assert!(!read_only || method == "get", "{name} asks for `read` and writes");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name}");
        for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            let content = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(content, "#/components/schemas/Problem", "{name} {status}");
        }
        let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        parameters.retain(|parameter| parameter["in"] == "path");
        let named = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap());
        let in_path = path.split(['{', '}']).skip(1).step_by(2);
        assert_eq!(named.collect::<BTreeSet<_>>(), in_path.collect(), "{name}");
    }
    let expected = ["create_user", "reset_password", "sign_in"].map(str::to_owned);
    assert_eq!(public, BTreeSet::from(expected));
}

#[tokio::test]
async fn the_document_is_whole() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let document = document(&visitor).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    for member in ["title", "version"] {
        assert!(document["info"][member].as_str().is_some_and(|text| !text.is_empty()));
    }
    assert_eq!(document["servers"][0]["url"], API);
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let mut references = Vec::new();
    gather(&document, &mut references);
    assert!(references.len() > 50, "{}", references.len());
    for reference in &references {
        let pointer = reference.strip_prefix('#').expect("within the document");
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        let used = format!("#/components/schemas/{name}");
        assert!(references.contains(&used), "nothing is a {name}");
    }
}

#[tokio::test]
async fn what_is_answered_is_as_it_is_written_down() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let document = document(&visitor).await;
    let fits = |operation: &str, status: u16, told: &Value| {
        assert_fits(&document, answer(&document, operation, status), told);
    };
    let made = registers(&visitor, "ada", json!({})).await.is(201).json();
    fits("create_user", 201, &made);
    fits("sign_in", 201, &signs_in(&visitor, "ada", json!({})).await.is(201).json());
    let ada = Program::holding(visitor.clone(), "ada", &made);
    let grace = Program::registers(chat.visitor(), "grace").await;
    let conversation = ada.talks_to("grace").await;
    let mut stream = ada.listens_to(&conversation).await;
    let sent = ada.says(&conversation, "one").await;
    fits("send_message", 201, &sent);
    let reply = json!({ "body": "two", "reply_to": 1 });
    fits("send_message", 201, &grace.sends(&conversation, reply).await.is(201).json());
    let message = format!("{}/1", conversation.messages());
    let reacted = grace.post(&format!("{message}/reactions"), json!({ "emoji": "👍" })).await;
    fits("react", 200, &reacted.is(200).json());
    fits("pin_message", 200, &ada.post(&format!("{message}/pin"), json!({})).await.json());
    let late = ada.patch(&message, json!({ "body": "x", "version": 1 })).await.is(200).json();
    fits("edit_message", 200, &late);
    let late = ada.patch(&message, json!({ "body": "y", "version": 1 })).await.is(409).json();
    fits("edit_message", 409, &late);
    let draft = json!({ "body": "begun", "reply_to": 1 });
    ada.post(&format!("{}/draft", conversation.path()), draft).await.is(204);
    grace.post(&conversation.typing(), json!({})).await.is(204);
    ada.talks_to("ada").await;
    let link = ada.post("/invitations", json!({ "days": 1 })).await.is(201).json();
    fits("create_invitation", 201, &link);
    ada.post("/inviters", json!({ "username": "grace" })).await.is(204);
    let token = json!({ "name": "x", "scopes": ["read"], "days": 30 });
    fits("create_token", 201, &ada.post("/tokens", token).await.is(201).json());
    fits("add_contact", 200, &ada.post("/contacts", json!({ "username": "grace" })).await.json());
    chat.visitor().signs_in("ada", crate::harness::person::PASSWORD).await.is(303);
    let deleted = grace.delete(&format!("{}/2", conversation.messages())).await.is(200).json();
    fits("delete_message", 200, &deleted);
    let history = conversation.messages();
    let of = |what: &str| format!("{}{what}", conversation.path());
    for (operation, path) in [
        ("get_me", "/me"),
        ("get_preferences", "/me/preferences"),
        ("get_notification_settings", "/me/notifications"),
        ("get_telegram_link", "/me/telegram"),
        ("list_sessions", "/sessions"),
        ("list_tokens", "/tokens"),
        ("find_people", "/people?q=gr"),
        ("get_person", "/people/grace"),
        ("list_contacts", "/contacts"),
        ("find_emoji", "/emoji?q=thumb"),
        ("search_messages", "/search?q=from:ada"),
        ("list_conversations", "/conversations"),
        ("get_conversation", &conversation.path()),
        ("list_messages", &history),
        ("get_message", &message),
        ("list_changes", &of("/changes")),
        ("list_pins", &of("/pins")),
        ("list_invitations", "/invitations"),
        ("list_inviters", "/inviters"),
    ] {
        let told = ada.reads(path).await;
        let is_empty = told.as_object().unwrap().values().all(|one| one == &json!([]));
        assert!(!is_empty, "{operation} tells nothing that could be wrong");
        fits(operation, 200, &told);
    }
    fits("get_me", 401, &ada.with_token("x").get("/me").await.problem(401));
    fits("list_messages", 422, &ada.get(&format!("{history}?after=x")).await.problem(422));
    ada.delete("/sessions/current").await.is(204);
    let mut kinds = BTreeSet::new();
    for event in stream.remaining().await {
        if !event.data.is_empty() && event.name.as_deref() != Some("ping") {
            fits("follow_events", 200, &event.json());
            kinds.insert(event.json()["type"].as_str().unwrap().to_owned());
        }
    }
    for kind in ["message", "list", "entries", "read", "pinned", "typing", "closed"] {
        assert!(kinds.contains(kind), "no {kind} among {kinds:?}");
    }
}

fn gather(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                references.push(reference.clone());
            }
            fields.values().for_each(|value| gather(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, references)),
        _ => {}
    }
}
