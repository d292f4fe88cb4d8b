//! `/settings/avatar`: one's own picture.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::handlers::refuse_avatar;
use crate::{
    app::App,
    error::Result,
    form::Fields,
    paths,
    web::{file::avatar::take_in, see_other, session::SignedIn},
};

/// `POST /settings/avatar`: a picture, and which square of it; without that the middle.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    request: Request,
) -> Result<Response> {
    match take_in(&app, &signed_in, request).await? {
        Ok(avatar) => {
            app.users.change_avatar(&app.files, &signed_in.user, Some(avatar)).await?;
            Ok(see_other(&paths::settings_done("avatar", "profile")))
        }
        Err(refused) => refuse_avatar(&app, &signed_in, refused).await,
    }
}

/// `POST /settings/avatar/remove`.
pub async fn destroy(State(app): State<App>, signed_in: SignedIn, _: Fields) -> Result<Response> {
    app.users.change_avatar(&app.files, &signed_in.user, None).await?;
    Ok(see_other(&paths::settings_done("no-avatar", "profile")))
}
