//! A message on its way into the database.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Format, Mentions, MessageBody};
use crate::{
    attempt::Nonce,
    file::MOST_OF_MESSAGE,
    form::Fields,
    problem::{Problem, Problems},
    search::Words,
    secret,
};

/// Never uploaded here by its sender, or sent already.
pub const NO_SUCH_FILE: Problem = Problem { field: "file", sentence: "problem-file-gone" };
pub const TOO_MANY_FILES: Problem = Problem { field: "file", sentence: "problem-files-many" };

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
    /// Uploaded before and not sent yet, in their order, at most ten, each once.
    pub files: Vec<Uuid>,
    /// What the text is found by.
    pub words: Words,
}

/// Who said first what is forwarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub id: Uuid,
    pub display_name: String,
}

impl NewMessage {
    /// Of the fields `body`, `nonce`, `seen`, `reply_to` and `file`, which may come
    /// often. With files it need not say anything.
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let reply_to = problems.keep(fields.number("reply_to"));
        let files = problems.keep(files(fields));
        let parse = if files.is_empty() { MessageBody::parse } else { MessageBody::parse_or_none };
        let message = Self {
            body: problems.keep(fields.text("body").and_then(parse)),
            format: Format::Markdown,
            nonce: problems.keep(fields.text("nonce").and_then(Nonce::parse)),
            seen: problems.keep(fields.number("seen")),
            reply_to: Some(reply_to).filter(|seq| *seq > 0),
            reply_is_inferred: false,
            forwarded_from: None,
            mentions: Mentions::default(),
            files,
            words: Words::default(),
        };
        problems.or(message)
    }

    /// What this attempt carries, as 64 digits: a repeat is compared with it,
    /// whatever has become of the text.
    pub fn attempt_hash(&self) -> String {
        let named = self.reply_to.filter(|_| !self.reply_is_inferred);
        attempt_hash(self.body.as_str(), named, &self.files)
    }
}

/// Empty fields are none: a form has one where nothing is chosen.
fn files(fields: &Fields) -> Result<Vec<Uuid>, Problem> {
    let id = |text: &str| match text.trim() {
        "" => Some(None),
        id => Uuid::try_parse(id).ok().map(Some),
    };
    let mut files = Vec::new();
    for id in fields.every("file", id).ok_or(NO_SUCH_FILE)?.into_iter().flatten() {
        if !files.contains(&id) {
            files.push(id);
        }
    }
    if files.len() > MOST_OF_MESSAGE {
        return Err(TOO_MANY_FILES);
    }
    Ok(files)
}

/// An indentation makes no other text of it.
pub(super) fn attempt_hash(body: &str, reply_to: Option<i64>, files: &[Uuid]) -> String {
    let files: String = files.iter().map(|id| format!(" {id}")).collect();
    secret::hex(format!("{}{files}\n{}", reply_to.unwrap_or(0), body.trim_start()))
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
    fn with_files_it_need_not_say_anything() {
        let [one, two] = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let read = |query: &str| NewMessage::read(&Fields::of_query(query));
        let new = read(&format!("file={one}&file=&file={two}&file={one}&body=+")).unwrap();
        assert_eq!((new.body.as_str(), &*new.files), ("", &[one, two][..]));
        assert!(read("file=&body=").is_err() && read("file=x&body=y").is_err());
        let many: String = (0..11).map(|n| format!("file={}&", Uuid::from_u128(n))).collect();
        assert_eq!(read(&many).unwrap_err().of("file"), Some(TOO_MANY_FILES.sentence));
        let hashes = [vec![one, two], vec![two, one], vec![]]
            .map(|files| NewMessage { files, ..new.clone() }.attempt_hash());
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
    }

    #[test]
    fn what_was_inferred_is_no_part_of_an_attempt() {
        let new = NewMessage { reply_is_inferred: true, ..NewMessage::default() };
        let answer = NewMessage { reply_to: Some(1), ..new.clone() };
        assert_eq!(answer.attempt_hash(), new.attempt_hash());
    }
}
