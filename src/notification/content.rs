//! How much of a message is told outside.

/// Messages whose text a notice shows, the newest ones.
pub const MOST_TEXTS: usize = 5;

/// How much of a message Telegram may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeContent {
    Text,
    Sender,
    Nothing,
}

impl NoticeContent {
    pub const ALL: [Self; 3] = [Self::Text, Self::Sender, Self::Nothing];

    /// As it is stored and sent in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Sender => "sender",
            Self::Nothing => "nothing",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}
