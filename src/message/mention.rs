//! Mentions: a text of a group that is meant for some of its members, whom it calls
//! `@name`, or for all of them.
//!
//! Whom it mentions is looked up when it is sent or edited, and stored as ids. So
//! nobody is mentioned by what was said before they came.

use std::{collections::BTreeSet, iter::successors};

use sea_orm::{DbBackend, DbErr};
use uuid::Uuid;

use super::{
    Format, MessageRepository,
    markdown::{Block, Inline},
    parse,
};
use crate::{
    conversation::{GroupRole, Member},
    store::Connected,
};

/// By which all members are called.
pub const ALL: &str = "all";
/// So many names of a text are looked up.
const MOST_CALLED: usize = 50;
/// Letters of a user name.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=32;

/// Whom a text mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// With their user names.
    users: Vec<(Uuid, String)>,
    everybody: bool,
}

impl Mentions {
    /// Those members of a group whom this text of one of them calls. All of them are
    /// called only by who manages the group.
    pub async fn of(
        at: &impl Connected,
        member: &Member,
        (text, format): (&str, Format),
    ) -> Result<Self, DbErr> {
        let Some(role) = member.group_role() else { return Ok(Self::default()) };
        let mut called = called(text, format);
        let everybody = called.remove(ALL) && GroupRole::manages(role);
        let called: Vec<&str> = called.iter().map(String::as_str).take(MOST_CALLED).collect();
        let users = match called.as_slice() {
            [] => Vec::new(),
            called => {
                MessageRepository::of(at, member.conversation.id).members_called(called).await?
            }
        };
        Ok(Self { users, everybody })
    }

    /// As it is stored, with ids in 32 digits; none where nobody is mentioned.
    pub fn to_json(&self) -> Option<String> {
        let ids = self.users.iter().map(|(id, _)| id.simple().to_string());
        let all = self.everybody.then(|| ALL.to_owned());
        let ids: Vec<String> = all.into_iter().chain(ids).collect();
        if ids.is_empty() { None } else { serde_json::to_string(&ids).ok() }
    }

    /// Those whom an earlier text, which called these names, did not mention.
    pub fn beyond(&self, before: &[String]) -> Self {
        if before.iter().any(|name| name == ALL) {
            return Self::default();
        }
        let is_new = |(_, name): &&(Uuid, String)| !before.contains(name);
        Self { users: self.users.iter().filter(is_new).cloned().collect(), ..*self }
    }

    /// Nobody is mentioned.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty() && !self.everybody
    }

    /// Those who are called by their names.
    pub fn users(&self) -> impl Iterator<Item = &Uuid> {
        self.users.iter().map(|(id, _)| id)
    }

    /// All members are called.
    pub fn everybody(&self) -> bool {
        self.everybody
    }

    /// The names by which a text calls them.
    pub fn names(&self) -> Vec<String> {
        let all = self.everybody.then(|| ALL.to_owned());
        all.into_iter().chain(self.users.iter().map(|(_, name)| name.clone())).collect()
    }
}

/// The names that a text may call, in lower case: in what is no code and no link.
fn called(text: &str, format: Format) -> BTreeSet<String> {
    let mut called = BTreeSet::new();
    if text.contains('@') {
        collect(&parse(text, format).blocks, &mut called);
    }
    called
}

fn collect(blocks: &[Block<'_>], called: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => collect_inlines(inlines, called),
            Block::Quote(blocks) => collect(blocks, called),
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, called)),
            Block::Code { .. } => {}
        }
    }
}

fn collect_inlines(inlines: &[Inline<'_>], called: &mut BTreeSet<String>) {
    for inline in inlines {
        match inline {
            Inline::Text(run) => {
                let names = calls(run).flat_map(|(_, word)| readings(word));
                called.extend(names.map(str::to_ascii_lowercase));
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                collect_inlines(inner, called);
            }
            Inline::Code(_) | Inline::Link { .. } | Inline::Break => {}
        }
    }
}

/// Where somebody may be called in a run of text: each `@` that begins a word, and
/// the word behind it.
pub fn calls(run: &str) -> impl Iterator<Item = (usize, &str)> {
    run.match_indices('@').filter_map(|(at, _)| {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@' | '/');
        let rest = &run[at + 1..];
        let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let end = rest.find(|c| !of_name(c)).unwrap_or(rest.len());
        let goes_on = rest[end..].starts_with(|c: char| c.is_alphanumeric() || c == '@');
        let is_call = !run[..at].ends_with(is_word) && !goes_on;
        is_call.then_some((at, &rest[..end]))
    })
}

/// The names that a word may be, the longest first: what ends a sentence is part of
/// few.
pub fn readings(word: &str) -> impl Iterator<Item = &str> {
    successors(Some(word), |word| word.strip_suffix(['.', '-', '_']))
        .filter(|name| LENGTHS.contains(&name.len()))
}

/// Whether a message mentions this user.
pub(crate) fn mentions(user: &str, message: &str) -> String {
    format!(
        "({message}.mentions IS NOT NULL AND ({message}.mentions LIKE '%\"{ALL}\"%'
          OR {message}.mentions LIKE '%\"' || {{digits {user}}} || '\"%'))"
    )
}

