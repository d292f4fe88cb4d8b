//! `GET /api`: for people who write programs, whoever they are.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{Chrome, Visit, html, session::SignedIn};
use crate::{
    app::App,
    error::{Error, Result},
};

#[derive(Template)]
#[template(path = "pages/api.html")]
struct ApiPage {
    chrome: Chrome,
    /// The beginning of every address in an example.
    base: String,
}

impl ApiPage {
    fn spans(&self, key: &str) -> Vec<Span> {
        spans(&self.chrome.words.say(key))
    }
}

/// A piece of a sentence.
#[derive(Debug, PartialEq, Eq)]
enum Span {
    Text(String),
    Code(String),
}

/// A sentence in which code stands between backticks.
fn spans(sentence: &str) -> Vec<Span> {
    let pieces = sentence.split('`').enumerate().filter(|(_, piece)| !piece.is_empty());
    pieces
        .map(|(place, piece)| match place % 2 {
            0 => Span::Text(piece.to_owned()),
            _ => Span::Code(piece.to_owned()),
        })
        .collect()
}

/// In the language and the colours of who is signed in.
pub async fn show(
    State(app): State<App>,
    signed_in: Result<SignedIn, Error>,
    visit: Visit,
) -> Result<Response> {
    let chrome = match &signed_in {
        Ok(signed_in) => Chrome::of(signed_in, &app.assets),
        Err(_) => Chrome::plain(visit.words, &app.assets),
    };
    let base = app.config.public_url.as_str().trim_end_matches('/').to_owned();
    html(StatusCode::OK, &ApiPage { chrome, base })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn code_stands_between_backticks() {
        let text = |text: &str| Span::Text(text.to_owned());
        let code = Span::Code("seq".to_owned());
        assert_eq!(spans("a `seq`, b"), [text("a "), code, text(", b")]);
        assert_eq!(spans("plain"), [text("plain")]);
    }

    #[test]
    fn no_code_is_left_open_in_any_language() {
        for language in Language::ALL {
            for key in ["api-begin", "api-stream", "api-stream-cut", "api-limits"] {
                let sentence = language.words().say(key).into_owned();
                assert_eq!(sentence.matches('`').count() % 2, 0, "{sentence}");
            }
        }
    }
}
