//! What kind of conversation it is, and with whom.

use sea_orm::{DbErr, QueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::GroupRole;
use crate::entity::user;

/// Whom a conversation is with.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A direct conversation with oneself.
    Notes,
    Direct(Peer),
    Group(Group),
}

/// The other one of a direct conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Peer {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    pub shows_presence: bool,
    pub last_active_at: Option<i64>,
    /// Missing in hints of the release before.
    #[serde(default)]
    pub avatar_id: Option<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub title: String,
    pub avatar_id: Option<Uuid>,
    pub description: String,
    /// Anybody may find it and join.
    pub is_open: bool,
    /// Who joins sees what was said before.
    pub shows_history: bool,
    /// How many there are.
    pub members: i64,
    /// Of whoever sees it so.
    pub role: GroupRole,
}

/// The columns that say whom a conversation `c` is with; beside the `role` of its
/// member.
pub(crate) const KIND: &str = "
    c.kind AS kind, c.title AS title, c.avatar_id AS avatar_id, c.description AS description, c.is_open AS is_open,
    c.shows_history AS shows_history, c.members AS members, peer.id AS peer_id, peer.username AS peer_username,
    peer.display_name AS peer_display_name, peer.shows_presence AS peer_shows_presence,
    peer.last_active_at AS peer_last_active_at, peer.avatar_id AS peer_avatar_id";

/// Joins the other one of a direct conversation `c` that this column's user has
/// it with. Of a group nobody is looked at: PostgreSQL would find all its members
/// before it compared a kind that stands beside the key.
pub(crate) fn with_peer(user: &str) -> String {
    format!(
        "LEFT JOIN members AS other
              ON other.conversation_id = CASE WHEN c.kind = 'direct' THEN c.id END
              AND other.user_id <> {user}
         LEFT JOIN users AS peer ON peer.id = other.user_id"
    )
}

impl Kind {
    /// From a row with [`KIND`].
    pub(crate) fn of(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let kind: String = row.try_get(prefix, "kind")?;
        if kind != "direct" {
            return Group::of(row, prefix).map(Self::Group);
        }
        let Some(id) = row.try_get(prefix, "peer_id")? else { return Ok(Self::Notes) };
        Ok(Self::Direct(Peer {
            id,
            username: row.try_get(prefix, "peer_username")?,
            display_name: row.try_get(prefix, "peer_display_name")?,
            shows_presence: row.try_get(prefix, "peer_shows_presence")?,
            last_active_at: row.try_get(prefix, "peer_last_active_at")?,
            avatar_id: row.try_get(prefix, "peer_avatar_id")?,
        }))
    }

    /// The other one, where there is exactly one.
    pub fn peer(&self) -> Option<&Peer> {
        match self {
            Self::Direct(peer) => Some(peer),
            Self::Notes | Self::Group(_) => None,
        }
    }

    /// The group, where it is one.
    pub fn group(&self) -> Option<&Group> {
        match self {
            Self::Group(group) => Some(group),
            Self::Notes | Self::Direct(_) => None,
        }
    }
}

impl Group {
    pub(super) fn of(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            title: row.try_get::<Option<String>>(prefix, "title")?.unwrap_or_default(),
            avatar_id: row.try_get(prefix, "avatar_id")?,
            description: row.try_get(prefix, "description")?,
            is_open: row.try_get(prefix, "is_open")?,
            shows_history: row.try_get(prefix, "shows_history")?,
            members: row.try_get(prefix, "members")?,
            role: GroupRole::of(&row.try_get::<String>(prefix, "role")?),
        })
    }
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
            avatar_id: user.avatar_id,
        }
    }
}
