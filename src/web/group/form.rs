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
        Self::of_fields(fields, ["was_title", "was_description", "was_open", "was_history"])
    }

    /// Closed where nothing was chosen, and nothing is kept from who joins.
    pub fn typed(fields: &Fields) -> Self {
        Self::of_fields(fields, ["title", "description", "open", "history"])
    }

    fn of_fields(fields: &Fields, names: [&'static str; 4]) -> Self {
        let [title, description, open, history] = names.map(|name| fields.typed(name));
        Self { title, description, is_open: open == "1", shows_history: history != "joining" }
    }
}
