//! A picture that comes in, to stand for a person or a group.

use axum::extract::Request;

use super::{Parts, pass_over, upload::NOTHING};
use crate::{
    app::App,
    error::Result,
    file::{NewAvatar, crop_of},
    problem::Problem,
    user::Actor,
};

/// Which square of it is meant stands in the fields before it. Nothing is kept where
/// its sender is signed out by the time when it is there.
pub async fn take_in_avatar(
    app: &App,
    sender: &Actor,
    request: Request,
) -> Result<Result<NewAvatar, Problem>> {
    let mut parts = Parts::of(request, app.config.max_file_size)?;
    let file = parts.next_file().await?;
    let crop = match crop_of(&parts.fields().of(&sender.user.username)?) {
        Ok(crop) => crop,
        Err(problem) => return Ok(Err(problem)),
    };
    let Some(file) = file else { return Ok(Err(NOTHING)) };
    let mut body = file.body();
    let avatar = app.files.take_in_avatar(sender, &mut body, crop).await?;
    pass_over(body).await?;
    Ok(avatar)
}
