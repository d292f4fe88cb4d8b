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
    /// The group, or who is in it, is another as of this version, which is that of a
    /// line; who has joined and who has left are told as its members are.
    GroupChanged {
        conversation_id: Uuid,
        version: i64,
        joined: Vec<Uuid>,
        left: Vec<Uuid>,
        members: Vec<Uuid>,
    },
    /// A group has ended, of which these were the members.
    GroupEnded { conversation_id: Uuid, members: Vec<Uuid> },
    /// A member has read further.
    ReadingMoved { conversation_id: Uuid },
    /// A member has hidden a message from themselves.
    MessageHidden { conversation_id: Uuid, user_id: Uuid, seq: i64 },
    /// A message was pinned, or its pin taken away.
    PinMoved { conversation_id: Uuid },
    /// A member is typing; the other members are told.
    Typing { typist: Typist, others: Vec<Uuid> },
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
            Self::GroupChanged { conversation_id, left, members, .. } => {
                entry_changed(conversation_id, members.into_iter().chain(left))
            }
            Self::GroupEnded { conversation_id, members } => {
                let topic = Topic::Conversation(conversation_id);
                let removed = |user: &Uuid| (topic, Hint::MemberRemoved { user_id: *user });
                let mut hints: Vec<(Topic, Hint)> = members.iter().map(removed).collect();
                hints.extend(entry_changed(conversation_id, members));
                hints
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
                let hint = Hint::Typing(typist);
                others.into_iter().map(|user| (Topic::User(user), hint.clone())).collect()
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

fn entry_changed(
    conversation_id: Uuid,
    users: impl IntoIterator<Item = Uuid>,
) -> Vec<(Topic, Hint)> {
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
    SessionEnded {
        session: Uuid,
    },
    SessionRenewed {
        session: Uuid,
    },
    MemberRemoved {
        user_id: Uuid,
    },
    ReadingMoved,
    PinMoved,
    MessageHidden {
        user_id: Uuid,
        seq: i64,
    },
    Typing(Typist),
    /// Says who and not what: the leases and the database are asked when it is
    /// heard, so an old hint cannot bring back an old state.
    PresenceChanged(Box<Peer>),
}

/// Who is typing and where, as the others are told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Typist {
    pub conversation_id: Uuid,
    pub username: String,
    pub display_name: String,
}

/// What can be listened to: one channel of the backplane each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    Conversation(Uuid),
    User(Uuid),
}

/// The name of the topic's channel on the backplane, within its house.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(id) => write!(f, "conversation:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(channel: &str) -> Result<Self, ()> {
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
        for topic in [Topic::Conversation(Uuid::now_v7()), Topic::User(Uuid::now_v7())] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        assert_eq!("user:x".parse::<Topic>(), Err(()));
    }
}
