//! What a group is like, as a form has it.

use crate::{conversation::Group, form::Fields};

/// The fields of a group, as they are or as they were typed.
pub struct GroupFields {
    pub title: String,
    pub description: String,
    pub is_open: bool,
    pub shows_history: bool,
}

impl GroupFields {
    pub fn of(group: &Group) -> Self {
        Self {
            title: group.title.clone(),
            description: group.description.clone(),
            is_open: group.is_open,
            shows_history: group.shows_history,
        }
    }

    /// As they were when the page was made whose form came back.
    pub fn before(fields: &Fields) -> Self {
        Self {
            title: fields.typed("was_title"),
            description: fields.typed("was_description"),
            is_open: fields.typed("was_open") == "1",
            shows_history: fields.typed("was_history") != "joining",
        }
    }

    /// Closed where nothing was chosen, and nothing is kept from who joins.
    pub fn typed(fields: &Fields) -> Self {
        Self {
            title: fields.typed("title"),
            description: fields.typed("description"),
            is_open: fields.typed("open") == "1",
            shows_history: fields.typed("history") != "joining",
        }
    }
}
