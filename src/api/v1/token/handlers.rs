//! `/api/v1/tokens`.

use axum::{Json as Answer, extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, SchemaType, Type},
};
use uuid::Uuid;

use super::views::{NewTokenView, TokenView, TokensView};
use crate::{
    api::{Caller, Fault, Json, Named, Result, confirmed},
    app::App,
    attempt::{Aim, Attempt, Nonce},
    form::Fields,
    problem::Problem,
    session::Confirmed,
    token::{
        MOST_NAMED, MOST_SESSIONS, Made, NewToken, OFFERED_DAYS, Scope, Scopes, TOO_MANY,
        TokenRepository,
    },
};

/// What a token shall be allowed: all when it is not said.
pub fn scopes_of(words: Option<Vec<String>>) -> Result<Scopes> {
    let Some(words) = words else { return Ok(Scopes::ALL) };
    let scopes: Option<Vec<Scope>> = words.iter().map(|word| Scope::parse(word)).collect();
    let wrong = Problem { field: "scopes", sentence: "problem-unknown-scope" };
    scopes.and_then(Scopes::of).ok_or(wrong.into())
}

/// Words of [`Scope`], at least one.
pub fn scopes_schema() -> Array {
    let words = Scope::ALL.map(Scope::as_str);
    let word = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
    ArrayBuilder::new().items(word).min_items(Some(1)).build()
}

fn days_schema() -> Object {
    let kinds = SchemaType::from_iter([Type::Integer, Type::Null]);
    let days = OFFERED_DAYS.map(Value::from).into_iter().chain([Value::Null]);
    ObjectBuilder::new().schema_type(kinds).enum_values(Some(days)).build()
}

/// List the tokens that act as their owner
#[utoipa::path(get, path = "/tokens", tag = "tokens", operation_id = "list_tokens",
    responses((status = 200, body = TokensView)))]
pub async fn index(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse> {
    let now = jiff::Timestamp::now().as_microsecond();
    let tokens = TokenRepository::of(&app.database)
        .of_user(caller.id(), now, MOST_NAMED + MOST_SESSIONS)
        .await?;
    let tokens = tokens.iter().map(|token| TokenView::new(token, caller.token.id)).collect();
    Ok(Answer(TokensView { tokens }).into_response())
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateToken {
    /// What its owner finds it by.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 64, examples("Tide gauge"))]
    name: String,
    /// What it may.
    #[serde(default)]
    #[schema(required = true, schema_with = scopes_schema)]
    scopes: Vec<String>,
    /// For how many days: 30, 90 or 365; without it, for ever.
    #[serde(default)]
    #[schema(schema_with = days_schema)]
    days: Option<i64>,
    /// Names this attempt: a second one with the same nonce makes no other token, and cannot tell the secret again.
    #[serde(default)]
    #[schema(max_length = 64)]
    nonce: Option<String>,
    /// Not needed within ten minutes of signing in.
    #[serde(default)]
    #[schema(format = Password)]
    current_password: Option<String>,
}

/// Make a token
///
/// Its secret is in the answer, and nowhere else.
#[utoipa::path(post, path = "/tokens", tag = "tokens", operation_id = "create_token", request_body = CreateToken,
    responses((status = 201, body = NewTokenView)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<CreateToken>,
) -> Result<impl IntoResponse> {
    let nonce = Nonce::parse(sent.nonce.as_deref().unwrap_or_default())?;
    let days = sent.days.map(|days| days.to_string()).unwrap_or_default();
    let scopes = sent.scopes.into_iter().map(|scope| ("scope", scope));
    let others = [("name", sent.name), ("until", days), ("nonce", nonce.as_str().to_owned())];
    let fields = Fields::of_pairs(scopes.chain(others));
    let new = NewToken::read(&fields);
    let new = new
        .map_err(|wrong| Fault::from(wrong).renamed("scope", "scopes").renamed("until", "days"))?;
    let password = sent.current_password.as_deref();
    let confirmed = confirmed::ask(&app, &caller, password).await?;
    if password.is_none_or(str::is_empty) && !caller.may(new.scopes) {
        // A token makes no stronger one by itself.
        return Err(Confirmed::MISSING.into());
    }
    let attempt = Attempt::read(Aim::MakeToken, &fields, &[&caller.id().to_string()]);
    match app.tokens.make_once(&confirmed, new, &attempt).await? {
        Some(Made::Now { secret, token }) => {
            let view = NewTokenView { secret, token: TokenView::new(&token, caller.token.id) };
            Ok((StatusCode::CREATED, Answer(view)).into_response())
        }
        Some(Made::TooMany) => Err(TOO_MANY.into()),
        None => Err(Problem { field: "nonce", sentence: "token-before" }.into()),
    }
}

/// Withdraw a token
///
/// Its streams end at once.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", operation_id = "revoke_token",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn destroy(
    State(app): State<App>,
    caller: Caller,
    Named(id): Named<Uuid>,
) -> Result<StatusCode> {
    app.tokens.revoke(caller.id(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
