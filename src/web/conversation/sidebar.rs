//! The pane on the left: the way to people, and the list of conversations.

use askama::Template;
use uuid::Uuid;

use super::views::{ArchivedView, ListView};
use crate::{
    app::App,
    conversation::ListPart,
    error::Result,
    web::{Chrome, session::SignedIn, time::Clock},
};

/// Search and list, the same on every page that has two panes.
#[derive(Template)]
#[template(path = "components/sidebar.html")]
pub struct Sidebar {
    chrome: Chrome,
    /// Pages that are for finding somebody have a field of their own.
    searches: bool,
    list: ListView,
    archived: ArchivedView,
}

impl Sidebar {
    pub fn new(chrome: &Chrome, part: &ListPart, open: Option<Uuid>, clock: &Clock) -> Self {
        Self {
            chrome: chrome.clone(),
            searches: true,
            list: ListView::new(part, open, clock),
            archived: ArchivedView::new(part.archived, chrome.words),
        }
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
