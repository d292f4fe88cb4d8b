//! What every page has around its content.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use uuid::Uuid;

use super::{
    Visit,
    pieces::{EDGE, varying},
    session::SignedIn,
    time::Clock,
};
use crate::{
    assets::Assets,
    error::Result,
    language::Words,
    paths::{self, Shown},
    problem::Problems,
};

/// The frame of a page: words, clock, assets, theme and the reader's own
/// stylesheet.
#[derive(Debug, Clone)]
pub struct Chrome {
    pub words: Words,
    assets: Assets,
    /// `light` or `dark`; none means as the system.
    pub theme: Option<String>,
    username: Option<String>,
    clock: Option<Clock>,
}

impl Chrome {
    /// For somebody who is not signed in.
    pub fn plain(words: Words, assets: &Assets) -> Self {
        Self { words, assets: assets.clone(), theme: None, username: None, clock: None }
    }

    pub fn of(signed_in: &SignedIn, assets: &Assets) -> Self {
        Self {
            words: signed_in.words,
            assets: assets.clone(),
            theme: signed_in.user.theme.clone(),
            username: Some(signed_in.user.username.clone()),
            clock: Some(signed_in.clock.clone()),
        }
    }

    /// The URL of an asset.
    pub fn asset(&self, file: &str) -> String {
        self.assets.url(file)
    }

    /// Who is signed in.
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// How the reader tells the time; only known of who is signed in.
    pub fn clock(&self) -> Option<&Clock> {
        self.clock.as_ref()
    }

    /// The stream of the reader's list.
    pub fn events(&self) -> String {
        self.events_of(None)
    }

    /// The same, and of the conversation that the page shows.
    pub fn events_beside(&self, shown: Shown<'_>) -> String {
        self.events_of(Some(shown))
    }

    fn events_of(&self, shown: Option<Shown<'_>>) -> String {
        let connection = varying(Uuid::new_v4().simple());
        paths::events(self.username.as_deref().unwrap_or_default(), shown, &connection)
    }

    /// The stylesheet that tells the reader's own messages apart.
    pub fn own_stylesheet(&self) -> Option<String> {
        let path = paths::own_stylesheet(self.username.as_deref()?);
        Some(format!("{path}?v={}", self.assets.fingerprint()))
    }

    /// Where a script fetches the picker of emoji from.
    pub fn emoji_picker(&self) -> String {
        paths::emoji_picker(&self.version())
    }

    /// Where a script fetches what it shows of files from.
    pub fn file_widgets(&self) -> String {
        paths::file_widgets(&self.version())
    }

    /// Release and language, for the address of what differs by nothing else.
    pub fn version(&self) -> String {
        format!("{}-{}", self.assets.fingerprint(), self.words.tag())
    }
}

/// 422 for a form with something wrong.
pub fn status_of(problems: &Problems) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// A rendered page or fragment with its status.
pub fn html(status: StatusCode, template: &impl Template) -> Result<Response> {
    Ok((status, Html(without_edges(template.render()?))).into_response())
}

/// Without the marks that only matter to a page in pieces.
pub(super) fn without_edges(html: String) -> String {
    let edge = &**EDGE;
    if html.contains(edge) { html.replace(edge, "") } else { html }
}

/// 303: the form was understood, look there.
pub fn see_other(location: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// Nothing for htmx, which shows it already; a plain form goes on there.
pub fn done(visit: Visit, path: &str) -> Response {
    if visit.htmx { StatusCode::NO_CONTENT.into_response() } else { see_other(path) }
}
