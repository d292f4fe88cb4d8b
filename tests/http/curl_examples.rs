//! The page `/api`: each example is run as it stands there, but for the host,
//! the token and the conversation, and answers as the page says.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::harness::process::Recipe;
use crate::harness::{Chat, Visitor};

/// What differs each time, beside times.
const DIFFERENT: [&str; 6] = ["token", "token_id", "id", "conversation_id", "epoch", "path"];
const SHOWN_CONVERSATION: &str = "019a2f0e-93c1-7d52-8b1e-0f4d5a6b7c8d";
const SHOWN_GROUP: &str = "019a2f0e-a5d4-7e63-9c2f-1a5e6b7c8d9e";
const PASSWORD: &str = "the varnish arrived";

/// A command, the status the page says it answers, and what it shows of that.
struct Example {
    command: String,
    status: u16,
    shown: Option<String>,
}

fn text(element: ElementRef) -> String {
    element.text().collect()
}

fn examples(html: &str) -> Vec<Example> {
    let page = Html::parse_document(html);
    let parts = Selector::parse("main pre, main p[data-status]").unwrap();
    let mut examples: Vec<Example> = Vec::new();
    for part in page.select(&parts) {
        let text = text(part);
        match part.attr("data-status") {
            Some(status) => {
                assert!(text.contains(status), "people see it, too: {text}");
                examples.last_mut().unwrap().status = status.parse().unwrap();
            }
            None if text.contains("curl ") => {
                examples.push(Example { command: text, status: 0, shown: None });
            }
            None => examples.last_mut().unwrap().shown = Some(text),
        }
    }
    examples
}

/// Who reads the page, in a shell.
struct Reader {
    chat: Chat,
    token: String,
    conversation: String,
    group: String,
    file: String,
}

impl Reader {
    /// Status and body. A stream is cut after a while.
    async fn runs(&self, example: &Example) -> (u16, String) {
        let command = example
            .command
            .replace("http://localhost:3000", &format!("http://{}", self.chat.address()))
            .replace("nat_…", &self.token)
            .replace(SHOWN_CONVERSATION, &self.conversation)
            .replace(SHOWN_GROUP, &self.group)
            .replace("curl ", "curl -s --max-time 5 -w '\\n%{http_code}' ");
        let shell = Recipe::new("sh", &self.chat.place.folder)
            .arguments(["-c", &command])
            .set("NATTER_TOKEN", &self.token)
            .set("CONVERSATION", &self.conversation)
            .set("GROUP", &self.group)
            .set("FILE", &self.file);
        let output = shell.run().await.output;
        let (body, status) = output.rsplit_once('\n').expect(&command);
        (status.parse().expect(&output), body.to_owned())
    }

    fn learns(&mut self, answer: &Value) {
        if let Some(token) = answer["token"].as_str().filter(|token| token.starts_with("nat_")) {
            self.token = token.to_owned();
        } else if let (Some(id), Some("group")) = (answer["id"].as_str(), answer["kind"].as_str()) {
            self.group = id.to_owned();
        } else if let (Some(id), Some(_)) = (answer["id"].as_str(), answer["path"].as_str()) {
            self.file = id.to_owned();
        } else if let Some(id) = answer["id"].as_str() {
            self.conversation = id.to_owned();
        }
    }
}

async fn registers(visitor: &Visitor, username: &str, display_name: &str) {
    let fields = [("username", username), ("display_name", display_name), ("password", PASSWORD)];
    visitor.registers(&fields).await.is(303);
}

/// Whether an answer has all that is shown of it.
fn has(told: &Value, shown: &Value, key: &str) -> bool {
    match (told, shown) {
        (Value::Object(told), Value::Object(shown)) => {
            shown.iter().all(|(key, shown)| told.get(key).is_some_and(|told| has(told, shown, key)))
        }
        (Value::Array(told), Value::Array(shown)) => {
            told.len() >= shown.len() && told.iter().zip(shown).all(|(t, s)| has(t, s, key))
        }
        (Value::String(_), Value::String(_)) if DIFFERENT.contains(&key) => true,
        (Value::String(_), Value::String(shown)) => {
            key.ends_with("_at") || shown == "…" || told == shown
        }
        _ => told == shown,
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What a stream has brought, or an answer as a whole.
fn parts(text: &str) -> Vec<Value> {
    let events: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("data: {")).collect();
    match events.is_empty() {
        true => vec![json(text)],
        false => events.into_iter().map(|event| json(&format!("{{{event}"))).collect(),
    }
}

#[tokio::test]
async fn every_example_answers_as_the_page_says() {
    let chat = Chat::start().await;
    registers(&chat.visitor(), "daniel", "Daniel Ashworth").await;
    registers(&chat.visitor(), "anna", "Anna Petrova").await;
    let examples = examples(&chat.visitor().get("/api").await.is(200).body);
    assert!(examples.len() >= 21, "{}", examples.len());
    let nothing = String::new;
    let (token, conversation, group, file) = (nothing(), nothing(), nothing(), nothing());
    let mut reader = Reader { chat, token, conversation, group, file };
    for example in examples {
        let (status, body) = reader.runs(&example).await;
        assert_eq!(status, example.status, "{}\n{body}", example.command);
        let Some(shown) = &example.shown else { continue };
        let told = parts(&body);
        for shown in parts(shown) {
            let is_told = told.iter().any(|told| has(told, &shown, ""));
            assert!(is_told, "{}\n{shown:#}\n{told:#?}", example.command);
        }
        reader.learns(&told[0]);
    }
}

#[tokio::test]
async fn the_page_is_for_everybody_in_both_languages() {
    let chat = Chat::start().await;
    let russian = chat.visitor().speaking("ru").opens("/api").await;
    assert_eq!(russian.language().as_deref(), Some("ru"));
    let english = chat.visitor().opens("/api").await;
    let code = |page: &crate::harness::Page| page.all("pre", text);
    assert_eq!(code(&russian), code(&english));
    // Every problem names the page as its kind.
    assert!(english.has("#problems"));
    let ada = chat.person("ada").await;
    assert!(ada.opens("/settings").await.has("a[href='/api']"));
    assert!(ada.opens("/api").await.has("a[href='/api/openapi.json']"));
}
