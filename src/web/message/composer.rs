//! The form below the messages.

use askama::Template;

use crate::{
    attempt::Nonce,
    language::Words,
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
    /// Who writes.
    reader: String,
    /// Who is written to.
    name: String,
    body: String,
    nonce: Nonce,
    /// Highest `seq` that is in view where the page opens.
    pub seen: i64,
    pub problems: Problems,
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
        Self {
            words: member.signed_in.words,
            action: paths::messages(&member.conversation.id),
            reader: member.signed_in.user.username.clone(),
            name: Names::of(&member.conversation.kind, member.signed_in.words).shown,
            body,
            nonce: Nonce::fresh(),
            seen: 0,
            problems,
        }
    }

    fn sentence(&self) -> Option<&'static str> {
        ["body", "reply_to", "nonce", "seen"].into_iter().find_map(|field| self.problems.of(field))
    }
}
