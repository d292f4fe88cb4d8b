//! The way in, and what operators' machines ask.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{see_other, session::SignedIn};
use crate::{
    app::App,
    error::{Error, Result},
    paths,
};

/// `GET /`: to the conversations, or to the sign-in page.
pub async fn root(signed_in: Result<SignedIn, Error>) -> Result<Response> {
    match signed_in {
        Ok(_) => Ok(see_other(paths::CONVERSATIONS)),
        Err(Error::SignInRequired) => Ok(see_other(paths::LOGIN)),
        Err(error) => Err(error),
    }
}

/// `GET /healthz`: the process is up.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests can be answered; 503 while they cannot.
pub async fn readyz(State(app): State<App>) -> Response {
    if app.is_ready().await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}
