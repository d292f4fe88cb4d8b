//! `/api/v1/conversations/{id}/members`.

use axum::{Json as Answer, extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    handlers::{group_of, managed},
    views::{MembersView, RoleName},
};
use crate::{
    api::{CallerMember, Fault, Json, Named, Result},
    app::App,
    problem::Problem,
};

/// List who is in a group
///
/// The owner, the admins and the members, each by name.
#[utoipa::path(get, path = "/conversations/{id}/members", tag = "groups", operation_id = "list_members",
    params(("id" = Uuid, Path)), responses((status = 200, body = MembersView)))]
pub async fn index(State(app): State<App>, member: CallerMember) -> Result<impl IntoResponse> {
    group_of(&member)?;
    let members = app.groups.members(&member).await?;
    let states = app.presence.leases().of(members.iter().map(|one| one.id)).await;
    Ok(Answer(MembersView::new(&members, &states)).into_response())
}

/// Whom.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddMembers {
    /// User names: all of them or none.
    #[serde(default)]
    #[schema(required = true, min_items = 1)]
    usernames: Vec<String>,
}

/// Add people to a group
///
/// For its owner and its admins. Who is in it already stays as they are.
#[utoipa::path(post, path = "/conversations/{id}/members", tag = "groups", operation_id = "add_members",
    params(("id" = Uuid, Path)), request_body = AddMembers, responses((status = 204)))]
pub async fn add(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<AddMembers>,
) -> Result<StatusCode> {
    managed(&member)?;
    if sent.usernames.iter().all(|name| name.trim().is_empty()) {
        return Err(Problem { field: "usernames", sentence: "problem-nobody-chosen" }.into());
    }
    let added = app.groups.add(&member, &sent.usernames).await?;
    added.map_err(|problem| Fault::from(problem).renamed("username", "usernames"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The member that an address names.
#[derive(Debug, Deserialize)]
pub struct Username {
    username: String,
}

/// Remove somebody from a group
///
/// The owner removes anybody, an admin removes members.
#[utoipa::path(delete, path = "/conversations/{id}/members/{username}", tag = "groups",
    operation_id = "remove_member", params(("id" = Uuid, Path), ("username" = String, Path)),
    responses((status = 204)))]
pub async fn remove(
    State(app): State<App>,
    member: CallerMember,
    Named(Username { username }): Named<Username>,
) -> Result<StatusCode> {
    managed(&member)?;
    app.groups.remove(&member, &username).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which one.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetRole {
    role: RoleName,
}

/// Give a member another role
///
/// For the owner. Whoever is made the owner takes their place; the one before stays as an admin.
#[utoipa::path(put, path = "/conversations/{id}/members/{username}/role", tag = "groups",
    operation_id = "set_role", params(("id" = Uuid, Path), ("username" = String, Path)), request_body = SetRole,
    responses((status = 204)))]
pub async fn set_role(
    State(app): State<App>,
    member: CallerMember,
    Named(Username { username }): Named<Username>,
    Json(sent): Json<SetRole>,
) -> Result<StatusCode> {
    managed(&member)?;
    app.groups.set_role(&member, &username, sent.role.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
