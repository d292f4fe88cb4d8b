//! The proof that somebody belongs to a conversation.

use std::{borrow::Cow, ops::RangeInclusive};

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::{ConversationRepository, Draft, GroupRole, Kind, Level, Peer};
use crate::{
    announcement::Announcement,
    entity::user,
    error::{Error, Result},
    message::{Message, MessageRepository, Moments, Sight},
    store::{Connected, Database, Epoch},
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
    /// Nothing below it is ever shown to this member.
    pub first_seq: i64,
    /// How far this member has read and not marked unread again.
    pub last_read_seq: i64,
    /// This member wants no notices about it now.
    pub is_muted: bool,
    /// What this member is told of it outside, as long as it is not muted.
    pub level: Level,
    /// This member has pinned it.
    pub is_pinned: bool,
    /// This member has put it away, and nothing has brought it back.
    pub is_archived: bool,
    /// What this member has begun to write.
    pub draft: Option<Draft>,
    pub kind: Kind,
    /// How many messages this member has hidden from themselves.
    pub hidden: i64,
    /// The newest pinned message that they have not hidden.
    pub pinned_seq: Option<i64>,
    /// How far the other one of a direct conversation has read, if they share it.
    pub peer_read: Option<i64>,
}

impl Conversation {
    /// The messages that this member may see; empty when it begins after its end.
    pub fn history(&self) -> RangeInclusive<i64> {
        self.first_seq..=self.last_seq
    }

    pub fn peer(&self) -> Option<&Peer> {
        self.kind.peer()
    }

    /// Whether this member has hidden messages from themselves.
    pub fn hides(&self) -> bool {
        self.hidden > 0
    }
}

impl FromQueryResult for Conversation {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get(prefix, "id")?,
            epoch: Epoch::from_query_result(row, prefix)?,
            version: row.try_get(prefix, "version")?,
            first_seq: row.try_get(prefix, "first_seq")?,
            last_seq: row.try_get(prefix, "last_seq")?,
            last_read_seq: row.try_get(prefix, "last_read_seq")?,
            is_muted: row.try_get(prefix, "is_muted")?,
            level: Level::of(&row.try_get::<String>(prefix, "level")?),
            is_pinned: row.try_get(prefix, "is_pinned")?,
            is_archived: row.try_get(prefix, "is_archived")?,
            draft: Draft::of(row, prefix)?,
            kind: Kind::of(row, prefix)?,
            hidden: row.try_get::<i32>(prefix, "hidden")?.into(),
            pinned_seq: row.try_get(prefix, "pinned_seq")?,
            peer_read: row.try_get(prefix, "peer_read")?,
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

    /// The same for several; not found when one of them is.
    pub async fn find_all(database: &Database, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Self>> {
        let found = ConversationRepository::of(database).of_member_all(ids, actor.user.id).await?;
        if found.len() < ids.len() {
            return Err(Error::NotFound);
        }
        let member = |conversation| Self { actor: actor.clone(), conversation };
        Ok(found.into_iter().map(member).collect())
    }

    pub fn user(&self) -> &user::Model {
        &self.actor.user
    }

    /// What of the conversation they are shown; who hides nothing costs no query.
    pub async fn sight(&self, database: &Database) -> Result<Sight, DbErr> {
        let Conversation { id, first_seq, hidden, .. } = self.conversation;
        let seqs = match hidden {
            0 => Vec::new(),
            _ => MessageRepository::of(database, id).hidden_by(self.actor.user.id).await?,
        };
        Ok(Sight::new(first_seq, hidden, seqs))
    }

    /// What they see of it, by time.
    pub fn moments<'c, C: ConnectionTrait>(
        &self,
        at: &'c impl Connected<Connection = C>,
    ) -> Moments<'c, C> {
        Moments {
            connection: at.connection(),
            conversation: self.conversation.id,
            reader: self.actor.user.id,
            first_seq: self.conversation.first_seq,
        }
    }

    /// The message that they may see under this number.
    pub async fn visible(&self, database: &Database, seq: i64) -> Result<Message> {
        let messages = MessageRepository::of(database, self.conversation.id);
        messages.visible(self.actor.user.id, seq).await?.ok_or(Error::NotFound)
    }

    /// The message without a quote of what they are not shown. Only one with a quote
    /// costs a query, and only who hides something.
    pub async fn seen<'m>(
        &self,
        database: &Database,
        message: &'m Message,
    ) -> Result<Cow<'m, Message>, DbErr> {
        if message.quote.is_none() {
            return Ok(Cow::Borrowed(message));
        }
        let sight = self.sight(database).await?;
        Ok(sight.of(message).unwrap_or_else(|| Cow::Owned(message.without_quote())))
    }

    /// How far anybody else has read; 0 when nobody shares it with this member,
    /// and none when there is nobody else. Only of a group it is asked for: all
    /// members are looked at, and few requests show it.
    pub async fn others_read(&self, database: &Database) -> Result<Option<i64>, DbErr> {
        let Conversation { id, kind, peer_read, .. } = &self.conversation;
        let read = match kind {
            Kind::Notes => return Ok(None),
            _ if !self.actor.user.shares_reading => None,
            Kind::Direct(_) => *peer_read,
            Kind::Group(_) => {
                let conversations = ConversationRepository::of(database);
                conversations.others_read_in_group(*id, self.actor.user.id).await?
            }
        };
        Ok(Some(read.unwrap_or(0)))
    }

    /// Whether others may be told how far this member reads, and this member how far
    /// they do. In a group it is not asked whether there is anybody.
    pub fn shares_reading(&self) -> bool {
        let shares = match self.conversation.kind {
            Kind::Notes => false,
            Kind::Direct(_) => self.conversation.peer_read.is_some(),
            Kind::Group(_) => true,
        };
        shares && self.actor.user.shares_reading
    }

    /// What is told when the lists of all members show something else, as of this
    /// version. Those of a group are not asked for: who serves them knows them.
    pub fn entries_changed(&self, version: i64) -> Announcement {
        let Conversation { id, kind, .. } = &self.conversation;
        if let Kind::Group(_) = kind {
            return Announcement::group_changed(*id, version);
        }
        let peer = kind.peer().map(|peer| peer.id);
        Announcement::entry_changed(*id, std::iter::once(self.actor.user.id).chain(peer).collect())
    }

    /// What they may do in a group beyond talking; nobody is more in another
    /// conversation.
    pub fn group_role(&self) -> Option<GroupRole> {
        self.conversation.kind.group().map(|group| group.role)
    }
}
