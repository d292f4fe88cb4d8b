//! `/api/v1/emoji`.

use axum::{Json as Answer, http::HeaderMap, response::IntoResponse};
use serde::Deserialize;
use utoipa::IntoParams;

use super::views::EmojiListView;
use crate::{
    api::{Caller, Query, Result, gate::language_of},
    emoji,
};

/// What it is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Beginnings of words of its name, in English or in the language that is asked for; without any, those that
    /// people use most.
    #[serde(default)]
    q: String,
}

/// Find emoji by what they are called
///
/// At most 60.
#[utoipa::path(get, path = "/emoji", tag = "messages", operation_id = "find_emoji", params(Search),
    responses((status = 200, body = EmojiListView)))]
pub async fn index(
    caller: Caller,
    headers: HeaderMap,
    Query(search): Query<Search>,
) -> Result<impl IntoResponse> {
    let language = language_of(caller.user(), &headers);
    let found = match search.q.trim() {
        "" => emoji::quick().collect(),
        typed => emoji::search(typed, language),
    };
    Ok(Answer(EmojiListView::new(found, language)).into_response())
}
