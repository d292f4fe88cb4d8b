//! `/api/v1/sessions`.

use std::net::IpAddr;

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::views::{DeviceView, DevicesView, SessionView};
use crate::{
    api::{
        Caller, Json, Named, Result,
        v1::token::handlers::{scopes_of, scopes_schema},
    },
    app::App,
    entity::user,
    request::{ClientAddress, user_agent},
    session::{SessionRepository, lifetime},
    token::Scopes,
    user::{DISABLED, Verified, WRONG_SIGN_IN},
};

/// Who signs in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SignIn {
    /// A user name or an e-mail address.
    #[serde(default)]
    #[schema(required = true, examples("anna"))]
    username: String,
    #[serde(default)]
    #[schema(required = true, format = Password)]
    password: String,
    /// What its owner finds it by in the settings; else what it calls itself in `User-Agent`.
    #[serde(default)]
    #[schema(max_length = 64)]
    name: Option<String>,
    /// What it may do: `read`, `write`, `admin`; all of it when this is missing.
    #[serde(default)]
    #[schema(schema_with = scopes_schema)]
    scopes: Option<Vec<String>>,
}

/// Sign in
///
/// Makes a token that lasts for 180 days.
#[utoipa::path(post, path = "/sessions", tag = "accounts", operation_id = "sign_in", request_body = SignIn,
    responses((status = 201, body = SessionView)))]
pub async fn create(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(sent): Json<SignIn>,
) -> Result<impl IntoResponse> {
    let scopes = scopes_of(sent.scopes)?;
    let program = SigningIn::new(sent.name, scopes, address, &headers);
    match app.users.sign_in(&sent.username, &sent.password, address).await? {
        Verified::Right(user) => program.begin(&app, &user, None).await,
        Verified::Disabled => Err(DISABLED.into()),
        Verified::Wrong => Err(WRONG_SIGN_IN.into()),
    }
}

/// A program that signs in, and from where.
pub struct SigningIn {
    name: String,
    scopes: Scopes,
    address: String,
    user_agent: String,
}

impl SigningIn {
    /// Without a name it is called as it calls itself.
    pub fn new(name: Option<String>, scopes: Scopes, address: IpAddr, headers: &HeaderMap) -> Self {
        let user_agent = user_agent(headers);
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| user_agent.clone());
        Self { name, scopes, address: address.to_string(), user_agent }
    }

    pub async fn begin(
        self,
        app: &App,
        user: &user::Model,
        conversation: Option<Uuid>,
    ) -> Result<Response> {
        let Self { name, scopes, address, user_agent } = self;
        let (secret, token) =
            app.tokens.begin_session(user, &name, scopes, &user_agent, &address).await?;
        let view = SessionView::new(secret, &token, user, conversation);
        Ok((StatusCode::CREATED, Answer(view)).into_response())
    }
}

/// Withdraw the token that this request comes with
///
/// Its streams end at once.
#[utoipa::path(delete, path = "/sessions/current", tag = "accounts", operation_id = "sign_out",
    responses((status = 204)))]
pub async fn destroy_current(State(app): State<App>, caller: Caller) -> Result<StatusCode> {
    app.tokens.revoke(caller.id(), caller.token.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the browsers that are signed in
#[utoipa::path(get, path = "/sessions", tag = "accounts", operation_id = "list_sessions",
    responses((status = 200, body = DevicesView)))]
pub async fn index(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse> {
    let now = jiff::Timestamp::now().as_microsecond();
    let rows = SessionRepository::of(&app.database)
        .of_user(caller.id(), now, lifetime::MOST_SESSIONS)
        .await?;
    let sessions = rows.iter().map(DeviceView::new).collect();
    Ok(Answer(DevicesView { sessions }).into_response())
}

/// Sign a browser out
#[utoipa::path(delete, path = "/sessions/{id}", tag = "accounts", operation_id = "end_session",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn destroy(
    State(app): State<App>,
    caller: Caller,
    Named(id): Named<Uuid>,
) -> Result<StatusCode> {
    app.sessions.end(caller.id(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign all browsers out, and all programs that have signed in, but this one
#[utoipa::path(delete, path = "/sessions", tag = "accounts", operation_id = "end_other_sessions",
    responses((status = 204)))]
pub async fn destroy_others(State(app): State<App>, caller: Caller) -> Result<StatusCode> {
    app.sessions.end_others(caller.user(), caller.proof()).await?;
    Ok(StatusCode::NO_CONTENT)
}
