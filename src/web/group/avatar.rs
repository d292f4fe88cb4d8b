//! `/conversations/{id}/avatar`: the picture of a group, for who manages it.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{
    members::managed,
    settings::{Outcome, show},
};
use crate::{
    app::App,
    error::Result,
    form::Fields,
    paths,
    web::{conversation::MemberVisit, file::avatar::take_in, see_other},
};

/// `POST …/avatar`: a picture, and which square of it; without that the middle.
pub async fn create(
    State(app): State<App>,
    member: MemberVisit,
    request: Request,
) -> Result<Response> {
    managed(&member)?;
    match take_in(&app, &member.signed_in, request).await? {
        Ok(avatar) => app.groups.change_avatar(&app.files, &member, Some(avatar)).await?,
        Err(refused) => {
            let outcome = Outcome { avatar: Some(refused), ..Outcome::default() };
            return show(&app, &member.again(&app).await?, outcome).await;
        }
    }
    Ok(see_other(&paths::group_settings(&member.conversation.id)))
}

/// `POST …/avatar/remove`.
pub async fn destroy(State(app): State<App>, member: MemberVisit, _: Fields) -> Result<Response> {
    managed(&member)?;
    app.groups.change_avatar(&app.files, &member, None).await?;
    Ok(see_other(&paths::group_settings(&member.conversation.id)))
}
