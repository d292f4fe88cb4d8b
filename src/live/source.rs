//! What a channel delivers: the changes of a conversation in the order of its
//! versions, or the state of one user's list.

use sea_orm::DbErr;

use super::{Hub, changes::Changes, list::List, list_reader::ReadEntries, subscriber::Subscribers};
use crate::announcement::{Hint, Topic};

pub(super) enum Source {
    Conversation(Changes),
    User(List),
    /// What happens in groups the hub hears itself, and nobody joins that.
    Nothing,
}

impl Source {
    pub fn of(topic: Topic, hub: &Hub) -> Self {
        match topic {
            Topic::Conversation(id) => Self::Conversation(Changes::new(id, hub)),
            Topic::User(user_id) => Self::User(List::new(user_id, hub)),
            Topic::Groups => Self::Nothing,
        }
    }

    /// Called before the first stream joins, after the backplane has confirmed the
    /// subscription: from here on nothing can be missed.
    pub async fn begin(&mut self) -> Result<(), DbErr> {
        match self {
            Self::Conversation(changes) => changes.begin().await,
            Self::User(list) => Box::pin(list.begin()).await,
            Self::Nothing => Ok(()),
        }
    }

    /// Called after a stream has joined.
    pub fn joined(&mut self, subscribers: &mut Subscribers) {
        if let Self::User(list) = self {
            list.end_surplus(subscribers);
        }
    }

    pub async fn hear(
        &mut self,
        hints: Vec<Hint>,
        subscribers: &mut Subscribers,
    ) -> Result<(), DbErr> {
        match self {
            Self::Conversation(changes) => changes.hear(hints, subscribers).await,
            Self::User(list) => {
                list.hear(hints, subscribers);
                Ok(())
            }
            Self::Nothing => Ok(()),
        }
    }

    /// Passes on the entries that a list has asked for.
    pub async fn deliver_entries(&mut self, read: ReadEntries, subscribers: &mut Subscribers) {
        if let Self::User(list) = self {
            list.deliver_entries(read, subscribers).await;
        }
    }

    /// Reads the database again: something may have been lost.
    pub async fn read_again(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        match self {
            Self::Conversation(changes) => Box::pin(changes.read_again(subscribers)).await,
            Self::User(list) => Box::pin(list.send_all(subscribers)).await,
            Self::Nothing => Ok(()),
        }
    }

    /// Whether the database has a newer version than was delivered.
    pub fn is_behind(&mut self, seen: i64) -> bool {
        match self {
            Self::Conversation(changes) => changes.is_behind(seen),
            Self::User(list) => list.is_behind(seen),
            Self::Nothing => false,
        }
    }

    /// Whether members have read further than was delivered.
    pub fn is_reading_behind(&self, mark: i64) -> bool {
        matches!(self, Self::Conversation(changes) if changes.is_reading_behind(mark))
    }
}
