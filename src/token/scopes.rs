//! What a token may.

use std::fmt;

/// One thing that a token may; none includes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// See what its user sees.
    Read,
    /// Do what its user does every day.
    Write,
    /// Change the account, and what its user administers.
    Admin,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// As in forms, tables and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// What a token may, at least one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scopes([bool; Scope::ALL.len()]);

impl Scopes {
    pub const ALL: Self = Self([true; Scope::ALL.len()]);

    /// None for none.
    pub fn of(scopes: impl IntoIterator<Item = Scope>) -> Option<Self> {
        let mut has = [false; Scope::ALL.len()];
        for scope in scopes {
            has[scope as usize] = true;
        }
        has.contains(&true).then_some(Self(has))
    }

    /// Words with spaces between them, in any order; none when one is unknown or
    /// there is none.
    pub fn parse(words: &str) -> Option<Self> {
        let scopes: Option<Vec<_>> = words.split_whitespace().map(Scope::parse).collect();
        Self::of(scopes?)
    }

    pub fn contains(self, scope: Scope) -> bool {
        self.0[scope as usize]
    }

    /// Whether these are among them.
    pub fn cover(self, others: Self) -> bool {
        others.iter().all(|scope| self.contains(scope))
    }

    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }
}

/// The words with a space between them, always in the same order.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(Scope::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_and_never_none() {
        let both = Scopes::parse("write  read write").unwrap();
        assert_eq!(both.to_string(), "read write");
        assert!(both.contains(Scope::Read) && both.contains(Scope::Write));
        assert!(!both.contains(Scope::Admin));
        assert!(Scopes::ALL.cover(both) && both.cover(both) && !both.cover(Scopes::ALL));
        assert_eq!(Scopes::parse("admin read write"), Some(Scopes::ALL));
        assert_eq!(Scopes::parse(&Scopes::ALL.to_string()), Some(Scopes::ALL));
        for wrong in ["", " ", "Read", "read,write", "read all", "read\0"] {
            assert_eq!(Scopes::parse(wrong), None, "{wrong:?}");
        }
    }
}
