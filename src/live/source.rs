//! What a channel delivers: the changes of a conversation in the order of its
//! versions, or the state of one user's list.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    Hub,
    render::{Closed, PerLanguage, Render},
    subscriber::{Frame, Subscribers},
};
use crate::{
    announcement::{Hint, Topic},
    conversation::{ConversationRepository, Entry, LIST_PAGE, ListCursor, Peer, Pointer},
    message::{Message, MessageRepository},
    presence::{Leases, Presence},
    store::Database,
    user::UserRepository,
};

/// Most changes read at once when a channel has fallen behind.
const CATCH_UP: u64 = 200;

pub(super) enum Source {
    Conversation(Changes),
    User(List),
}

impl Source {
    pub fn of(topic: Topic, hub: &Hub) -> Self {
        let (database, render) = (hub.database().clone(), hub.render().clone());
        match topic {
            Topic::Conversation(id) => Self::Conversation(Changes {
                id,
                database,
                render,
                mark: None,
                waiting: BTreeMap::new(),
                reading: None,
            }),
            Topic::User(user_id) => {
                let (presence, most_streams) = (hub.presence().clone(), hub.most_streams());
                Self::User(List {
                    user_id,
                    database,
                    render,
                    presence,
                    most_streams,
                    mark: None,
                    seen: None,
                })
            }
        }
    }

    /// Called before the first stream joins, after the backplane has confirmed the
    /// subscription: from here on nothing can be missed.
    pub async fn begin(&mut self) -> Result<(), DbErr> {
        match self {
            Self::Conversation(changes) => changes.begin().await,
            Self::User(_) => Ok(()),
        }
    }

    /// Called after a stream has joined.
    pub fn joined(&mut self, subscribers: &mut Subscribers) {
        if let Self::User(list) = self
            && subscribers.len() > list.most_streams
        {
            subscribers.tidy();
            subscribers.end_oldest_beyond(list.most_streams, |language| {
                list.render.closed(Closed::TooMany, language)
            });
        }
    }

    pub async fn hear(
        &mut self,
        hints: Vec<Hint>,
        subscribers: &mut Subscribers,
    ) -> Result<(), DbErr> {
        match self {
            Self::Conversation(changes) => changes.hear(hints, subscribers).await,
            Self::User(list) => list.hear(hints, subscribers).await,
        }
    }

    /// Reads the database again: something may have been lost.
    pub async fn read_again(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        match self {
            Self::Conversation(changes) => {
                changes.catch_up(subscribers).await?;
                changes.send_reading(subscribers).await
            }
            Self::User(list) => list.send_all(subscribers).await,
        }
    }

    /// Whether the database has a newer version than was delivered.
    pub fn is_behind(&mut self, seen: i64) -> bool {
        match self {
            Self::Conversation(changes) => changes.mark.is_some_and(|mark| mark < seen),
            Self::User(list) => {
                list.seen = Some(seen);
                list.mark != list.seen
            }
        }
    }

    /// Whether members have read further than was delivered.
    pub fn is_reading_behind(&self, mark: i64) -> bool {
        matches!(self, Self::Conversation(changes) if changes.reading != Some(mark))
    }
}

/// The changes of one conversation.
pub(super) struct Changes {
    id: Uuid,
    database: Database,
    render: Arc<dyn Render>,
    /// Everything up to this version was delivered. Only a successful read or
    /// the very next version moves it.
    mark: Option<i64>,
    /// Hints that came before an earlier one.
    waiting: BTreeMap<i64, Message>,
    /// What the members' pointers added up to when they were last delivered.
    reading: Option<i64>,
}

impl Changes {
    async fn begin(&mut self) -> Result<(), DbErr> {
        if self.mark.is_none() {
            let versions = ConversationRepository::of(&self.database).versions(&[self.id]).await?;
            self.mark = versions.first().map(|(_, version)| *version);
        }
        Ok(())
    }

    async fn hear(&mut self, hints: Vec<Hint>, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        let mut reading_moved = false;
        for hint in hints {
            match hint {
                Hint::MessageChanged(message) => {
                    self.waiting.insert(message.version, *message);
                }
                Hint::MemberRemoved { user_id } => subscribers.end(
                    |subscriber| subscriber.user_id == user_id,
                    |language| self.render.closed(Closed::Removed, language),
                ),
                Hint::ReadingMoved => reading_moved = true,
                _ => {}
            }
        }
        if reading_moved {
            self.send_reading(subscribers).await?;
        }
        while let Some(message) = self.next_waiting() {
            self.deliver(&message, subscribers);
        }
        if self.waiting.is_empty() { Ok(()) } else { self.catch_up(subscribers).await }
    }

    /// Tells each member how far the others have read, who share it with each
    /// other.
    async fn send_reading(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        let pointers = ConversationRepository::of(&self.database).pointers(self.id).await?;
        self.reading = Some(pointers.iter().map(|pointer| pointer.last_read_seq).sum());
        for reader in &pointers {
            let others = pointers.iter().filter(|other| other.user_id != reader.user_id);
            let Some(all) = others.map(shared_seq).min() else { continue };
            let all = if reader.shares_reading { all } else { 0 };
            let bytes = self.render.receipt(all);
            subscribers.send_where(
                |subscriber| subscriber.user_id == reader.user_id,
                |_| Frame::State(bytes.clone()),
            );
        }
        Ok(())
    }

