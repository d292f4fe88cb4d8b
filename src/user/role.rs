//! What somebody may do beyond talking.

/// The first account owns the server and names who may invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Owner,
    Inviter,
    Member,
}

impl Role {
    /// As in the users table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Inviter => "inviter",
            Self::Member => "member",
        }
    }

    /// An unknown word gives no rights.
    pub fn of(word: &str) -> Self {
        [Self::Owner, Self::Inviter]
            .into_iter()
            .find(|role| role.as_str() == word)
            .unwrap_or(Self::Member)
    }

    pub fn may_invite(self) -> bool {
        self != Self::Member
    }
}
