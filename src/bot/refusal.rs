//! What a call to Telegram may come to, in terms of what to do next.

use std::time::Duration;

use teloxide::{ApiError, RequestError};

use super::Trouble;

/// Why a call brought nothing. No variant carries Telegram's or the network's
/// own words: those may have the token or a message in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing may be sent to anybody for so long.
    #[error("too many requests")]
    TooMany(Duration),
    /// The person does not want the bot, or is not there any more.
    #[error("the chat is closed to the bot")]
    ChatClosed,
    /// The message says that already.
    #[error("nothing would change")]
    NotModified,
    /// The message to change is not there, or cannot be changed any more.
    #[error("there is nothing to change")]
    NothingToChange,
    #[error("Telegram does not know the token")]
    WrongToken,
    /// Somebody else fetches the updates of this bot.
    #[error("another program uses this bot")]
    Conflict,
    /// No answer, or one that means to try later. What was asked for may have
    /// happened all the same.
    #[error("Telegram is out of reach")]
    OutOfReach,
    /// Telegram understood and said no: trying again would be no better.
    #[error("Telegram refuses what was sent")]
    Refused,
}

impl Refusal {
    /// What an operator counts; none for what happens in any good life.
    pub fn kind(self) -> Option<&'static str> {
        match self {
            Self::TooMany(_) => Some(Trouble::TOO_MANY),
            Self::ChatClosed => Some("chat_closed"),
            Self::NotModified | Self::NothingToChange => None,
            Self::WrongToken => Some("wrong_token"),
            Self::Conflict => Some("conflict"),
            Self::OutOfReach => Some("out_of_reach"),
            Self::Refused => Some("refused"),
        }
    }
}

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::RetryAfter(seconds) => Self::TooMany(seconds.duration()),
            RequestError::Api(error) => of_api(&error),
            RequestError::MigrateToChatId(_) => Self::ChatClosed,
            RequestError::Network(_) | RequestError::InvalidJson { .. } | RequestError::Io(_) => {
                Self::OutOfReach
            }
        }
    }
}

fn of_api(error: &ApiError) -> Refusal {
    use ApiError as E;
    match error {
        E::BotBlocked | E::UserDeactivated | E::ChatNotFound | E::CantInitiateConversation => {
            Refusal::ChatClosed
        }
        E::InvalidToken => Refusal::WrongToken,
        E::MessageNotModified => Refusal::NotModified,
        E::MessageIdInvalid
        | E::MessageToDeleteNotFound
        | E::MessageToEditNotFound
        | E::MessageCantBeEdited
        | E::MessageCantBeDeleted
        | E::InvalidQueryId => Refusal::NothingToChange,
        E::TerminatedByOtherGetUpdates | E::CantGetUpdates => Refusal::Conflict,
        E::Unknown(words) => of_words(words),
        _ => Refusal::Refused,
    }
}

/// Telegram's descriptions begin with the name of the HTTP status.
fn of_words(words: &str) -> Refusal {
    let begins = |with: &[&str]| with.iter().any(|one| words.starts_with(one));
    if begins(&["Forbidden"]) {
        Refusal::ChatClosed
    } else if begins(&["Unauthorized"]) {
        Refusal::WrongToken
    } else if begins(&["Conflict"]) {
        Refusal::Conflict
    } else if begins(&["Bad Request"]) {
        Refusal::Refused
    } else {
        Refusal::OutOfReach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_judged_by_its_first_words() {
        let of = |words: &str| Refusal::from(RequestError::Api(ApiError::Unknown(words.into())));
        assert_eq!(of("Forbidden: bot was kicked"), Refusal::ChatClosed);
        assert_eq!(of("Bad Request: something new"), Refusal::Refused);
        assert_eq!(of("Internal Server Error"), Refusal::OutOfReach);
        assert_eq!(of("Bad Gateway"), Refusal::OutOfReach);
        assert_eq!(of("Conflict: terminated by setWebhook"), Refusal::Conflict);
    }
}
