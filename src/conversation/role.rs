//! What somebody may do in a group beyond talking.

use serde::{Deserialize, Serialize};

/// A group has one owner, who makes and unmakes admins. The higher one comes
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupRole {
    Owner,
    Admin,
    Member,
}

impl GroupRole {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Admin, Self::Member];

    /// As it is stored and sent in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// As it is stored; an unknown word gives no rights.
    pub fn of(word: &str) -> Self {
        Self::parse(word).unwrap_or(Self::Member)
    }

    /// Whether they change settings, add and remove members, pin, and delete what
    /// others wrote.
    pub fn manages(self) -> bool {
        self != Self::Member
    }

    /// Whether they may remove somebody of this role: who stands below them.
    pub fn removes(self, other: Self) -> bool {
        self.manages() && self < other
    }
}
