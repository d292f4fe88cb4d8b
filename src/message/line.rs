//! Lines: messages that say what happened to a group.
//!
//! A line names people by their ids; how they are called is looked up whenever it
//! is read. It has a number and a version as any message, and nobody can do
//! anything with it.

use sea_orm::{DbBackend, DbErr};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeSeq};
use uuid::Uuid;

use super::By;
use crate::conversation::GroupRole;

/// So many people of a line are named; of the others it tells the number.
pub const MOST_OF_LINE: usize = 4;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    Created,
    Added,
    Joined,
    JoinedByLink,
    Left,
    Removed,
    Role,
    Owner,
    Titled,
    Described,
    Pictured,
    PictureRemoved,
    Opened,
    Closed,
    HistoryShown,
    HistoryHidden,
}

impl Happening {
    pub const ALL: [Self; 16] = [
        Self::Created,
        Self::Added,
        Self::Joined,
        Self::JoinedByLink,
        Self::Left,
        Self::Removed,
        Self::Role,
        Self::Owner,
        Self::Titled,
        Self::Described,
        Self::Pictured,
        Self::PictureRemoved,
        Self::Opened,
        Self::Closed,
        Self::HistoryShown,
        Self::HistoryHidden,
    ];

    /// Somebody came or went, and nobody else had to do with it.
    pub fn is_by_themselves(self) -> bool {
        matches!(self, Self::Joined | Self::JoinedByLink | Self::Left)
    }

    /// As programs are told it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Added => "added",
            Self::Joined => "joined",
            Self::JoinedByLink => "joined_by_link",
            Self::Left => "left",
            Self::Removed => "removed",
            Self::Role => "role",
            Self::Owner => "owner",
            Self::Titled => "titled",
            Self::Described => "described",
            Self::Pictured => "pictured",
            Self::PictureRemoved => "picture_removed",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::HistoryShown => "history_shown",
            Self::HistoryHidden => "history_hidden",
        }
    }
}

/// What happened to a group, as it is stored: who did it is the author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub what: Happening,
    /// Whom it concerns beside its author: for them it counts as unread.
    #[serde(default, skip_serializing_if = "Vec::is_empty", serialize_with = "as_digits")]
    pub whom: Vec<Uuid>,
    /// Of the group, where it has got one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// That somebody has got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<GroupRole>,
}

impl Line {
    /// About nobody but who did it.
    pub fn of(what: Happening) -> Self {
        Self { what, whom: Vec::new(), title: None, role: None }
    }

    pub fn about(what: Happening, whom: Vec<Uuid>) -> Self {
        Self { whom, ..Self::of(what) }
    }

    pub fn with_title(self, title: &str) -> Self {
        Self { title: Some(title.to_owned()), ..self }
    }

    pub fn with_role(self, role: GroupRole) -> Self {
        Self { role: Some(role), ..self }
    }

    /// From the body of a message; none for what a later release has written.
    pub fn parse(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }

    /// The body of a message.
    pub fn to_body(&self) -> String {
        // Text for keys: nothing can go wrong.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// How many people it concerns beside those who are named.
    pub fn unnamed(&self, named: &[By]) -> usize {
        self.whom.len().saturating_sub(named.len())
    }
}

/// As [`concerns`] looks for them.
fn as_digits<S: Serializer>(ids: &[Uuid], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(ids.len()))?;
    for id in ids {
        list.serialize_element(&id.simple().to_string())?;
    }
    list.end()
}

/// What may count as unread for anybody. A line that names nobody counts for nobody,
/// so it must not use up the bound of a scan: people come and go as they like.
pub(crate) const MAY_COUNT: &str = "(format <> 'event' OR body LIKE '%\"whom\"%')";

/// Among so many of the newest messages that may count unread ones are counted.
pub(crate) const LOOKED_AT: i64 = 200;

/// So many messages are gone through at most to find those that may count.
pub(crate) const MOST_GONE_THROUGH: i64 = 2_000;

/// Whether a message counts as unread for this user, who has not written it: a
/// line only for those whom it names. An id stands behind a bracket or a comma, and
/// no title does.
pub(crate) fn concerns(user: &str, message: &str) -> String {
    format!(
        "({message}.format <> 'event'
          OR {message}.body LIKE '%[\"' || {{digits {user}}} || '\"%'
          OR {message}.body LIKE '%,\"' || {{digits {user}}} || '\"%')"
    )
}

/// The first of those whom the line `message` names, as they are called now, as
/// JSON: their user names and display names. None of what is no line. PostgreSQL
/// reckons with few where both bounds are given, and looks each up by its key.
pub(crate) fn named(backend: DbBackend, message: &str) -> String {
    let (names, whom, id, place) = match backend {
        DbBackend::Postgres => (
            "CAST(json_agg(json_build_array(someone.username, someone.display_name)
                 ORDER BY whom.place) AS TEXT)",
            format!(
                "json_array_elements_text(CAST({message}.body AS json) -> 'whom')
                 WITH ORDINALITY AS whom(id, place)"
            ),
            "CAST(whom.id AS uuid)",
            "whom.place - 1",
        ),
        _ => (
            "json_group_array(json_array(someone.username, someone.display_name)
                 ORDER BY whom.key)",
            format!("json_each({message}.body, '$.whom') AS whom"),
            "unhex(whom.value)",
            "whom.key",
        ),
    };
    format!(
        "CASE WHEN {message}.format = 'event' THEN (
             SELECT {names} FROM {whom} JOIN users AS someone ON someone.id = {id}
             WHERE {place} BETWEEN 0 AND {MOST_OF_LINE} - 1) END"
    )
}

/// From what [`named`] has found.
pub(crate) fn names_in(json: Option<&str>) -> Result<Vec<By>, DbErr> {
    let Some(json) = json else { return Ok(Vec::new()) };
    let names: Vec<(String, String)> =
        serde_json::from_str(json).map_err(|error| DbErr::Type(error.to_string()))?;
    let by = |(username, display_name)| By { username, display_name };
    Ok(names.into_iter().map(by).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_survives_its_body() {
        let line = Line::about(Happening::Added, vec![Uuid::now_v7(), Uuid::now_v7()]);
        for line in [
            line.clone(),
            line.with_title("The \"pond\"").with_role(GroupRole::Admin),
            Line::of(Happening::HistoryHidden),
        ] {
            assert_eq!(Line::parse(&line.to_body()), Some(line));
        }
        assert_eq!(Line::of(Happening::Left).to_body(), r#"{"what":"left"}"#);
        for unknown in ["", "{}", r#"{"what":"flooded"}"#] {
            assert_eq!(Line::parse(unknown), None);
        }
    }

    #[test]
    fn what_happens_is_called_as_it_is_stored() {
        for what in Happening::ALL {
            let stored = serde_json::to_string(&what).unwrap();
            assert_eq!(stored, format!("\"{}\"", what.as_str()));
        }
    }
}
