//! The buttons below a notice.

use uuid::Uuid;

/// What a button below a notice asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    Read { conversation: Uuid, seq: i64 },
    Mute { conversation: Uuid },
}

impl Press {
    /// At most 64 bytes (Bot API, InlineKeyboardButton).
    pub fn data(self) -> String {
        match self {
            Self::Read { conversation, seq } => format!("read:{}:{seq}", conversation.simple()),
            Self::Mute { conversation } => format!("mute:{}", conversation.simple()),
        }
    }

    pub fn parse(data: &str) -> Option<Self> {
        match data.split_once(':')? {
            ("read", rest) => {
                let (conversation, seq) = rest.split_once(':')?;
                Some(Self::Read {
                    conversation: conversation.parse().ok()?,
                    seq: seq.parse().ok()?,
                })
            }
            ("mute", conversation) => Some(Self::Mute { conversation: conversation.parse().ok()? }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_come_back_as_they_were_and_fit() {
        let conversation = Uuid::max();
        for press in [Press::Read { conversation, seq: i64::MAX }, Press::Mute { conversation }] {
            assert!(press.data().len() <= 64, "{}", press.data());
            assert_eq!(Press::parse(&press.data()), Some(press));
        }
        for wrong in ["", "read", "read:x:1", "mute:", "dance:1"] {
            assert_eq!(Press::parse(wrong), None, "{wrong}");
        }
    }
}
