//! An error as an answer: its status, its heading and its sentence. How these
//! are shown is each face's business.

use std::borrow::Cow;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{error::Error, language::Words};

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status_of(&self).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

pub fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::SignInRequired => StatusCode::UNAUTHORIZED,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::NotAllowed(_) => StatusCode::FORBIDDEN,
        Error::Gone(_) => StatusCode::GONE,
        Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::BadRequest(_) => StatusCode::BAD_REQUEST,
        Error::Misdirected => StatusCode::MISDIRECTED_REQUEST,
        Error::TooLarge | Error::FileTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Error::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The answers of routers and layers that know nothing of pages.
pub fn bare(response: &Response) -> Option<Error> {
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_page = kind.is_some_and(|kind| kind.starts_with(b"text/html"));
    // What is too large layers say in plain text.
    if is_page || kind.is_some() && response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        // The CSRF layer answers in plain text; everything else with a type is meant.
        return (response.status() == StatusCode::FORBIDDEN
            && response.extensions().get::<tower_http::csrf::ProtectionError>().is_some())
        .then_some(Error::NotAllowed("error-cross-site"));
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Error::NotFound),
        // Which methods a path knows is of no use to a visitor.
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::NotFound),
        StatusCode::FORBIDDEN => Some(Error::NotAllowed("error-cross-site")),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Error::TooLarge),
        StatusCode::INTERNAL_SERVER_ERROR => Some(Error::Internal("a layer gave up".to_owned())),
        _ => None,
    }
}

/// What its operator should know.
pub fn log(error: &Error, request_id: &str) {
    match error {
        Error::Internal(_) => {
            tracing::error!(%error, request_id, "a request failed")
        }
        Error::Unavailable(_) => {
            tracing::warn!(%error, request_id, "a request must be tried again")
        }
        _ => {}
    }
}

/// Puts on a rendered answer what the one in its place carried, but for what was
/// said of its body.
pub fn carry_over(from: &HeaderMap, to: &mut HeaderMap) {
    for (name, value) in from {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            to.append(name, value.clone());
        }
    }
}

/// In how many seconds the same may work.
pub fn retry_after(error: &Error) -> Option<i64> {
    match error {
        Error::TooManyRequests(wait) => Some(wait.seconds()),
        Error::Unavailable(_) => Some(5),
        _ => None,
    }
}

/// The heading and the sentence, without blame and without inner details. A
/// visit can be tried again by itself; a form must be sent again.
pub fn words_for(error: &Error, is_visit: bool, words: Words) -> (String, String) {
    let (title, sentence) = match error {
        Error::SignInRequired => (words.say("sign-in"), words.say("sign-in")),
        Error::NotFound => (words.say("error-not-found-title"), words.say("error-not-found")),
        Error::NotAllowed(sentence) => (words.say("error-not-allowed-title"), words.say(sentence)),
        Error::Gone(sentence) => (words.say("error-gone-title"), words.say(sentence)),
        Error::Refused(sentence) => (words.say("error-not-now-title"), words.say(sentence)),
        Error::BadRequest(sentence) => (words.say("error-bad-request-title"), words.say(sentence)),
        Error::Misdirected => {
            (words.say("error-misdirected-title"), words.say("error-misdirected"))
        }
        Error::TooLarge => (words.say("error-bad-request-title"), words.say("error-too-large")),
        Error::FileTooLarge(most) => {
            (words.say("error-bad-request-title"), words.count("error-file-too-large", most))
        }
        Error::TooSlow => (words.say("error-bad-request-title"), words.say("error-cut-short")),
        Error::TooManyRequests(wait) => {
            (words.say("too-many-requests"), words.count("too-many-requests-wait", &wait.seconds()))
        }
        Error::Unavailable(_) => {
            (words.say("error-unavailable-title"), unavailable(is_visit, words))
        }
        Error::Internal(_) => (words.say("error-internal-title"), words.say("error-internal")),
    };
    (title.into_owned(), sentence.into_owned())
}

/// What was not sent is only still there in the form one goes back to.
fn unavailable(is_visit: bool, words: Words) -> Cow<'static, str> {
    if is_visit { words.say("error-unavailable") } else { words.say("error-unavailable-form") }
}
