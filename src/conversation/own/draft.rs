//! What somebody has begun to write in a conversation.

use sea_orm::{DbErr, QueryResult};

use crate::{
    form::Fields,
    message::{MOST_CHARACTERS, MessageBody},
    problem::Problems,
    visible::is_visible,
};

/// A text that may become a message: as it was typed, and no longer than one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub body: String,
    /// The `seq` of what it answers, which may be gone by now.
    pub reply_to: Option<i64>,
}

impl Draft {
    /// From a form; none when nothing is written.
    pub fn read(fields: &Fields) -> Result<Option<Self>, Problems> {
        let mut problems = Problems::none();
        let typed = problems.keep(fields.text("body")).replace("\r\n", "\n");
        let reply_to = problems.keep(fields.number("reply_to"));
        if !is_visible(&typed) {
            return problems.or(None);
        }
        let message = problems.keep(MessageBody::parse(&typed));
        // What is still being typed ends with a space now and then.
        let fits = typed.chars().count() <= MOST_CHARACTERS;
        let body = if fits { typed } else { message.as_str().to_owned() };
        problems.or(Some(Self { body, reply_to: Some(reply_to).filter(|seq| *seq > 0) }))
    }

    /// Whether sending it as it is makes this message.
    pub fn becomes(&self, body: &MessageBody) -> bool {
        MessageBody::parse(&self.body).is_ok_and(|parsed| parsed.as_str() == body.as_str())
    }

    /// From a row with the columns `draft` and `draft_reply_to`.
    pub(in crate::conversation) fn of(
        row: &QueryResult,
        prefix: &str,
    ) -> Result<Option<Self>, DbErr> {
        let body: Option<String> = row.try_get(prefix, "draft")?;
        let reply_to = row.try_get(prefix, "draft_reply_to")?;
        Ok(body.map(|body| Self { body, reply_to }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Option<Draft>, Problems> {
        Draft::read(&Fields::only("body", body.to_owned()))
    }

    #[test]
    fn a_draft_is_kept_as_it_was_typed_and_no_longer_than_a_message() {
        let body = |typed: &str| read(typed).map(|draft| draft.map(|draft| draft.body));
        assert_eq!(body("  so \r\n I "), Ok(Some("  so \n I ".to_owned())));
        for nothing in ["", " ", "\n\t", "\u{200b}"] {
            assert_eq!(body(nothing), Ok(None), "{nothing:?}");
        }
        let most = "a".repeat(MOST_CHARACTERS);
        assert_eq!(body(&format!("{most}\n\n")), Ok(Some(most.clone())));
        assert!(body(&format!("{most}a")).is_err());
        assert!(body("a\u{7}").is_err());
    }
}
