//! What a notice says.

use url::Url;
use uuid::Uuid;

use crate::{
    bot::{Text, cut},
    language::Words,
    notification::{MOST_TEXTS, MOST_UNREAD, NoticeContent, Unread},
    paths,
};

/// UTF-16 units of each of them when there are several.
const TEXT_UNITS: usize = 300;

/// It shows nothing and parts no words.
pub(super) const WORD_JOINER: char = '\u{2060}';

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

/// The notice about these messages, which are not empty.
pub(super) fn notice(
    conversation: Uuid,
    unread: &[Unread],
    content: NoticeContent,
    public_url: &Url,
    words: Words,
) -> Text {
    let seq = unread.last().map_or(0, |last| last.seq);
    let text = match content {
        NoticeContent::Nothing if unread.len() >= MOST_UNREAD => {
            Text::plain(words.say("notice-nothing-many"))
        }
        NoticeContent::Nothing => Text::plain(words.count("notice-nothing", &count(unread))),
        NoticeContent::Sender => Text::headed(&head(unread, words), ""),
        NoticeContent::Text => Text::headed(&head(unread, words), &texts(unread)),
    };
    let text = match is_public(public_url)
        .then(|| paths::absolute(public_url, &paths::conversation(&conversation)))
    {
        Some(address) => text.with_address(words.say("notice-open"), address),
        None => text,
    };
    text.with_button(words.say("mark-read"), Press::Read { conversation, seq }.data())
        .with_button(words.say("notice-mute"), Press::Mute { conversation }.data())
}

fn head(unread: &[Unread], words: Words) -> String {
    let author = without_commands(unread.last().map_or("", |last| &last.author));
    match unread {
        [_] => words.with("notice-one", "name", &author).into_owned(),
        many if many.len() >= MOST_UNREAD => {
            words.with("notice-many", "name", &author).into_owned()
        }
        several => {
            words.count_with("notice-several", &count(several), "name", &author).into_owned()
        }
    }
}

fn texts(unread: &[Unread]) -> String {
    if let [only] = unread {
        return without_commands(&only.body);
    }
    let newest = &unread[unread.len().saturating_sub(MOST_TEXTS)..];
    let shortened = newest.iter().map(|one| {
        let beginning = cut(&one.body, TEXT_UNITS);
        if beginning.len() < one.body.len() {
            format!("{beginning}…")
        } else {
            beginning.to_owned()
        }
    });
    without_commands(&shortened.collect::<Vec<_>>().join("\n"))
}

/// The same text, in which no command can be touched.
fn without_commands(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for (letter, breaks) in commands_broken(text) {
        harmless.push(letter);
        harmless.extend(breaks.then_some(WORD_JOINER));
    }
    harmless
}

/// Telegram makes a link of what looks like a command, and one touch would send
/// it: somebody's "/stop" would end the link. An invisible sign prevents that:
/// each letter, and whether a word joiner has to follow.
pub(super) fn commands_broken(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let begins = letter == '/' && !before.is_alphanumeric() && !"/<>".contains(before);
        before = letter;
        Some((letter, begins && letters.peek().is_some_and(char::is_ascii_alphanumeric)))
    })
}

fn count(unread: &[Unread]) -> i64 {
    i64::try_from(unread.len()).unwrap_or(i64::MAX)
}

/// Telegram refuses addresses that only this machine or this house can reach.
fn is_public(url: &Url) -> bool {
    url.scheme() == "https" && url.domain().is_some_and(|domain| domain.contains('.'))
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

    #[test]
    fn what_somebody_writes_is_no_command() {
        for (text, harmless) in [
            ("/stop", "/\u{2060}stop"),
            ("then (/stop) it", "then (/\u{2060}stop) it"),
            ("1/2 and https://a.b/stop, 5 / 3", "1/2 and https://a.b/stop, 5 / 3"),
        ] {
            assert_eq!(without_commands(text), harmless);
        }
    }

    #[test]
    fn only_addresses_that_a_phone_can_reach_get_a_button() {
        let is = |url: &str| is_public(&Url::parse(url).expect("a URL"));
        assert!(is("https://chat.example.org"));
        for private in ["http://chat.example.org", "https://localhost", "https://10.0.0.1:3000"] {
            assert!(!is(private), "{private}");
        }
    }
}
