//! A program that acts for somebody: a token, and JSON both ways.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::person::{PASSWORD, capitalised};
use super::{Answer, Ask, Conversation, Person, Stream, Visitor};

pub const API: &str = "/api/v1";

pub struct Program {
    visitor: Visitor,
    pub token: String,
    pub username: String,
}

impl Program {
    /// Signs in as this person, without their browser.
    pub async fn of(person: &Person) -> Self {
        let visitor = Visitor::new_like(person);
        let answer = signs_in(&visitor, &person.username, json!({})).await;
        Self::holding(visitor, &person.username, &answer.is(201).json())
    }

    /// The same with a token that may only do this.
    pub async fn that_may(scopes: &[&str], person: &Person) -> Self {
        let visitor = Visitor::new_like(person);
        let answer = signs_in(&visitor, &person.username, json!({ "scopes": scopes })).await;
        Self::holding(visitor, &person.username, &answer.is(201).json())
    }

    /// Makes an account, in which no browser ever signs in.
    pub async fn registers(visitor: Visitor, username: &str) -> Self {
        let answer = registers(&visitor, username, json!({})).await.is(201).json();
        Self::holding(visitor, username, &answer)
    }

    /// With the token that this answer holds.
    pub fn holding(visitor: Visitor, username: &str, answer: &Value) -> Self {
        let secret = answer["token"].as_str().or(answer["secret"].as_str());
        let token = secret.expect("the answer holds a token").to_owned();
        Self { visitor, token, username: username.to_owned() }
    }

    /// The same program with another token.
    pub fn with_token(&self, token: &str) -> Self {
        let visitor = Visitor::new_like(&self.visitor);
        Self { visitor, token: token.to_owned(), username: self.username.clone() }
    }

    /// The same program, whose requests come to another process.
    pub fn led_to(&self, visitor: Visitor) -> Self {
        Self { visitor, token: self.token.clone(), username: self.username.clone() }
    }

    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// `path` is below `/api/v1`.
    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        let bearer = format!("Bearer {}", self.token);
        self.visitor.ask(method, &format!("{API}{path}")).header("authorization", &bearer)
    }

    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    pub fn post(&self, path: &str, body: Value) -> Ask<'_> {
        self.ask(Method::POST, path).json(&body)
    }

    pub fn patch(&self, path: &str, body: Value) -> Ask<'_> {
        self.ask(Method::PATCH, path).json(&body)
    }

    pub fn put(&self, path: &str, body: Value) -> Ask<'_> {
        self.ask(Method::PUT, path).json(&body)
    }

    pub fn delete(&self, path: &str) -> Ask<'_> {
        self.ask(Method::DELETE, path)
    }

    pub async fn reads(&self, path: &str) -> Value {
        self.get(path).await.is(200).json()
    }

    /// Whether its token is good.
    pub async fn is_in(&self) -> bool {
        match self.get("/me").await.status {
            200 => true,
            401 => false,
            other => panic!("neither let in nor refused: {other}"),
        }
    }

    pub async fn talks_to(&self, username: &str) -> Conversation {
        let answer = self.post("/conversations", json!({ "username": username })).await;
        let id = answer.is(200).json()["id"].as_str().expect("an id").to_owned();
        Conversation { id }
    }

    pub async fn says(&self, conversation: &Conversation, text: &str) -> Value {
        self.sends(conversation, json!({ "body": text })).await.is(201).json()
    }

    pub fn sends(&self, conversation: &Conversation, body: Value) -> Ask<'_> {
        self.post(&conversation.messages(), body)
    }

    /// The texts of a part of the history; `query` begins with `?` or is empty.
    pub async fn texts(&self, conversation: &Conversation, query: &str) -> Vec<String> {
        texts_of(&self.reads(&format!("{}{query}", conversation.messages())).await)
    }

    /// A stream; `query` is what stands behind the `?`.
    pub async fn listens(&self, query: &str, last_id: Option<&str>) -> Stream {
        let response = self.asks_for_stream(query, last_id).opened().await;
        assert_eq!(response.status().as_u16(), 200, "{query}");
        Stream::read(response)
    }

    pub async fn listens_to(&self, conversation: &Conversation) -> Stream {
        let now = self.reads(&conversation.path()).await;
        let query = format!("conversation={}&after={}", conversation.id, now["version"]);
        self.listens(&query, None).await
    }

    /// The stream, or nothing when it cannot be had now.
    pub async fn tries_stream(&self, query: &str, last_id: Option<&str>) -> Option<Response> {
        let response = self.asks_for_stream(query, last_id).sent().await.ok()?;
        (response.status().as_u16() == 200).then_some(response)
    }

    pub fn asks_for_stream(&self, query: &str, last_id: Option<&str>) -> Ask<'_> {
        let ask = self.get(&format!("/events?{query}"));
        match last_id {
            Some(id) => ask.header("last-event-id", id),
            None => ask,
        }
    }
}

/// `more` stands beside name and password, or in their place.
pub fn signs_in<'v>(visitor: &'v Visitor, username: &str, more: Value) -> Ask<'v> {
    let body = with(json!({ "username": username, "password": PASSWORD }), more);
    visitor.ask(Method::POST, &format!("{API}/sessions")).json(&body)
}

/// The same for a new account.
pub fn registers<'v>(visitor: &'v Visitor, username: &str, more: Value) -> Ask<'v> {
    let name = capitalised(username);
    let body = json!({ "username": username, "display_name": name, "password": PASSWORD });
    visitor.ask(Method::POST, &format!("{API}/users")).json(&with(body, more))
}

fn with(mut body: Value, more: Value) -> Value {
    let fields = body.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    body
}

pub fn texts_of(part: &Value) -> Vec<String> {
    let messages = part["messages"].as_array().expect("messages").iter();
    messages.map(|message| message["body"].as_str().expect("a text").to_owned()).collect()
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        let kind = self.header("content-type").unwrap_or("nothing");
        let is_json = kind == "application/json" || kind == "application/problem+json";
        assert!(is_json, "{} answered {kind}: {}", self.url, self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// A problem that says everything a problem says.
    #[track_caller]
    pub fn problem(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered: {}", self.url, self.body);
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.url);
        let problem = self.json();
        assert_eq!(problem["status"], status, "{problem}");
        for member in ["type", "title", "detail", "request_id"] {
            let told = problem[member].as_str().unwrap_or_default();
            assert!(!told.is_empty(), "no {member}: {problem}");
        }
        assert!(self.header("content-language").is_some());
        problem
    }

    /// A problem that names these fields, each with a sentence.
    #[track_caller]
    pub fn names(self, fields: &[&str]) -> Value {
        let problem = self.problem(422);
        let errors = problem["errors"].as_array().expect("what is wrong").clone();
        let named: Vec<_> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
        assert_eq!(named, fields, "{problem}");
        assert!(errors.iter().all(|error| error["detail"].as_str().is_some_and(|d| d.len() > 5)));
        problem
    }
}
