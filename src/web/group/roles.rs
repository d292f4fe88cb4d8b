//! What is done with a member: removed, or given another role.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use serde::Deserialize;

use crate::{
    app::App,
    error::{Error, Result},
    form::Fields,
    group::Role,
    paths,
    web::{Visit, conversation::MemberVisit, done},
};

/// The member that a route names.
#[derive(Deserialize)]
pub struct Named {
    username: String,
}

/// `POST …/members/{username}/remove`.
pub async fn destroy(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    named: Result<Path<Named>, PathRejection>,
    _of_reader: Fields,
) -> Result<Response> {
    let Path(Named { username }) = named.map_err(|_| Error::NotFound)?;
    app.groups.remove(&member, &username).await?;
    Ok(done(visit, &members_of(&member)))
}

/// `POST …/members/{username}/role`: `role` = `owner`, `admin` or `member`.
pub async fn set_role(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    named: Result<Path<Named>, PathRejection>,
    fields: Fields,
) -> Result<Response> {
    let Path(Named { username }) = named.map_err(|_| Error::NotFound)?;
    let role = Role::parse(&fields.typed("role")).ok_or(Error::BadRequest("error-no-such-role"))?;
    app.groups.set_role(&member, &username, role).await?;
    Ok(done(visit, &members_of(&member)))
}

fn members_of(member: &MemberVisit) -> String {
    format!("{}#members", paths::group_settings(&member.conversation.id))
}
