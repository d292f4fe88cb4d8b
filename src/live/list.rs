//! What the channel of a user delivers: their list and the presence of those in
//! it, sent as state.

use std::collections::BTreeSet;

use sea_orm::DbErr;
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    Hub,
    list_reader::ReadEntries,
    render::{Closed, Form, PerForm},
    subscriber::Subscribers,
};
use crate::{
    announcement::Hint,
    conversation::{Entry, LIST_PAGE, ListCursor, ListRepository},
};

/// The list of one user. What changes in it is read by the reader of all lists.
pub(super) struct List {
    user_id: Uuid,
    hub: Hub,
    /// What the list added up to when it was last sent whole, and when a round
    /// last looked; see `ListRepository::marks`.
    mark: Option<i64>,
    seen: Option<i64>,
    /// When the list that was last sent whole was read.
    read_at: Option<Instant>,
}

impl List {
    pub fn new(user_id: Uuid, hub: &Hub) -> Self {
        Self { user_id, hub: hub.clone(), mark: None, seen: None, read_at: None }
    }

    /// What happens in their groups is heard from here on, in this process at least.
    pub async fn begin(&self) -> Result<(), DbErr> {
        self.hub.know_groups_of(self.user_id).await
    }

    /// Ends the oldest streams when there are too many.
    pub fn end_surplus(&self, subscribers: &mut Subscribers) {
        let most = self.hub.most_streams();
        if subscribers.len() > most {
            subscribers.tidy();
            subscribers.end_oldest_beyond(most, |form| {
                self.hub.render().of(form).closed(Closed::TooMany, form.language)
            });
        }
    }

    pub fn is_behind(&mut self, seen: i64) -> bool {
        self.seen = Some(seen);
        self.mark != self.seen
    }

    pub fn hear(&mut self, hints: Vec<Hint>, subscribers: &mut Subscribers) {
        let mut people = BTreeSet::new();
        for hint in hints {
            match hint {
                Hint::SessionEnded { session } => self.end_session(subscribers, session),
                Hint::SessionRenewed { session } => {
                    subscribers.begin_anew(|subscriber| subscriber.session == session);
                }
                Hint::PresenceChanged(peer) => {
                    people.insert(peer.id);
                }
                Hint::Typing(typist) => {
                    let typing = |form| self.hub.render().of(form).typing(&typist, form.language);
                    subscribers.send_state(&PerForm::new(subscribers.forms(), typing));
                }
                _ => {}
            }
        }
        if !subscribers.is_empty() {
            self.hub.wanted().presence(self.user_id, people);
        }
    }

    /// Passes on what was asked for, unless the whole list was read since: then
    /// it is asked for again, so that nothing older follows.
    pub async fn deliver_entries(&self, read: ReadEntries, subscribers: &mut Subscribers) {
        let ReadEntries { asked_at, entries, gone } = read;
        if self.read_at.is_some_and(|read_at| asked_at < read_at) {
            let ids = entries.iter().map(|entry| entry.id).chain(gone);
            self.hub.wanted().entries(self.user_id, ids);
            return;
        }
        if !entries.is_empty() {
            let render = |form| self.hub.render().of(form).entries(&entries, form.language);
            let rendered = PerForm::new(subscribers.forms(), render);
            subscribers.send_state_in_turns(&rendered).await;
        }
        if !gone.is_empty() {
            let render = |form: Form| self.hub.render().of(form).gone(&gone);
            subscribers.send_state(&PerForm::new(subscribers.forms(), render));
        }
    }

    pub async fn send_all(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        let read_at = Instant::now();
        let lists = ListRepository::of(self.hub.database());
        let mut part = lists.part(self.user_id, ListCursor::START, LIST_PAGE).await?;
        Entry::look_up(&mut part.entries, self.hub.presence()).await;
        (self.mark, self.read_at) = (self.seen, Some(read_at));
        let render = |form| self.hub.render().of(form).list(&part, form.language);
        subscribers.send_state(&PerForm::new(subscribers.forms(), render));
        self.hub.wanted().presence(self.user_id, subscribers.peers());
        Ok(())
    }

    /// Ends the streams of this session, or of the token of this id.
    fn end_session(&self, subscribers: &mut Subscribers, session: Uuid) {
        subscribers.end(
            |subscriber| subscriber.session == session,
            |form| self.hub.render().of(form).closed(Closed::SignedOut, form.language),
        );
    }
}
