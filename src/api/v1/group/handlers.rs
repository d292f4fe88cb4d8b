//! `/api/v1/groups`, and what becomes of one.

use axum::{
    Json as Answer,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::views::{GroupsView, History};
use crate::{
    api::{
        Caller, CallerMember, Fault, Json, Query, Result,
        v1::{
            conversation::{handlers::shown, views::ConversationView},
            file::handlers::{UploadAvatar, avatar_in},
        },
    },
    app::App,
    attempt::{Aim, Attempt, Nonce},
    conversation::{Group, Member},
    error::Error,
    form::Fields,
    group::{GroupPatch, NewGroup},
};

/// Groups that are told at once.
const MOST_FOUND: u64 = 20;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// The beginning of a word of a title.
    #[serde(default)]
    q: String,
}

/// Find groups
///
/// At most 20 with such a title that one is in or may join.
#[utoipa::path(get, path = "/groups", tag = "groups", operation_id = "find_groups",
    params(Search), responses((status = 200, body = GroupsView)))]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(search): Query<Search>,
) -> Result<impl IntoResponse> {
    let found = app.groups.find_open(caller.id(), &search.q, MOST_FOUND).await?;
    Ok(Answer(GroupsView::new(&found)).into_response())
}

/// A group to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateGroup {
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 80, examples("The pond"))]
    title: String,
    #[serde(default)]
    #[schema(max_length = 400)]
    description: String,
    /// Anybody may find it and join.
    #[serde(default)]
    open: bool,
    /// What who joins may see; `all` when it is not said.
    #[serde(default)]
    history: Option<History>,
    /// Whom to begin with, beside oneself: all of them or none.
    #[serde(default)]
    usernames: Vec<String>,
    /// Names this attempt: a second one with the same nonce and title makes no other group.
    #[serde(default)]
    #[schema(max_length = 64)]
    nonce: Option<String>,
}

/// Make a group
///
/// Whoever makes it owns it.
#[utoipa::path(post, path = "/groups", tag = "groups", operation_id = "create_group", request_body = CreateGroup,
    responses((status = 201, body = ConversationView)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<CreateGroup>,
) -> Result<impl IntoResponse> {
    let nonce = Nonce::parse(sent.nonce.as_deref().unwrap_or_default())?;
    let history = sent.history.unwrap_or_default();
    let fields = settings(&sent.title, &sent.description, sent.open, history);
    let new = NewGroup::read(&fields)?;
    let fields = Fields::of_pairs([("nonce", nonce.as_str().to_owned())]);
    let owner = caller.id().to_string();
    let attempt = Attempt::read(Aim::MakeGroup, &fields, &[&owner, &sent.title]);
    let made = app.groups.create(&caller.actor, new, &sent.usernames, Some(&attempt)).await?;
    let id = made.map_err(|problem| Fault::from(problem).renamed("username", "usernames"))?;
    let member = Member::find(&app.database, caller.actor, id).await?;
    Ok((StatusCode::CREATED, shown(&app, &member).await?))
}

/// What shall be another; what is missing stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeGroup {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 80)]
    title: Option<String>,
    #[serde(default)]
    #[schema(max_length = 400)]
    description: Option<String>,
    #[serde(default)]
    open: Option<bool>,
    #[serde(default)]
    history: Option<History>,
}

/// Change title, description or rules of a group
///
/// For its owner and its admins.
#[utoipa::path(patch, path = "/conversations/{id}/group", tag = "groups", operation_id = "change_group",
    params(("id" = Uuid, Path)), request_body = ChangeGroup, responses((status = 200, body = ConversationView)))]
pub async fn change(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<ChangeGroup>,
) -> Result<Response> {
    managed(&member)?;
    let fields = [
        sent.title.map(|title| ("title", title)),
        sent.description.map(|description| ("description", description)),
        sent.open.map(open_field),
        sent.history.map(|history| ("history", history.as_str().to_owned())),
    ];
    let wanted = GroupPatch::read(&Fields::of_pairs(fields.into_iter().flatten()))?;
    app.groups.change(&member, wanted).await?;
    let now = Member::find(&app.database, member.actor.clone(), member.conversation.id).await?;
    shown(&app, &now).await
}

/// Set the picture of a group
///
/// For its owner and its admins.
#[utoipa::path(post, path = "/conversations/{id}/avatar", tag = "groups", operation_id = "set_group_avatar",
    params(("id" = Uuid, Path)), request_body(content = UploadAvatar, content_type = "multipart/form-data"),
    responses((status = 200, body = ConversationView), (status = 413)))]
pub async fn set_avatar(
    State(app): State<App>,
    member: CallerMember,
    request: Request,
) -> Result<Response> {
    managed(&member)?;
    let avatar = avatar_in(&app, &member.actor, request).await?;
    app.groups.change_avatar(&app.files, &member, Some(avatar)).await?;
    let now = Member::find(&app.database, member.actor.clone(), member.conversation.id).await?;
    shown(&app, &now).await
}

/// Remove the picture of a group
///
/// For its owner and its admins.
#[utoipa::path(delete, path = "/conversations/{id}/avatar", tag = "groups", operation_id = "remove_group_avatar",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn remove_avatar(State(app): State<App>, member: CallerMember) -> Result<StatusCode> {
    managed(&member)?;
    app.groups.change_avatar(&app.files, &member, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn settings(title: &str, description: &str, open: bool, history: History) -> Fields {
    Fields::of_pairs([
        ("title", title.to_owned()),
        ("description", description.to_owned()),
        open_field(open),
        ("history", history.as_str().to_owned()),
    ])
}

fn open_field(open: bool) -> (&'static str, String) {
    ("open", if open { "1" } else { "0" }.to_owned())
}

/// To be sure.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeleteGroup {
    /// The title of the group.
    #[serde(default)]
    #[schema(required = true, examples("The pond"))]
    title: String,
}

/// Delete a group for everybody
///
/// For its owner.
#[utoipa::path(delete, path = "/conversations/{id}", tag = "groups", operation_id = "delete_group",
    params(("id" = Uuid, Path)), request_body = DeleteGroup, responses((status = 204)))]
pub async fn delete(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<DeleteGroup>,
) -> Result<StatusCode> {
    group_of(&member)?;
    app.groups.delete(&member, &sent.title).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Leave a group
///
/// In the place of an owner comes whoever of the admins, or else of the members, is in it longest. The last one out ends
/// the group.
#[utoipa::path(post, path = "/conversations/{id}/leave", tag = "groups", operation_id = "leave_group",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn leave(State(app): State<App>, member: CallerMember) -> Result<StatusCode> {
    group_of(&member)?;
    app.groups.leave(&member).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The group that an address names. Other conversations are none.
pub fn group_of(member: &Member) -> Result<&Group> {
    Ok(member.conversation.kind.group().ok_or(Error::NotFound)?)
}

/// For what only its owner and its admins may do.
pub fn managed(member: &Member) -> Result<&Group> {
    let group = group_of(member)?;
    match group.role.manages() {
        true => Ok(group),
        false => Err(Error::NotAllowed("error-group-role").into()),
    }
}
