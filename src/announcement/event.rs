//! What can happen, and who is told.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{conversation::Peer, message::Message};

/// What a service announces after its commit.
#[derive(Debug, Clone)]
pub enum Announcement {
    /// A message was posted, or something about it changed.
    MessageChanged(Box<Message>),
    /// The line of a conversation changed in the lists of these users.
    EntryChanged { conversation_id: Uuid, users: Vec<Uuid> },
    /// The line of a group changed in the lists of all its members.
    GroupChanged(GroupChange),
    /// A group has ended as of this version, of which these were the members.
    GroupEnded { conversation_id: Uuid, version: i64, members: Vec<Uuid> },
    /// A member has read further: up to this message, or not quite.
    ReadUpTo { conversation_id: Uuid, user_id: Uuid, seq: i64 },
    /// What members have read, or share of it, is not what it was.
    ReadingMoved { conversation_id: Uuid },
    /// A member has hidden a message from themselves.
    MessageHidden { conversation_id: Uuid, user_id: Uuid, seq: i64 },
    /// A message was pinned, or its pin taken away.
    PinMoved { conversation_id: Uuid },
    /// A member is typing; these are told.
    Typing { typist: Typist, others: Vec<Uuid> },
    /// A member of a group is typing; the other members are told.
    TypingInGroup(Typist),
    /// A session was signed out, or a token ended.
    SessionEnded { user_id: Uuid, session: Uuid },
    /// A session got another id; whoever has the old one must not listen on.
    SessionRenewed { user_id: Uuid, session: Uuid },
    /// Somebody came, went or hid it; their partners are told.
    PresenceChanged { peer: Box<Peer>, partners: Vec<Uuid> },
}

impl Announcement {
    pub fn message_changed(message: Message) -> Self {
        Self::MessageChanged(Box::new(message))
    }

    pub fn entry_changed(conversation_id: Uuid, users: Vec<Uuid>) -> Self {
        Self::EntryChanged { conversation_id, users }
    }

    /// Something was said in a group, or changed there, with this version.
    pub fn group_changed(conversation_id: Uuid, version: i64) -> Self {
        let (joined, left) = (Vec::new(), Vec::new());
        Self::GroupChanged(GroupChange { conversation_id, version, joined, left })
    }

    pub fn presence_changed(peer: Peer, partners: Vec<Uuid>) -> Self {
        Self::PresenceChanged { peer: Box::new(peer), partners }
    }

    /// The hints that tell it, each with its topic.
    pub fn into_hints(self) -> Vec<(Topic, Hint)> {
        match self {
            Self::MessageChanged(message) => {
                vec![(Topic::Conversation(message.conversation_id), Hint::MessageChanged(message))]
            }
            Self::EntryChanged { conversation_id, users } => entry_changed(conversation_id, users),
            Self::GroupChanged(change) => vec![group_changed(change)],
            Self::GroupEnded { conversation_id, version, members } => {
                let topic = Topic::Conversation(conversation_id);
                let removed = |user: &Uuid| (topic, Hint::MemberRemoved { user_id: *user });
                let mut hints: Vec<(Topic, Hint)> = members.iter().map(removed).collect();
                let (joined, left) = (Vec::new(), members);
                let change = GroupChange { conversation_id, version, joined, left };
                hints.push(group_changed(change));
                hints
            }
            Self::ReadUpTo { conversation_id, user_id, seq } => {
                vec![(Topic::Conversation(conversation_id), Hint::ReadUpTo { user_id, seq })]
            }
            Self::ReadingMoved { conversation_id } => {
                vec![(Topic::Conversation(conversation_id), Hint::ReadingMoved)]
            }
            Self::MessageHidden { conversation_id, user_id, seq } => {
                vec![(Topic::Conversation(conversation_id), Hint::MessageHidden { user_id, seq })]
            }
            Self::PinMoved { conversation_id } => {
                vec![(Topic::Conversation(conversation_id), Hint::PinMoved)]
            }
            Self::Typing { typist, others } => {
                let hint = Hint::Typing(Box::new(typist));
                others.into_iter().map(|user| (Topic::User(user), hint.clone())).collect()
            }
            Self::TypingInGroup(typist) => {
                vec![(Topic::Groups, Hint::Typing(Box::new(typist)))]
            }
            Self::SessionEnded { user_id, session } => {
                vec![(Topic::User(user_id), Hint::SessionEnded { session })]
            }
            Self::SessionRenewed { user_id, session } => {
                vec![(Topic::User(user_id), Hint::SessionRenewed { session })]
            }
            Self::PresenceChanged { peer, partners } => {
                let hint = Hint::PresenceChanged(peer);
                partners.into_iter().map(|user| (Topic::User(user), hint.clone())).collect()
            }
        }
    }
}

fn group_changed(change: GroupChange) -> (Topic, Hint) {
    (Topic::Groups, Hint::GroupChanged(Box::new(change)))
}

fn entry_changed(conversation_id: Uuid, users: Vec<Uuid>) -> Vec<(Topic, Hint)> {
    let hint = Hint::EntryChanged { conversation_id };
    users.into_iter().map(|user| (Topic::User(user), hint.clone())).collect()
}

/// What processes tell each other about a topic. It may arrive twice, late,
/// out of order or never.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    MessageChanged(Box<Message>),
    EntryChanged {
        conversation_id: Uuid,
    },
    GroupChanged(Box<GroupChange>),
    SessionEnded {
        session: Uuid,
    },
    SessionRenewed {
        session: Uuid,
    },
    MemberRemoved {
        user_id: Uuid,
    },
    ReadUpTo {
        user_id: Uuid,
        seq: i64,
    },
    ReadingMoved,
    PinMoved,
    MessageHidden {
        user_id: Uuid,
        seq: i64,
    },
    Typing(Box<Typist>),
    /// Says who and not what: the leases and the database are asked when it is
    /// heard, so an old hint cannot bring back an old state.
    PresenceChanged(Box<Peer>),
}

/// That something happened in a group, in a few bytes: the message itself is told
/// to those who look at the group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GroupChange {
    pub conversation_id: Uuid,
    /// Of what happened.
    pub version: i64,
    /// Who is a member from then on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<Uuid>,
    /// Who is none any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Uuid>,
}

/// Who is typing and where, as the others are told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Typist {
    pub conversation_id: Uuid,
    /// Nobody where an older release tells it.
    #[serde(default)]
    pub user_id: Uuid,
    pub username: String,
    pub display_name: String,
}

/// What can be listened to: one channel of the backplane each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    Conversation(Uuid),
    User(Uuid),
    /// What happens in any group. All processes that serve a list listen to it.
    Groups,
}

const GROUPS: &str = "groups";

/// The name of the topic's channel on the backplane, within its house.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(id) => write!(f, "conversation:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Groups => f.write_str(GROUPS),
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(channel: &str) -> Result<Self, ()> {
        if channel == GROUPS {
            return Ok(Self::Groups);
        }
        let (kind, id) = channel.split_once(':').ok_or(())?;
        let id = id.parse().map_err(|_| ())?;
        match kind {
            "conversation" => Ok(Self::Conversation(id)),
            "user" => Ok(Self::User(id)),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_survives_the_name_of_its_channel() {
        let id = Uuid::now_v7();
        for topic in [Topic::Conversation(id), Topic::User(id), Topic::Groups] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        assert_eq!("user:x".parse::<Topic>(), Err(()));
    }
}
