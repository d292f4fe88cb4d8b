//! The form below the messages: for something new, for an answer, or for
//! another text of what was said.

use askama::Template;

use super::views::line;
use crate::{
    attempt::Nonce,
    language::Words,
    message::Message,
    paths,
    problem::Problems,
    web::conversation::{MemberVisit, names::Names},
};

/// The form below the messages, empty or with what was refused.
#[derive(Template)]
#[template(path = "fragments/composer.html")]
pub struct Composer {
    words: Words,
    pub action: String,
    /// Where it is for something new again.
    path: String,
    /// Who writes.
    reader: String,
    /// Who is written to.
    name: String,
    /// Where those are found who may be mentioned, in a group.
    members: Option<String>,
    body: String,
    nonce: Nonce,
    /// Highest `seq` that is in view where the page opens.
    pub seen: i64,
    about: Option<About>,
    pub problems: Problems,
}

/// What is written about.
enum About {
    /// A message is answered.
    Reply { seq: i64, author: String, line: String },
    /// A message gets another text, as its writer saw it at this version.
    Edit { version: i64, line: String },
}

impl Composer {
    /// With what the member has begun to write, if anything.
    pub fn empty(member: &MemberVisit) -> Self {
        let draft = member.conversation.draft.as_ref();
        let body = draft.map(|draft| draft.body.clone()).unwrap_or_default();
        Self::refused(member, body, Problems::default())
    }

    /// What was typed, what is wrong with it, and a fresh nonce.
    pub fn refused(member: &MemberVisit, body: String, problems: Problems) -> Self {
        let id = &member.conversation.id;
        Self {
            words: member.signed_in.words,
            action: paths::messages(id),
            path: paths::conversation(id),
            reader: member.signed_in.user.username.clone(),
            name: Names::of(&member.conversation.kind, member.signed_in.words).shown,
            members: member.conversation.kind.group().map(|_| paths::members(id)),
            body,
            nonce: Nonce::fresh(),
            seen: 0,
            about: None,
            problems,
        }
    }

    /// For an answer to this message; to none that is gone, and to no line.
    pub fn replying_to(self, answered: Option<&Message>) -> Self {
        let there = answered.filter(|message| !message.is_deleted() && !message.is_line());
        let about = there.map(|message| About::Reply {
            seq: message.seq,
            author: message.author_display_name.clone(),
            line: line(&message.quoted(), self.words),
        });
        Self { about, ..self }
    }

    /// For another text of this message: its own one, or what was `typed`.
    pub fn editing(self, message: &Message, typed: Option<String>) -> Self {
        let line = line(&message.quoted(), self.words);
        Self {
            action: paths::with_message(&message.conversation_id, &message.seq, "edit"),
            body: typed.unwrap_or_else(|| message.body.clone()),
            about: Some(About::Edit { version: message.version, line }),
            ..self
        }
    }

    fn sentence(&self) -> Option<&'static str> {
        ["body", "file", "reply_to", "version", "nonce", "seen"]
            .into_iter()
            .find_map(|field| self.problems.of(field))
    }

    /// Another text has no further files.
    fn may_attach(&self) -> bool {
        !matches!(self.about, Some(About::Edit { .. }))
    }

    /// What its button does.
    fn send_word(&self) -> &'static str {
        if matches!(self.about, Some(About::Edit { .. })) { "save" } else { "send" }
    }
}
