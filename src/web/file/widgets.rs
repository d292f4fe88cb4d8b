//! What scripts show of files: the tray, the recorder, the viewer, in the words of
//! the reader.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use crate::{
    app::App,
    error::Result,
    file::{MOST_OF_MESSAGE, megabytes},
    web::{Chrome, html, session::SignedIn},
};

/// Not for ever: how large a file may be is a setting.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=3600");

#[derive(Template)]
#[template(path = "fragments/file_widgets.html")]
struct Widgets {
    chrome: Chrome,
    most: i64,
    /// In bytes.
    largest: u64,
    megabytes: i64,
}

/// `GET /files/widgets`: templates for a script, each by its id.
pub async fn index(State(app): State<App>, signed_in: SignedIn) -> Result<Response> {
    let largest = app.config.max_file_size;
    let widgets = Widgets {
        chrome: Chrome::of(&signed_in, &app.assets),
        most: i64::try_from(MOST_OF_MESSAGE).unwrap_or(i64::MAX),
        largest,
        megabytes: megabytes(largest),
    };
    let mut answer = html(StatusCode::OK, &widgets)?;
    answer.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    Ok(answer)
}
