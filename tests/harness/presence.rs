//! Who is online, as pages and streams show it.

use std::time::Duration;

use super::page::parameter;
use super::wait::DEADLINE;
use super::{Conversation, Page, Person, Stream, eventually};

impl Page {
    /// What the list shows beside the conversation.
    pub fn listed_presence(&self, conversation: &Conversation) -> Option<String> {
        let mark = format!("#conversation-{} [data-presence]", conversation.id);
        self.attribute(&mark, "data-presence")
    }

    /// What the header of the open conversation shows.
    pub fn presence(&self) -> Option<String> {
        self.attribute("#presence [data-presence]", "data-presence")
    }

    /// The words of the header, and the moment they name.
    pub fn last_seen(&self) -> Option<String> {
        self.attribute("#presence time", "datetime")
    }

    /// The name that the page's stream has.
    pub fn connection(&self) -> String {
        parameter(&self.stream(), "connection").expect("the stream has a name")
    }
}

impl Person {
    /// A stream, and the name under which the page speaks of it.
    pub async fn is_at(&self, conversation: &Conversation) -> (Stream, String) {
        let page = self.looks_at(conversation).await;
        (self.stream(&page.stream(), None).await, page.connection())
    }

    /// As the page's script tells it.
    pub async fn beats(&self, connection: &str, visible: u8, idle: u8) {
        let fields = [
            ("connection", connection.to_owned()),
            ("visible", visible.to_string()),
            ("idle", idle.to_string()),
        ];
        self.post("/presence").form(&fields).await.is(204);
    }

    /// Waits until a fresh page shows the other one like this, in the list and
    /// in the header.
    pub async fn looks_up(&self, conversation: &Conversation, presence: &str) -> Page {
        let what = format!("{} to find somebody {presence}", self.username);
        eventually(&what, async || {
            let page = self.looks_at(conversation).await;
            let shown = [page.listed_presence(conversation), page.presence()];
            let as_wanted = shown.iter().all(|one| one.as_deref() == Some(presence));
            as_wanted.then_some(page)
        })
        .await
    }
}

impl Stream {
    /// Waits until the stream says this about somebody.
    pub async fn expects_presence(&mut self, username: &str, presence: &str) {
        self.expects_presence_within(DEADLINE, username, presence).await;
    }

    pub async fn expects_presence_within(
        &mut self,
        deadline: Duration,
        username: &str,
        presence: &str,
    ) {
        let mark = format!(".presence[data-person='{username}'][data-presence='{presence}']");
        self.expects_within(deadline, &format!("{username} {presence}"), |event| {
            let found = event.page().has(&mark);
            assert!(!found || event.id.is_none(), "presence is state, not an event");
            found.then_some(())
        })
        .await;
    }
}
