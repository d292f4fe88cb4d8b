//! Errors as the visitor sees them: a page for a visit, a short sentence for
//! htmx, a redirect to the sign-in page for who is not signed in.

use std::borrow::Cow;

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    Chrome, html, is_htmx, see_other,
    session::{Reader, accepted},
};
use crate::{app::App, error::Error, language::Words, paths};

const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");
/// Where request ids stand, in requests from a proxy and in all answers.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status_of(&self).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::SignInRequired => StatusCode::UNAUTHORIZED,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::NotAllowed(_) => StatusCode::FORBIDDEN,
        Error::Gone(_) => StatusCode::GONE,
        Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::BadRequest(_) => StatusCode::BAD_REQUEST,
        Error::Misdirected => StatusCode::MISDIRECTED_REQUEST,
        Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Error::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage<'a> {
    chrome: Chrome,
    status: u16,
    title: String,
    sentence: String,
    /// Seconds until the page tries again by itself.
    retry: Option<i64>,
    is_visit: bool,
    request_id: &'a str,
}

#[derive(Template)]
#[template(path = "fragments/sentence.html")]
struct Sentence {
    sentence: String,
}

/// What the renderer must know of the request.
struct Visited {
    htmx: bool,
    stream: bool,
    reader: Reader,
    /// A visit can be tried again by itself; a form must be sent again.
    is_visit: bool,
    target: String,
    request_id: String,
}

impl Visited {
    fn of(request: &Request) -> Self {
        let headers = request.headers();
        let path = request.uri().path_and_query().map_or(paths::ROOT, |path| path.as_str());
        let is_visit = request.method() == Method::GET;
        Self {
            reader: request.extensions().get().cloned().unwrap_or_default(),
            htmx: is_htmx(headers),
            stream: request.uri().path() == paths::EVENTS,
            is_visit,
            target: if is_visit { path.to_owned() } else { paths::page_of_form(path) },
            request_id: headers
                .get(REQUEST_ID)
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// Turns errors, of handlers and of layers alike, into answers.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let visited = Visited::of(&request);
    let asked = accepted(request.headers());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Error>().or_else(|| bare(&response))
    else {
        return response;
    };
    log(&error, &visited);
    let words = visited.reader.language().unwrap_or(asked).words();
    let mut rendered = answer(&app, &error, &visited, words);
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}

/// The answers of routers and layers that know nothing of pages.
fn bare(response: &Response) -> Option<Error> {
    if response.headers().contains_key(header::CONTENT_TYPE)
        && response.status() != StatusCode::PAYLOAD_TOO_LARGE
    {
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

fn log(error: &Error, visited: &Visited) {
    match error {
        Error::Internal(_) => {
            tracing::error!(%error, request_id = visited.request_id, "a request failed")
        }
        Error::Unavailable(_) => {
            tracing::warn!(%error, request_id = visited.request_id, "a request must be tried again")
        }
        _ => {}
    }
}

fn answer(app: &App, error: &Error, visited: &Visited, words: Words) -> Response {
    if visited.stream {
        return status_of(error).into_response();
    }
    if let Error::SignInRequired = error {
        return if visited.htmx {
            (StatusCode::UNAUTHORIZED, [(HX_REDIRECT, paths::LOGIN)]).into_response()
        } else {
            see_other(&paths::login_then(&visited.target))
        };
    }
    let (title, sentence) = words_for(error, visited.is_visit, words);
    let retry = retry_after(error);
    let page = if visited.htmx {
        html(status_of(error), &Sentence { sentence })
    } else {
        let chrome = Chrome::plain(words, &app.assets);
        let status = status_of(error).as_u16();
        html(
            status_of(error),
            &ErrorPage {
                chrome,
                status,
                title,
                sentence,
                retry,
                is_visit: visited.is_visit,
                request_id: &visited.request_id,
            },
        )
    };
    let mut response = page.unwrap_or_else(|_| status_of(error).into_response());
    response.extensions_mut().remove::<Error>();
    if let Some(seconds) = retry {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// In how many seconds the same may work.
fn retry_after(error: &Error) -> Option<i64> {
    match error {
        Error::TooManyRequests(wait) => Some(wait.seconds()),
        Error::Unavailable(_) => Some(5),
        _ => None,
    }
}

/// The heading and the sentence, without blame and without inner details.
fn words_for(error: &Error, is_visit: bool, words: Words) -> (String, String) {
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
