//! Which conversations of a list somebody wants to see.

use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    All,
    Unread,
    Groups,
}

impl Show {
    const EACH: [Self; 3] = [Self::All, Self::Unread, Self::Groups];

    /// As it stands in an address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unread => "unread",
            Self::Groups => "groups",
        }
    }
}

impl FromStr for Show {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::EACH.into_iter().find(|show| show.as_str() == word).ok_or(())
    }
}
