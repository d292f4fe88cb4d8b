//! `/api/v1/search`.

use axum::{Json as Answer, extract::State, response::IntoResponse};
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::IntoParams;

use super::views::FoundView;
use crate::{
    api::{Caller, Query, Result},
    app::App,
    error::Error,
    search::{Cursor, Filters, Query as Sought},
    user::saved_zone,
};

/// What to look for; all of it has to hold.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Words in any form, `"phrases"`, and the filters below as words: `from:anna in:"Rowing club" after:2026-11-01
    /// before:2026-12-01 has:link`. The last word may be begun only.
    #[serde(default)]
    q: String,
    /// The user name of who has said it; `me` is oneself.
    from: Option<String>,
    /// The id of a conversation, the title of a group, or whom a conversation is with.
    #[serde(rename = "in")]
    within: Option<String>,
    /// From the beginning of this day on, in the saved time zone; an impossible day finds nothing.
    #[param(example = "2026-11-01")]
    after: Option<String>,
    /// Before this day begins.
    #[param(example = "2026-12-01")]
    before: Option<String>,
    /// `file` (of any kind), `picture` or `link`.
    has: Option<String>,
    /// `next` of the page before.
    #[param(pattern = r"^([0-9]{1,16}-[0-9a-f]{32}-[0-9]{1,18})?$")]
    cursor: Option<String>,
}

impl Search {
    fn sought(self) -> Sought {
        let list = |value: Option<String>| value.into_iter().collect();
        Sought {
            text: self.q,
            filters: Filters {
                from: list(self.from),
                within: list(self.within),
                after: list(self.after),
                before: list(self.before),
                has: list(self.has),
            },
        }
    }
}

/// Find messages again
///
/// At most 20 of all that one may see, newest first. Every text is a search: what names nothing that there is finds
/// nothing.
#[utoipa::path(get, path = "/search", tag = "search", operation_id = "search_messages",
    params(Search), responses((status = 200, body = FoundView)))]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(search): Query<Search>,
) -> Result<impl IntoResponse> {
    let below = match search.cursor.as_deref() {
        None | Some("") => Cursor::START,
        Some(cursor) => Cursor::parse(cursor).ok_or(Error::BadRequest("error-cursor"))?,
    };
    let zone = saved_zone(caller.user()).unwrap_or(TimeZone::UTC);
    let page = app.search.find(caller.user(), &search.sought(), &zone, below).await?;
    let remaining = app.search.remaining().await?;
    Ok(Answer(FoundView::new(&page, remaining)).into_response())
}
