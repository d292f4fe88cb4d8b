//! What of a group shall be another.

use super::{Description, NewGroup, Title, repository::Locked};
use crate::{form::Fields, problem::Problems};

/// What is none stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupPatch {
    title: Option<Title>,
    description: Option<Description>,
    is_open: Option<bool>,
    shows_history: Option<bool>,
}

impl GroupPatch {
    /// From the fields of [`NewGroup`], of those that are there. One that is as the
    /// field before it, `was_title` and so on, was not touched: somebody else may have
    /// changed that meanwhile.
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::none();
        let mut patch = Self::default();
        if is_touched(fields, "title", "was_title") {
            patch.title = Some(problems.keep(fields.text("title").and_then(Title::parse)));
        }
        if is_touched(fields, "description", "was_description") {
            let description = fields.text("description").and_then(Description::parse);
            patch.description = Some(problems.keep(description));
        }
        if is_touched(fields, "open", "was_open") {
            patch.is_open = Some(problems.keep(fields.text("open")) == "1");
        }
        if is_touched(fields, "history", "was_history") {
            patch.shows_history = Some(problems.keep(fields.text("history")) != "joining");
        }
        problems.or(patch)
    }

    /// How the group becomes.
    pub(super) fn over(self, group: &Locked) -> NewGroup {
        NewGroup {
            title: self.title.unwrap_or_else(|| Title::kept(&group.title)),
            description: self.description.unwrap_or_else(|| Description::kept(&group.description)),
            is_open: self.is_open.unwrap_or(group.is_open),
            shows_history: self.shows_history.unwrap_or(group.shows_history),
        }
    }
}

impl From<&NewGroup> for GroupPatch {
    fn from(new: &NewGroup) -> Self {
        Self {
            title: Some(new.title.clone()),
            description: Some(new.description.clone()),
            is_open: Some(new.is_open),
            shows_history: Some(new.shows_history),
        }
    }
}

/// Browsers send other line breaks than a page has.
fn is_touched(fields: &Fields, name: &'static str, before: &'static str) -> bool {
    let typed = |name| fields.typed(name).replace("\r\n", "\n");
    fields.has(name) && !(fields.has(before) && typed(name).trim() == typed(before).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_touched_changes() {
        let read = |query: &str| GroupPatch::read(&Fields::of_query(query));
        assert_eq!(read(""), Ok(GroupPatch::default()));
        let patch = read("title=Pond&was_title=Lake&description=a%0D%0Ab&was_description=a%0Ab");
        let title = Some(Title::kept("Pond"));
        assert_eq!(patch, Ok(GroupPatch { title, ..GroupPatch::default() }));
        let patch = read("open=1&was_open=0&history=all&was_history=all").unwrap();
        assert_eq!((patch.is_open, patch.shows_history), (Some(true), None));
        assert!(read("title=").is_err() && read("title=&was_title=Pond").is_err());
    }
}
