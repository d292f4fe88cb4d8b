//! `/api/v1/invitations`, and `/api/v1/inviters` for the owner. For everybody
//! else these do not exist.

use axum::{Json as Answer, extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::views::{InvitationView, InvitationsView, InviterView, InvitersView};
use crate::{
    api::{Caller, Json, Named, Result},
    app::App,
    error::Error,
    form::Fields,
    invitation::{InvitationRepository, Inviter, MOST_VALID, NewInvitation, TOO_MANY},
    people::UNKNOWN_PERSON,
    user::{Role, UserRepository},
};

/// The owner is told the invitations of all inviters.
const MOST_LISTED: u64 = MOST_VALID * 20;

fn inviter(caller: &Caller) -> Result<Inviter> {
    Ok(Inviter::of(caller.user()).ok_or(Error::NotFound)?)
}

fn owner(caller: &Caller) -> Result<()> {
    let is_owner = inviter(caller)?.is_owner();
    is_owner.then_some(()).ok_or(Error::NotFound.into())
}

/// List the invitations that still let somebody in
#[utoipa::path(get, path = "/invitations", tag = "invitations", operation_id = "list_invitations",
    responses((status = 200, body = InvitationsView), (status = 404)))]
pub async fn index(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse> {
    let author = (!inviter(&caller)?.is_owner()).then(|| caller.id());
    let listed = InvitationRepository::of(&app.database).valid(author, MOST_LISTED).await?;
    let view = |one| InvitationView::listed(one, &app.config.public_url);
    let invitations = listed.iter().map(view).collect();
    Ok(Answer(InvitationsView { invitations }).into_response())
}

/// How long it is good, and for how many.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateInvitation {
    /// For how many days; without it, for ever.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 365)]
    days: Option<i64>,
    /// How many people it lets in; without it, any number.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    uses: Option<i64>,
}

/// Invite
#[utoipa::path(post, path = "/invitations", tag = "invitations", operation_id = "create_invitation",
    request_body = CreateInvitation, responses((status = 201, body = InvitationView), (status = 404)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<CreateInvitation>,
) -> Result<impl IntoResponse> {
    let inviter = inviter(&caller)?;
    let number = |number: Option<i64>| number.map(|one| one.to_string()).unwrap_or_default();
    let fields = Fields::of_pairs([("days", number(sent.days)), ("uses", number(sent.uses))]);
    let new = NewInvitation::read(&fields)?;
    let made = app.invitations.invite(&inviter, new).await?.ok_or(TOO_MANY)?;
    let view = InvitationView::made(&made, &app.config.public_url);
    Ok((StatusCode::CREATED, Answer(view)).into_response())
}

/// Let nobody in by an invitation any more
#[utoipa::path(delete, path = "/invitations/{id}", tag = "invitations", operation_id = "revoke_invitation",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn destroy(
    State(app): State<App>,
    caller: Caller,
    Named(id): Named<Uuid>,
) -> Result<StatusCode> {
    let invitation = app.invitations.of(&inviter(&caller)?, id).await?;
    app.invitations.revoke(&invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List who may invite
#[utoipa::path(get, path = "/inviters", tag = "invitations", operation_id = "list_inviters",
    responses((status = 200, body = InvitersView), (status = 404)))]
pub async fn inviters(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse> {
    owner(&caller)?;
    let users = UserRepository::of(&app.database).with_role(Role::Inviter).await?;
    let inviters = users.iter().map(InviterView::new).collect();
    Ok(Answer(InvitersView { inviters }).into_response())
}

/// Who shall.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddInviter {
    #[serde(default)]
    #[schema(required = true, examples("daniel"))]
    username: String,
}

/// Let somebody invite
#[utoipa::path(post, path = "/inviters", tag = "invitations", operation_id = "add_inviter", request_body = AddInviter,
    responses((status = 204), (status = 404)))]
pub async fn add_inviter(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<AddInviter>,
) -> Result<StatusCode> {
    owner(&caller)?;
    let person = app.people.named(caller.id(), &sent.username).await?.ok_or(UNKNOWN_PERSON)?;
    app.invitations.set_role(&person, Role::Inviter).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let somebody invite no more
#[utoipa::path(delete, path = "/inviters/{username}", tag = "invitations", operation_id = "remove_inviter",
    params(("username" = String, Path)), responses((status = 204)))]
pub async fn remove_inviter(
    State(app): State<App>,
    caller: Caller,
    Named(username): Named<String>,
) -> Result<StatusCode> {
    owner(&caller)?;
    let person = app.users.named(&username).await?.ok_or(Error::NotFound)?;
    app.invitations.set_role(&person, Role::Member).await?;
    Ok(StatusCode::NO_CONTENT)
}
