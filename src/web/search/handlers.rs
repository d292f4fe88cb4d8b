//! `GET /search`.

use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};

use super::{
    asked::Asked,
    views::{FiltersView, HitsView, ResultsView, SearchPage},
};
use crate::{
    app::App,
    error::Result,
    search::Names,
    web::{Chrome, Visit, conversation::Sidebar, html, session::SignedIn},
};

/// `GET /search?q=&from=&in=&after=&before=&has=&cursor=`: messages that one may see,
/// newest first, below people and groups that are called so. htmx gets what was found
/// alone, and with a cursor the further lines alone.
pub async fn index(
    State(app): State<App>,
    signed_in: SignedIn,
    visit: Visit,
    RawQuery(address): RawQuery,
) -> Result<Response> {
    let asked = Asked::read(address.as_deref().unwrap_or_default())?;
    let (user, zone) = (&signed_in.user, signed_in.clock.zone());
    let chrome = Chrome::of(&signed_in, &app.assets);
    let page = app.search.find(user, &asked.query, zone, asked.below).await?;
    let hits = HitsView::new(&asked, &page, &signed_in);
    if visit.htmx && !asked.is_first() {
        return html(StatusCode::OK, &hits);
    }
    let names = match asked.is_first() && !asked.is_filtered() {
        true => app.search.names(user.id, &asked.query.text).await?,
        false => Names::default(),
    };
    let remaining = app.search.remaining().await?;
    let results = ResultsView::new(&chrome, &asked, &names, hits, remaining, user.id);
    if visit.htmx {
        return html(StatusCode::OK, &results);
    }
    let screen = app.hub.first_screen(user.id, &signed_in.era).await?;
    let page = SearchPage {
        filters: FiltersView::new(&asked, &screen.part, signed_in.words),
        sidebar: Sidebar::new(&chrome, &screen.part, None, &signed_in.clock).without_search(),
        events: chrome.events(),
        query: asked.query.text,
        results,
        chrome,
    };
    html(StatusCode::OK, &page)
}
