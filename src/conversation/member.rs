//! The proof that somebody belongs to a conversation.

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ConversationRepository;
use crate::{
    entity::user,
    error::{Error, Result},
    store::{Database, Epoch},
    user::Actor,
};

/// A conversation as one of its members sees it, at one version.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub id: Uuid,
    /// The version means something only in it.
    pub epoch: Epoch,
    pub version: i64,
    pub last_seq: i64,
    /// How far this member has read.
    pub last_read_seq: i64,
    /// This member wants no notices about it now.
    pub is_muted: bool,
    /// None in notes to oneself.
    pub peer: Option<Peer>,
    /// How far the other one has read, and whether they share it.
    pub peer_read_seq: i64,
    pub peer_shares_reading: bool,
}

/// The other one of a direct conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Peer {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    pub shows_presence: bool,
    pub last_active_at: Option<i64>,
}

impl Peer {
    /// Somebody as the others of their conversations see them.
    pub fn of(user: &user::Model) -> Self {
        Self {
            id: user.id,
            username: user.username.clone(),
            display_name: user.display_name.clone(),
            shows_presence: user.shows_presence,
            last_active_at: user.last_active_at,
        }
    }
}

impl Conversation {
    /// The other one; none in notes to oneself.
    pub fn peer_id(&self) -> Option<Uuid> {
        self.peer.as_ref().map(|peer| peer.id)
    }
}

impl FromQueryResult for Conversation {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let peer_id: Option<Uuid> = row.try_get(prefix, "peer_id")?;
        let peer = match peer_id {
            Some(id) => Some(Peer {
                id,
                username: row.try_get(prefix, "peer_username")?,
                display_name: row.try_get(prefix, "peer_display_name")?,
                shows_presence: row.try_get(prefix, "peer_shows_presence")?,
                last_active_at: row.try_get(prefix, "peer_last_active_at")?,
            }),
            None => None,
        };
        Ok(Self {
            id: row.try_get(prefix, "id")?,
            epoch: Epoch::from_query_result(row, prefix)?,
            version: row.try_get(prefix, "version")?,
            last_seq: row.try_get(prefix, "last_seq")?,
            last_read_seq: row.try_get(prefix, "last_read_seq")?,
            is_muted: row.try_get(prefix, "is_muted")?,
            peer_read_seq: row.try_get::<Option<_>>(prefix, "peer_last_read_seq")?.unwrap_or(0),
            peer_shares_reading: row
                .try_get::<Option<_>>(prefix, "peer_shares_reading")?
                .unwrap_or(false),
            peer,
        })
    }
}

/// Whoever acts is a member of `conversation`. Holding this is the permission;
/// for strangers the conversation does not exist.
#[derive(Debug, Clone)]
pub struct Member {
    pub actor: Actor,
    pub conversation: Conversation,
}

impl Member {
    /// Finds the conversation through its members.
    pub async fn find(database: &Database, actor: Actor, id: Uuid) -> Result<Self> {
        let conversation =
            ConversationRepository::of(database).of_member(id, actor.user.id).await?;
        conversation.map(|conversation| Self { actor, conversation }).ok_or(Error::NotFound)
    }

    pub fn user(&self) -> &user::Model {
        &self.actor.user
    }

    /// How far the others have read; 0 when one of them, or this member, does
    /// not share it, and none when there is nobody else.
    pub fn others_read(&self) -> Option<i64> {
        let conversation = &self.conversation;
        conversation.peer.as_ref()?;
        Some(if self.shares_reading() { conversation.peer_read_seq } else { 0 })
    }

    /// Whether this member and the other one tell each other how far they read.
    pub fn shares_reading(&self) -> bool {
        self.conversation.peer_shares_reading && self.actor.user.shares_reading
    }

    /// Everybody whose list shows this conversation.
    pub fn audience(&self) -> Vec<Uuid> {
        let peer = self.conversation.peer.iter().map(|peer| peer.id);
        std::iter::once(self.actor.user.id).chain(peer).collect()
    }
}
