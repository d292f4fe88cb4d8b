//! `/conversations/{id}/join`: into an open group.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use uuid::Uuid;

use crate::{
    app::App,
    error::{Error, Result},
    form::Fields,
    paths,
    web::{see_other, session::SignedIn},
};

/// `POST …/join`. For who is no member only open groups exist.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    _of_reader: Fields,
) -> Result<Response> {
    let Path(id) = id.map_err(|_| Error::NotFound)?;
    match app.groups.join(&signed_in.actor(), id).await? {
        Ok(()) => Ok(see_other(&paths::conversation(&id))),
        Err(problem) => Err(Error::Refused(problem.sentence)),
    }
}
