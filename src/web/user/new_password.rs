//! What all forms with a new password have in common.

use crate::{
    app::App, attempt::Attempt, entity::user, error::Result, form::Fields, user::new_password,
};

/// Whose password this attempt has changed already, to the one in the form.
pub async fn changed_by(
    app: &App,
    attempt: &Attempt,
    fields: &Fields,
) -> Result<Option<user::Model>> {
    match fields.text("password").and_then(new_password) {
        Ok(new) => app.users.set_by(attempt, &new).await,
        Err(_) => Ok(None),
    }
}
