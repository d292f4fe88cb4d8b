//! The pane on the left: the way to people, and the list of conversations.

use askama::Template;

use super::{Entry, ListCursor, views::ListView};
use crate::{app::App, error::Result, session::SignedIn, web::Chrome};

/// Search and list, the same on every page that has two panes.
#[derive(Template)]
#[template(path = "components/sidebar.html")]
pub struct Sidebar {
    chrome: Chrome,
    /// What was searched for.
    query: String,
    list: ListView,
}

impl Sidebar {
    pub fn new(chrome: &Chrome, query: String, list: ListView) -> Self {
        Self { chrome: chrome.clone(), query, list }
    }

    /// With the first screen of the reader's list; no conversation is open.
    pub async fn load(app: &App, signed_in: &SignedIn, query: String) -> Result<Self> {
        let id = signed_in.user.id;
        let mut entries = app.database.conversations().list(id, ListCursor::START).await?;
        Entry::look_up(&mut entries, app.presence.leases()).await;
        let list = ListView::new(id, &entries, None, &signed_in.clock);
        Ok(Self::new(&Chrome::of(signed_in, &app.assets), query, list))
    }
}