    /// The waiting message of the next version; older ones are dropped.
    fn next_waiting(&mut self) -> Option<Message> {
        let mark = self.mark?;
        self.waiting = self.waiting.split_off(&(mark + 1));
        self.waiting.remove(&(mark + 1))
    }

    async fn catch_up(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        while let Some(mark) = self.mark {
            let changed = MessageRepository::of(&self.database, self.id)
                .changed_since(mark, CATCH_UP)
                .await?;
            for message in &changed {
                self.deliver(message, subscribers);
            }
            if changed.len() < CATCH_UP as usize {
                break;
            }
        }
        self.waiting.clear();
        Ok(())
    }

    fn deliver(&mut self, message: &Message, subscribers: &mut Subscribers) {
        self.mark = Some(message.version);
        let change = |language| self.render.change(message, language);
        let rendered = PerLanguage::new(subscribers.languages(), change);
        subscribers.send(|language| Frame::Change {
            version: message.version,
            bytes: rendered.of(language),
        });
    }
}

fn shared_seq(pointer: &Pointer) -> i64 {
    if pointer.shares_reading { pointer.last_read_seq } else { 0 }
}

/// The list of one user and the presence of those in it, sent as state.
pub(super) struct List {
    user_id: Uuid,
    database: Database,
    render: Arc<dyn Render>,
    presence: Leases,
    /// Beyond so many the oldest stream is ended.
    most_streams: usize,
    /// What the list added up to when it was last sent whole, and when a round
    /// last looked; see `ConversationRepository::list_marks`.
    mark: Option<i64>,
    seen: Option<i64>,
}

impl List {
    async fn hear(&mut self, hints: Vec<Hint>, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        let (mut changed, mut people) = (BTreeSet::new(), BTreeSet::new());
        for hint in hints {
            match hint {
                Hint::EntryChanged { conversation_id } => {
                    changed.insert(conversation_id);
                }
                Hint::SessionEnded { session } => {
                    self.end_sessions(subscribers, |one| one == session)
                }
                Hint::SessionRenewed { session } => {
                    subscribers.begin_anew(|subscriber| subscriber.session == session);
                }
                Hint::OtherSessionsEnded { kept } => {
                    self.end_sessions(subscribers, |one| one != kept)
                }
                Hint::PresenceChanged(peer) => {
                    people.insert(peer.id);
                }
                Hint::Typing(typist) => {
                    let typing = |language| self.render.typing(&typist, language);
                    let rendered = PerLanguage::new(subscribers.languages(), typing);
                    subscribers.send(|language| Frame::State(rendered.of(language)));
                }
                _ => {}
            }
        }
        if subscribers.is_empty() {
            return Ok(());
        }
        self.send_changed_presence(people.into_iter().collect(), subscribers).await?;
        self.send_entries(changed.into_iter().collect(), subscribers).await
    }

    async fn send_entries(
        &mut self,
        changed: Vec<Uuid>,
        subscribers: &mut Subscribers,
    ) -> Result<(), DbErr> {
        if changed.is_empty() {
            return Ok(());
        }
        let mut entries =
            ConversationRepository::of(&self.database).entries(self.user_id, &changed).await?;
        Entry::look_up(&mut entries, &self.presence).await;
        let render = |language| self.render.entries(self.user_id, &entries, language);
        let rendered = PerLanguage::new(subscribers.languages(), render);
        subscribers.send(|language| Frame::State(rendered.of(language)));
        Ok(())
    }

    /// Who they are is read anew, as a hint may have waited: meanwhile they may
    /// have hidden it.
    async fn send_changed_presence(
        &self,
        changed: Vec<Uuid>,
        subscribers: &mut Subscribers,
    ) -> Result<(), DbErr> {
        if changed.is_empty() {
            return Ok(());
        }
        let people = UserRepository::of(&self.database).with_ids(&changed).await?;
        self.send_presence(people.iter().map(Peer::of).collect(), subscribers).await;
        Ok(())
    }

    /// What is not known is not sent: pages go on showing what they know.
    async fn send_presence(&self, peers: Vec<Peer>, subscribers: &mut Subscribers) {
        let ids: Vec<Uuid> = peers.iter().map(|peer| peer.id).collect();
        let Some(states) = self.presence.asked(&ids).await.filter(|_| !ids.is_empty()) else {
            return;
        };
        let people: Vec<(Peer, Presence)> =
            peers.into_iter().map(|peer| (peer.clone(), states.shown(&peer))).collect();
        let rendered = PerLanguage::new(subscribers.languages(), |language| {
            self.render.presence(&people, language)
        });
        subscribers.send(|language| Frame::State(rendered.of(language)));
    }

    async fn send_all(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        let conversations = ConversationRepository::of(&self.database);
        let mut part = conversations.list(self.user_id, ListCursor::START, LIST_PAGE, None).await?;
        Entry::look_up(&mut part.entries, &self.presence).await;
        self.mark = self.seen;
        let render = |language| self.render.list(self.user_id, &part, language);
        let rendered = PerLanguage::new(subscribers.languages(), render);
        subscribers.send(|language| Frame::State(rendered.of(language)));
        let peers = UserRepository::of(&self.database).with_ids(&subscribers.peers()).await?;
        self.send_presence(peers.iter().map(Peer::of).collect(), subscribers).await;
        Ok(())
    }

    /// Ends the streams of the sessions that match.
    fn end_sessions(&self, subscribers: &mut Subscribers, matches: impl Fn(Uuid) -> bool) {
        subscribers.end(
            |subscriber| matches(subscriber.session),
            |language| self.render.closed(Closed::SignedOut, language),
        );
    }
}
