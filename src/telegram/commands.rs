//! The commands that the bot knows.

use crate::language::Words;

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
}
