//! The commands that the bot knows, and what is none though it looks like one.

use crate::language::Words;

/// It shows nothing and parts no words.
pub(super) const WORD_JOINER: char = '\u{2060}';

/// What somebody wants of the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command<'t> {
    /// Without a token it is only a greeting.
    Start(&'t str),
    Stop,
    Mute,
    Unmute,
    Status,
    Help,
    /// Nothing the bot knows.
    Unknown,
}

impl<'t> Command<'t> {
    /// None when the text is no command at all. In groups a command may name
    /// its bot, as in `/stop@natter_bot`.
    pub fn parse(text: &'t str) -> Option<Self> {
        let rest = text.strip_prefix('/')?;
        let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let name = name.split('@').next().unwrap_or_default().to_lowercase();
        Some(match name.as_str() {
            "start" => Self::Start(argument.trim()),
            "stop" => Self::Stop,
            "mute" => Self::Mute,
            "unmute" => Self::Unmute,
            "status" => Self::Status,
            "help" => Self::Help,
            _ => Self::Unknown,
        })
    }
}

/// All of them with what they do, as Telegram offers them.
pub fn all(words: Words) -> impl Iterator<Item = (&'static str, String)> {
    [
        ("status", words.say("bot-does-status")),
        ("mute", words.say("bot-does-mute")),
        ("unmute", words.say("bot-does-unmute")),
        ("stop", words.say("bot-does-stop")),
        ("help", words.say("bot-does-help")),
    ]
    .into_iter()
    .map(|(name, description)| (name, description.into_owned()))
}

/// The same text, in which no command can be touched.
pub(super) fn without_commands(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_understood_as_people_send_them() {
        assert_eq!(Command::parse("/start abc"), Some(Command::Start("abc")));
        assert_eq!(Command::parse("/START"), Some(Command::Start("")));
        assert_eq!(Command::parse("/stop@natter_bot"), Some(Command::Stop));
        assert_eq!(Command::parse("/mute\n"), Some(Command::Mute));
        assert_eq!(Command::parse("/dance"), Some(Command::Unknown));
        assert_eq!(Command::parse("hello /stop"), None);
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
}
