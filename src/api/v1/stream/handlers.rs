//! `GET /api/v1/events`.

use axum::{Extension, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{Json, views::EventView};
use crate::{
    api::{
        Caller, Query, Result,
        gate::{demand, language_of},
    },
    app::App,
    conversation::Member,
    live::{Face, Form, Known, Opening, Render},
    presence::ConnectionName,
    problem::Problem,
    sse::{Handover, LiveStream, cursor, event_stream, single_event},
    token::Scope,
};

/// What a program asks to hear.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// A conversation to follow, beside the list.
    conversation: Option<Uuid>,
    /// The version up to which everything of it is known. `Last-Event-ID` counts when it is higher.
    #[param(minimum = 0)]
    #[serde(default)]
    after: i64,
    /// In which life of the database that was; in another one the stream says `reset`.
    epoch: Option<String>,
    /// `first_seq` and `hidden` of the conversation, as they were then: where its reader sees less by now, because of
    /// what they have cleared or hidden elsewhere, the stream says `reset`.
    #[param(minimum = 1)]
    first_seq: Option<i64>,
    #[param(minimum = 0)]
    hidden: Option<i64>,
    /// With a name of its own the program counts as its owner's presence, for which it needs the scope `write`, and says
    /// with that name whether it is looked at.
    #[param(max_length = 64)]
    connection: Option<String>,
}

/// Hear what happens
///
/// Server-sent events whose data is an `Event`. A stream begins with what has changed in the conversation since `after`,
/// each message once and in the order of versions, then the list; then comes what happens. After a cut, name the last
/// id that came, and nothing is lost. Every 15 seconds there is a `ping`.
#[utoipa::path(get, path = "/events", tag = "events", operation_id = "follow_events",
    params(Asked, ("Last-Event-ID" = Option<i64>, Header, description = "The last id that came.", minimum = 0)),
    responses((status = 200, body = EventView, content_type = "text/event-stream")))]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
    handover: Option<Extension<Handover>>,
    headers: HeaderMap,
) -> Result<Response> {
    let after = cursor(asked.after, &headers)?;
    let connection = asked.connection()?;
    if connection.is_some() {
        // Who counts as present is told nothing by Telegram.
        demand(&caller.token, Scope::Write)?;
    }
    let (actor, user_id) = (caller.actor.clone(), caller.id());
    let member = match asked.conversation {
        Some(id) => Some(Member::find(&app.database, actor.clone(), id).await?),
        None => None,
    };
    let form = Form { face: Face::Program, language: language_of(caller.user(), &headers) };
    let Asked { epoch, first_seq, hidden, .. } = asked;
    let known = Known { version: after, epoch, first_seq, hidden };
    let opening = Opening { actor, member, form, known };
    let Some(opened) = app.hub.open(opening).await? else {
        return Ok(single_event(Json.reset()));
    };
    let open = match connection {
        Some(connection) => Some(app.presence.opened(user_id, connection).await),
        None => None,
    };
    let stream = LiveStream::new(opened, open, app.hub.stopping().clone());
    Ok(event_stream(stream, handover.map(|Extension(handover)| handover)))
}

impl Asked {
    fn connection(&self) -> Result<Option<ConnectionName>> {
        let Some(name) = &self.connection else { return Ok(None) };
        let wrong = Problem { field: "connection", sentence: "problem-connection" };
        Ok(Some(ConnectionName::parse(name).ok_or(wrong)?))
    }
}
