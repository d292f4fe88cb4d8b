//! Who acts, whichever way they came.

use uuid::Uuid;

use crate::entity::user;

/// What has shown that it is them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A browser's session, by its public name.
    Session(Uuid),
    /// The chat that is linked with the account.
    Chat(i64),
    /// A token, by its id.
    Token(Uuid),
    /// Whoever runs the server, at its command line.
    Operator,
}

impl Proof {
    /// The token, if it is one.
    pub fn token(self) -> Option<Uuid> {
        match self {
            Self::Token(id) => Some(id),
            Self::Session(_) | Self::Chat(_) | Self::Operator => None,
        }
    }

    /// What it is called where it is not a secret; a chat and an operator have no name.
    pub fn name(self) -> Uuid {
        match self {
            Self::Session(name) | Self::Token(name) => name,
            Self::Chat(_) | Self::Operator => Uuid::nil(),
        }
    }
}

/// Somebody who acts. Only who has looked at the proof makes one.
#[derive(Debug, Clone)]
pub struct Actor {
    pub user: user::Model,
    pub proof: Proof,
}

impl Actor {
    pub fn by_session(user: user::Model, session: Uuid) -> Self {
        Self { user, proof: Proof::Session(session) }
    }

    pub fn by_chat(user: user::Model, chat: i64) -> Self {
        Self { user, proof: Proof::Chat(chat) }
    }

    pub fn by_operator(user: user::Model) -> Self {
        Self { user, proof: Proof::Operator }
    }

    pub fn by_token(user: user::Model, token: Uuid) -> Self {
        Self { user, proof: Proof::Token(token) }
    }
}
