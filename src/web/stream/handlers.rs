//! `GET /events`.

use axum::{Extension, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::render::Fragments;
use crate::{
    app::App,
    conversation::Member,
    error::{Error, Result},
    live::{Face, Form, Known, Opening, Render},
    presence::ConnectionName,
    sse::{Handover, LiveStream, cursor, event_stream, single_event},
    web::{Query, session::SignedIn},
};

/// What the page asks to hear.
#[derive(Debug, Deserialize)]
pub struct Asked {
    conversation: Option<String>,
    #[serde(default)]
    after: i64,
    epoch: Option<String>,
    /// Where the conversation began when the page was made, and how many messages
    /// its reader had hidden.
    first: Option<i64>,
    hidden: Option<i64>,
    connection: Option<String>,
    /// For whom the page was made.
    reader: Option<String>,
}

/// Opens the stream of one page.
pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
    handover: Option<Extension<Handover>>,
    headers: HeaderMap,
) -> Result<Response> {
    let (conversation, connection) = (asked.conversation()?, asked.connection()?);
    let after = cursor(asked.after, &headers)?;
    if asked.reader.as_ref().is_some_and(|reader| *reader != signed_in.user.username) {
        // Somebody else has signed in in this browser; their news are not for this page.
        return Err(Error::SignInRequired);
    }
    let (actor, user_id) = (signed_in.actor(), signed_in.user.id);
    let member = match conversation {
        Some(id) => Some(Member::find(&app.database, actor.clone(), id).await?),
        None => None,
    };
    let form = Form { face: Face::Page, language: signed_in.words.language() };
    let known =
        Known { version: after, epoch: asked.epoch, first_seq: asked.first, hidden: asked.hidden };
    let opening = Opening { actor, member, form, known };
    let Some(opened) = app.hub.open(opening).await? else {
        return Ok(single_event(Fragments.reset()));
    };
    let open = app.presence.opened(user_id, connection).await;
    let stream = LiveStream::new(opened, Some(open), app.hub.stopping().clone());
    Ok(event_stream(stream, handover.map(|Extension(handover)| handover)))
}

impl Asked {
    fn conversation(&self) -> Result<Option<Uuid>> {
        let id = self.conversation.as_deref().map(Uuid::try_parse);
        id.transpose().map_err(|_| Error::NotFound)
    }

    fn connection(&self) -> Result<ConnectionName> {
        match &self.connection {
            None => Ok(ConnectionName::fresh()),
            Some(name) => ConnectionName::parse(name).ok_or(Error::BadRequest("error-connection")),
        }
    }
}
