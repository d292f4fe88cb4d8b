//! A message on its way into the database.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Format, Mentions, MessageBody};
use crate::{attempt::Nonce, form::Fields, problem::Problems, secret};

/// What a member wants to say; `seen` is the highest `seq` their page had shown.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    pub body: MessageBody,
    pub format: Format,
    pub nonce: Nonce,
    pub seen: i64,
    /// The `seq` of the message that it answers.
    pub reply_to: Option<i64>,
    /// The sender has not named that message: a repeat may find another one, or
    /// none, and is the same attempt.
    pub reply_is_inferred: bool,
    /// Who said it first.
    pub forwarded_from: Option<Origin>,
    /// Whom the text mentions.
    pub mentions: Mentions,
}

/// Who said first what is forwarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub id: Uuid,
    pub display_name: String,
}

impl NewMessage {
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let reply_to = problems.keep(fields.number("reply_to"));
        let message = Self {
            body: problems.keep(fields.text("body").and_then(MessageBody::parse)),
            format: Format::Markdown,
            nonce: problems.keep(fields.text("nonce").and_then(Nonce::parse)),
            seen: problems.keep(fields.number("seen")),
            reply_to: Some(reply_to).filter(|seq| *seq > 0),
            reply_is_inferred: false,
            forwarded_from: None,
            mentions: Mentions::default(),
        };
        problems.or(message)
    }

    /// What this attempt carries, as 64 digits: a repeat is compared with it,
    /// whatever has become of the text.
    pub fn attempt_hash(&self) -> String {
        let named = self.reply_to.filter(|_| !self.reply_is_inferred);
        attempt_hash(self.body.as_str(), named)
    }
}

/// An indentation makes no other text of it.
pub(super) fn attempt_hash(body: &str, reply_to: Option<i64>) -> String {
    secret::hex(format!("{}\n{}", reply_to.unwrap_or(0), body.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(query: &str) -> String {
        NewMessage::read(&Fields::of_query(query)).unwrap().attempt_hash()
    }

    #[test]
    fn an_attempt_is_its_text_and_what_it_answers() {
        let one = hash("body=once&nonce=a&seen=3");
        assert_eq!(hash("body=++once%0A&nonce=b"), one);
        assert_eq!(hash("body=once&reply_to=0"), one);
        for other in ["body=twice", "body=once&reply_to=1", "body=1%0Aonce"] {
            assert_ne!(hash(other), one, "{other}");
        }
        assert_eq!(one.len(), 64);
    }

    #[test]
    fn what_was_inferred_is_no_part_of_an_attempt() {
        let new = NewMessage { reply_is_inferred: true, ..NewMessage::default() };
        let answer = NewMessage { reply_to: Some(1), ..new.clone() };
        assert_eq!(answer.attempt_hash(), new.attempt_hash());
    }
}