/// Whether a message is meant for this user: it mentions them, answers what they have
/// said, or is a line that names them.
pub(crate) fn meant_for(user: &str, message: &str) -> String {
    format!(
        "({message}.format = 'event' OR {} OR COALESCE((
             SELECT answered.author_id = {user} FROM messages AS answered
             WHERE answered.conversation_id = {message}.conversation_id
               AND answered.seq = {message}.reply_to), FALSE))",
        mentions(user, message)
    )
}

/// The user names of those whom the text of `message` mentions, as JSON. PostgreSQL
/// reckons with few where there is a bound, and looks each up by its key.
pub(super) fn mentioned(backend: DbBackend, message: &str) -> String {
    let (names, ids, id, few) = match backend {
        DbBackend::Postgres => (
            "CAST(json_agg(someone.username ORDER BY someone.username) AS TEXT)",
            format!(
                "json_array_elements_text(CAST({message}.mentions AS json))
                 WITH ORDINALITY AS one(id, place)"
            ),
            format!("CAST(NULLIF(one.id, '{ALL}') AS uuid)"),
            "WHERE one.place BETWEEN 1 AND 1000000",
        ),
        _ => (
            "json_group_array(someone.username ORDER BY someone.username)",
            format!("json_each({message}.mentions) AS one"),
            format!("unhex(NULLIF(one.value, '{ALL}'))"),
            "",
        ),
    };
    format!(
        "CASE WHEN {message}.mentions IS NOT NULL THEN (
             SELECT {names} FROM {ids} JOIN users AS someone ON someone.id = {id} {few}) END"
    )
}

/// From what is stored, and what [`mentioned`] has found.
pub(super) fn names_of(stored: Option<&str>, found: Option<&str>) -> Result<Vec<String>, DbErr> {
    let Some(stored) = stored else { return Ok(Vec::new()) };
    let list = |json: &str| -> Result<Vec<String>, DbErr> {
        serde_json::from_str(json).map_err(|error| DbErr::Type(error.to_string()))
    };
    let all = list(stored)?.into_iter().filter(|one| one == ALL);
    let found = found.map_or_else(|| Ok(Vec::new()), list)?;
    Ok(all.chain(found).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        called(text, Format::Markdown).into_iter().collect()
    }

    #[test]
    fn a_word_behind_an_at_sign_calls_somebody() {
        assert_eq!(names("hi @Ada, and (@grace)"), ["ada", "grace"]);
        assert_eq!(names("**@ada** > \n> @grace\n- @all"), ["ada", "all", "grace"]);
        assert_eq!(names("ask @ada."), ["ada", "ada."]);
        assert_eq!(names("@grace.h-_"), ["grace.h", "grace.h-", "grace.h-_"]);
    }

    #[test]
    fn what_is_no_word_of_its_own_calls_nobody() {
        let long = format!("@{}", "a".repeat(33));
        for text in [
            "ada@example.org",
            "@ada@example.org",
            "`@ada`",
            "```\n@ada\n```",
            "https://a.b/@ada",
            "[@ada](https://a.b)",
            "@ad",
            "@адa",
            "@adaя",
            "a_@ada",
            "@",
            &long,
        ] {
            assert!(names(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_stored_is_a_list_of_ids() {
        let id = Uuid::now_v7();
        let mentions = Mentions { users: vec![(id, "ada".to_owned())], everybody: true };
        assert_eq!(mentions.to_json(), Some(format!("[\"all\",\"{}\"]", id.simple())));
        assert_eq!(mentions.names(), ["all", "ada"]);
        assert_eq!(Mentions::default().to_json(), None);
        let names = names_of(mentions.to_json().as_deref(), Some("[\"ada\"]"));
        assert_eq!(names.unwrap(), ["all", "ada"]);
    }
}
