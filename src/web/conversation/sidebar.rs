//! The pane on the left: the way to people, and the list of conversations.

use askama::Template;
use uuid::Uuid;

use super::views::{ArchivedView, ListView};
use crate::{
    app::App,
    conversation::{ListPart, Show},
    error::Result,
    paths,
    web::{Chrome, session::SignedIn, time::Clock},
};

/// Search and list, the same on every page that has two panes.
#[derive(Template)]
#[template(path = "components/sidebar.html")]
pub struct Sidebar {
    chrome: Chrome,
    /// Pages that are for finding somebody have a field of their own.
    searches: bool,
    /// Whether there are so many that one may want to see only some.
    chooses: bool,
    show: Show,
    list: ListView,
    archived: ArchivedView,
}

/// So many conversations are too many to look through.
const MANY: usize = 12;

impl Sidebar {
    /// What one may see of the list, each with its word.
    const CHOICES: [(Show, &'static str, &'static str); 3] = [
        (Show::All, paths::CONVERSATIONS, "show-all"),
        (Show::Unread, paths::SHOW_UNREAD, "show-unread"),
        (Show::Groups, paths::SHOW_GROUPS, "show-groups"),
    ];

    pub fn new(chrome: &Chrome, part: &ListPart, open: Option<Uuid>, clock: &Clock) -> Self {
        Self {
            chrome: chrome.clone(),
            searches: true,
            chooses: part.entries.len() >= MANY || part.end.is_some(),
            show: Show::All,
            list: ListView::new(part, open, clock),
            archived: ArchivedView::new(part.archived, chrome.words),
        }
    }

    /// Only these conversations, which no stream changes.
    pub fn of_some(chrome: &Chrome, part: &ListPart, show: Show, clock: &Clock) -> Self {
        let list = ListView::of_some(part, show, clock);
        Self { chooses: true, show, list, ..Self::new(chrome, part, None, clock) }
    }

    pub fn without_search(self) -> Self {
        Self { searches: false, ..self }
    }

    /// With the first screen of the reader's list; no conversation is open.
    pub async fn load(app: &App, signed_in: &SignedIn) -> Result<Self> {
        let screen = app.hub.first_screen(signed_in.user.id, &signed_in.era).await?;
        Ok(Self::new(&Chrome::of(signed_in, &app.assets), &screen.part, None, &signed_in.clock))
    }
}
