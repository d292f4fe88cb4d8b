//! How somebody comes into a group by themselves: it is open, or they have a link.

use axum::{Json as Answer, extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{handlers::managed, views::LinkView};
use crate::{
    api::{
        Caller, CallerMember, Json, Named, Result,
        v1::conversation::{handlers::shown, views::ConversationView},
    },
    app::App,
    conversation::Member,
    error::Error,
};

/// Join an open group
///
/// One that is not open is not found. Who is in it already stays as they are.
#[utoipa::path(post, path = "/conversations/{id}/join", tag = "groups", operation_id = "join_group",
    params(("id" = Uuid, Path)), responses((status = 200, body = ConversationView)))]
pub async fn join(
    State(app): State<App>,
    caller: Caller,
    Named(id): Named<Uuid>,
) -> Result<impl IntoResponse> {
    let joined = app.groups.join(&caller.actor, id).await?;
    joined.map_err(|problem| Error::Refused(problem.sentence))?;
    let member = Member::find(&app.database, caller.actor, id).await?;
    shown(&app, &member).await
}

/// Make a link by which anybody may join
///
/// For the owner and the admins. It is in the answer and nowhere else, and takes the place of the one before.
#[utoipa::path(post, path = "/conversations/{id}/invitation", tag = "groups", operation_id = "create_group_link",
    params(("id" = Uuid, Path)), responses((status = 201, body = LinkView)))]
pub async fn invite(State(app): State<App>, member: CallerMember) -> Result<impl IntoResponse> {
    managed(&member)?;
    let token = app.groups.make_link(&member).await?;
    let view = LinkView::new(token, &app.config.public_url);
    Ok((StatusCode::CREATED, Answer(view)).into_response())
}

/// Let nobody in by a link any more
#[utoipa::path(delete, path = "/conversations/{id}/invitation", tag = "groups",
    operation_id = "revoke_group_link", params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn revoke(State(app): State<App>, member: CallerMember) -> Result<StatusCode> {
    managed(&member)?;
    app.groups.revoke_link(&member).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a link ends with.
#[derive(Debug, Deserialize, ToSchema)]
pub struct JoinByLink {
    #[serde(default)]
    #[schema(required = true)]
    token: String,
}

const GONE: Error = Error::Gone("error-group-link");

/// Join the group that a link leads to
///
/// A link that leads nowhere is answered with 410.
#[utoipa::path(post, path = "/groups/join", tag = "groups", operation_id = "join_group_by_link",
    request_body = JoinByLink, responses((status = 200, body = ConversationView), (status = 410)))]
pub async fn join_by_link(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<JoinByLink>,
) -> Result<impl IntoResponse> {
    let joined = match app.groups.join_by_link(&caller.actor, &sent.token).await {
        Err(Error::NotFound) => return Err(GONE.into()),
        joined => joined?,
    };
    let id = joined.map_err(|problem| Error::Refused(problem.sentence))?;
    let member = Member::find(&app.database, caller.actor, id).await?;
    shown(&app, &member).await
}
