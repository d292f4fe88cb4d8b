//! Devices that send through a fault, pages and programs, and try again until
//! it is done.

use reqwest::Method;
use serde_json::{Value, json};

use super::conversation::Message;
use super::{Answer, Ask, Conversation, Person, Program};

/// What was acknowledged of a message, or stands there.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    pub seq: u64,
    pub text: String,
    reactions: Vec<(String, String)>,
}

impl From<&Message> for Said {
    fn from(message: &Message) -> Self {
        let (text, reactions) = (message.text.clone(), message.reactions.clone());
        Self { seq: message.seq, text, reactions }
    }
}

/// In the words of a page, so that both can be compared.
impl From<&Value> for Said {
    fn from(message: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let names = |by: &Value| by.as_array().unwrap().iter().map(text).collect::<Vec<_>>();
        let reactions = message["reactions"].as_array().unwrap().iter();
        Self {
            seq: message["seq"].as_u64().unwrap(),
            text: match message["deleted"].as_bool().unwrap() {
                true => "Message deleted".to_owned(),
                false => text(&message["body"]),
            },
            reactions: reactions
                .map(|one| (text(&one["emoji"]), names(&one["by"]).join(" ")))
                .collect(),
        }
    }
}

/// What is done with a message that was sent.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Edit,
    Delete,
    React,
}

const OTHER_TEXT: &str = "another text";
const EMOJI: &str = "🙏";
/// Above any that comes, so that no edit is too late.
const VERSION: u64 = 999_999_999_999;

/// A device of somebody.
#[derive(Clone, Copy)]
pub enum Sender<'p> {
    Page(&'p Person),
    Program(&'p Program),
}

impl<'p> Sender<'p> {
    pub fn says(&self, conversation: &Conversation, text: &str) -> Ask<'p> {
        match self {
            Self::Page(person) => person.sends(conversation, &[("body", text), ("nonce", text)]),
            Self::Program(program) => {
                program.sends(conversation, json!({ "body": text, "nonce": text }))
            }
        }
    }

    pub fn changes(&self, conversation: &Conversation, seq: u64, change: Change) -> Ask<'p> {
        match self {
            Self::Page(person) => by_page(person, conversation, seq, change),
            Self::Program(program) => by_program(program, conversation, seq, change),
        }
    }

    /// What an answer acknowledges; nothing when it refuses.
    pub fn acknowledged(&self, answer: &Answer) -> Option<Said> {
        let is_done = matches!(answer.status, 200 | 201);
        is_done.then(|| match self {
            Self::Page(_) => Said::from(&answer.page().messages()[0]),
            Self::Program(_) => Said::from(&answer.json()),
        })
    }
}

fn by_page<'p>(
    person: &'p Person,
    conversation: &Conversation,
    seq: u64,
    change: Change,
) -> Ask<'p> {
    let version = VERSION.to_string();
    match change {
        Change::Edit => {
            let fields = [("body", OTHER_TEXT), ("version", &version)];
            person.does(conversation, seq, "edit", &fields)
        }
        Change::Delete => person.does(conversation, seq, "delete", &[]),
        Change::React => {
            person.does(conversation, seq, "reactions", &[("emoji", EMOJI), ("on", "1")])
        }
    }
}

fn by_program<'p>(
    program: &'p Program,
    conversation: &Conversation,
    seq: u64,
    change: Change,
) -> Ask<'p> {
    let path = format!("{}/{seq}", conversation.messages());
    match change {
        Change::Edit => program.patch(&path, json!({ "body": OTHER_TEXT, "version": VERSION })),
        Change::Delete => program.ask(Method::DELETE, &path),
        Change::React => program.post(&format!("{path}/reactions"), json!({ "emoji": EMOJI })),
    }
}
