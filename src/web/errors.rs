//! Errors as the visitor sees them: a page for a visit, a short sentence for
//! htmx, a redirect to the sign-in page for who is not signed in.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Chrome, html, is_htmx, see_other};
use crate::{
    answer::{bare, carry_over, log, retry_after, status_of, words_for},
    app::App,
    error::Error,
    language::Words,
    paths,
    request::{Reader, accepted, request_id},
};

const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

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
            request_id: request_id(headers),
        }
    }
}

/// Turns errors, of handlers and of layers alike, into answers; those of programs
/// are not for people.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    if paths::is_of_programs(request.uri().path()) {
        return next.run(request).await;
    }
    let visited = Visited::of(&request);
    let asked = accepted(request.headers());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Error>().or_else(|| bare(&response))
    else {
        return response;
    };
    log(&error, &visited.request_id);
    let words = visited.reader.language().unwrap_or(asked).words();
    let mut rendered = answer(&app, &error, &visited, words);
    carry_over(response.headers(), rendered.headers_mut());
    rendered
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
