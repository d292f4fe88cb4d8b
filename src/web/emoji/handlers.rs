//! `/emoji`: what there is to choose from. It is the same for everybody with the
//! same language, so a browser that names the release fetches it once.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Deserialize;

use super::views::{EmojiList, EmojiPicker};
use crate::{
    app::App,
    error::Result,
    web::{Chrome, Query, html, session::SignedIn},
};

/// Private, because the same address serves every reader's language.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// Release and language, as the page that asks knows them.
    #[serde(default)]
    v: String,
}

/// `GET /emoji?q=`: those that are called so, or all; never a page.
pub async fn index(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(search): Query<Search>,
) -> Result<Response> {
    let list = EmojiList::new(signed_in.words, &search.q);
    let answer = html(StatusCode::OK, &list)?;
    Ok(kept(answer, &Chrome::of(&signed_in, &app.assets), &search))
}

/// `GET /emoji/picker`: the search with all of them.
pub async fn picker(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(search): Query<Search>,
) -> Result<Response> {
    let chrome = Chrome::of(&signed_in, &app.assets);
    let list = EmojiList::new(signed_in.words, "");
    let picker = EmojiPicker { chrome, list };
    let answer = html(StatusCode::OK, &picker)?;
    Ok(kept(answer, &picker.chrome, &search))
}

/// For ever, but only under the address that belongs to this very answer: a page
/// of another release or in another language is answered, too.
fn kept(mut answer: Response, chrome: &Chrome, search: &Search) -> Response {
    if search.v == chrome.version() {
        answer.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    }
    answer
}
