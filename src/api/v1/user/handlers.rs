//! `/api/v1/users` and `/api/v1/me`.

use axum::{
    Json as Answer,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::{MeView, NoticeSettingsView, PreferencesView};
use crate::{
    api::{
        Caller, Fault, Json, Named, Result, confirmed, sent,
        v1::{
            file::handlers::{UploadAvatar, avatar_in},
            session::{handlers::SigningIn, views::SessionView},
            token::handlers::{scopes_of, scopes_schema},
        },
    },
    app::App,
    attempt::{Aim, Attempt, Nonce},
    bot_replies,
    entity::user,
    error::Error,
    form::Fields,
    notification::NoticeSettings,
    password_reset::NOT_GOOD,
    request::ClientAddress,
    user::{
        Account, NewAccount, NewPassword, Preferences, Profile, ProfileChange, Registered,
        UserRepository, saved_language,
    },
};

/// Who wants an account.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateUser {
    /// 3 to 32 of `a-z 0-9 _ . -`; it never changes.
    #[serde(default)]
    #[schema(required = true, min_length = 3, max_length = 32, examples("anna"))]
    username: String,
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 64, examples("Anna Petrova"))]
    display_name: String,
    #[serde(default)]
    #[schema(required = true, min_length = 8, max_length = 128, format = Password)]
    password: String,
    /// Never shown; good for signing in.
    #[serde(default)]
    email: Option<String>,
    /// The code of an invitation, where one is asked for.
    #[serde(default)]
    invite: Option<String>,
    /// Names this attempt.
    #[serde(default)]
    #[schema(max_length = 64)]
    nonce: Option<String>,
    /// What the owner finds the token by; else what the program calls itself in `User-Agent`.
    #[serde(default)]
    #[schema(max_length = 64)]
    token_name: Option<String>,
    /// What the token may do: `read`, `write`, `admin`; all of it when this is missing.
    #[serde(default)]
    #[schema(schema_with = scopes_schema)]
    scopes: Option<Vec<String>>,
}

/// Make an account, and sign in
#[utoipa::path(post, path = "/users", tag = "accounts", operation_id = "create_user", request_body = CreateUser,
    responses((status = 201, body = SessionView), (status = 403)))]
pub async fn create(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(sent): Json<CreateUser>,
) -> Result<impl IntoResponse> {
    app.users.check_open()?;
    let nonce = Nonce::parse(sent.nonce.as_deref().unwrap_or_default())?;
    let program = SigningIn::new(sent.token_name, scopes_of(sent.scopes)?, address, &headers);
    let fields = Fields::of_pairs([
        ("username", sent.username),
        ("display_name", sent.display_name),
        ("password", sent.password),
        ("email", sent.email.unwrap_or_default()),
        ("invite", sent.invite.unwrap_or_default()),
        ("nonce", nonce.as_str().to_owned()),
    ]);
    let account = NewAccount::read(&fields, app.place())?;
    let Account { user, conversation } = match app.users.register(account, address).await? {
        Registered::Now(account) | Registered::Before(account) => account,
        Registered::Refused(problem) => return Err(problem.into()),
    };
    program.begin(&app, &user, conversation).await
}

/// Read about oneself
#[utoipa::path(get, path = "/me", tag = "accounts", operation_id = "get_me",
    responses((status = 200, body = MeView)))]
pub async fn show(caller: Caller) -> Result<impl IntoResponse> {
    Ok(Answer(MeView::new(caller.user())).into_response())
}

/// What shall change; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeProfile {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64)]
    display_name: Option<String>,
    /// `null` takes it away. Another one asks for the password.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// Not needed within ten minutes of signing in.
    #[serde(default)]
    #[schema(format = Password)]
    current_password: Option<String>,
}

/// Change one's name or e-mail address
#[utoipa::path(patch, path = "/me", tag = "accounts", operation_id = "change_profile", request_body = ChangeProfile,
    responses((status = 200, body = MeView)))]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<ChangeProfile>,
) -> Result<impl IntoResponse> {
    let name = sent.display_name.map(|name| ("display_name", name));
    let email = sent.email.map(|email| ("email", email.unwrap_or_default()));
    let new =
        Profile::read(&Fields::of_pairs(name.into_iter().chain(email)))?.beyond(caller.user());
    let confirmed = match new.email {
        None => None,
        Some(_) => Some(confirmed::ask(&app, &caller, sent.current_password.as_deref()).await?),
    };
    match app.users.change_profile(caller.user(), new, confirmed.as_ref()).await? {
        ProfileChange::Done => Ok(Answer(MeView::new(&now(&app, &caller).await?)).into_response()),
        ProfileChange::Refused(problem) => Err(problem.into()),
    }
}

/// Set one's picture
#[utoipa::path(post, path = "/me/avatar", tag = "accounts", operation_id = "set_avatar",
    request_body(content = UploadAvatar, content_type = "multipart/form-data"),
    responses((status = 200, body = MeView), (status = 413)))]
pub async fn set_avatar(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<impl IntoResponse> {
    let avatar = avatar_in(&app, &caller.actor, request).await?;
    app.users.change_avatar(&app.files, caller.user(), Some(avatar)).await?;
    Ok(Answer(MeView::new(&now(&app, &caller).await?)).into_response())
}

/// Remove one's picture
#[utoipa::path(delete, path = "/me/avatar", tag = "accounts", operation_id = "remove_avatar",
    responses((status = 204)))]
pub async fn remove_avatar(State(app): State<App>, caller: Caller) -> Result<StatusCode> {
    app.users.change_avatar(&app.files, caller.user(), None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As they are stored.
async fn now(app: &App, caller: &Caller) -> Result<user::Model> {
    let user = UserRepository::of(&app.database).with_id(caller.id()).await?;
    Ok(user.ok_or(Error::SignInRequired)?)
}

/// The password in the place of the one there is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangePassword {
    #[serde(default)]
    #[schema(required = true, format = Password)]
    current_password: String,
    #[serde(default)]
    #[schema(required = true, min_length = 8, max_length = 128, format = Password)]
    password: String,
    /// Tokens that were made in the settings go on; else they end as well.
    #[serde(default)]
    keep_tokens: bool,
    /// The number of the Telegram chat that one knows: the link to any other ends.
    #[serde(default)]
    known_chat: Option<i64>,
}

/// Change the password
///
/// All other sessions end.
#[utoipa::path(put, path = "/me/password", tag = "accounts", operation_id = "change_password",
    request_body = ChangePassword, responses((status = 204)))]
pub async fn change_password(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<ChangePassword>,
) -> Result<StatusCode> {
    let fields = Fields::of_pairs([
        ("password", sent.password),
        ("known_chat", sent.known_chat.map(|chat| chat.to_string()).unwrap_or_default()),
        ("keep_tokens", if sent.keep_tokens { "1" } else { "" }.to_owned()),
    ]);
    let new = NewPassword::read(&fields, caller.user(), app.place())?;
    let confirmed = confirmed::by(&app, &caller, &sent.current_password).await?;
    let attempt = Attempt::read(Aim::ChangePassword, &fields, &[]);
    let changed = app.users.change_password(&confirmed, new, &attempt).await?;
    tell_ended(&app, caller.user(), changed.ended_chat).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn tell_ended(app: &App, user: &user::Model, ended_chat: Option<i64>) {
    if let Some(chat) = ended_chat {
        let language = saved_language(user).unwrap_or_default();
        bot_replies::tell_ended(app, chat, language.words(), &user.username).await;
    }
}

/// A password by the operator's link.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ResetPassword {
    #[serde(default)]
    #[schema(required = true, min_length = 8, max_length = 128, format = Password)]
    password: String,
}

/// Choose a new password by a link of the operator
///
/// The link is good once. All sessions end.
#[utoipa::path(post, path = "/password-resets/{token}", tag = "accounts", operation_id = "reset_password",
    params(("token" = String, Path)), request_body = ResetPassword, responses((status = 204), (status = 410)))]
pub async fn reset_password(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Named(token): Named<String>,
    Json(sent): Json<ResetPassword>,
) -> Result<StatusCode> {
    let reset = app.password_resets.find(&token, address).await?;
    let fields = Fields::of_pairs([("password", sent.password)]);
    let new = NewPassword::read(&fields, &reset.user, app.place())?;
    let attempt = Attempt::read(Aim::ResetPassword, &fields, &[&token]);
    let redeemed = app.password_resets.redeem(&reset.token, new, &attempt).await?;
    let redeemed = redeemed.ok_or(NOT_GOOD)?;
    tell_ended(&app, &redeemed.user, redeemed.ended_chat).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Read how one wants it
#[utoipa::path(get, path = "/me/preferences", tag = "accounts", operation_id = "get_preferences",
    responses((status = 200, body = PreferencesView)))]
pub async fn preferences(caller: Caller) -> Result<impl IntoResponse> {
    Ok(Answer(PreferencesView::new(caller.user())).into_response())
}

/// What shall change; what is missing stays, and `null` is as it was at first.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangePreferences {
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, pattern = "^(en|ru)?$")]
    language: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, pattern = "^(light|dark)?$")]
    theme: Option<Option<String>>,
    /// A name of the IANA database.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, examples("Europe/Berlin"))]
    time_zone: Option<Option<String>>,
    #[serde(default)]
    shares_reading: Option<bool>,
    #[serde(default)]
    shows_presence: Option<bool>,
}

/// Change how one wants it
#[utoipa::path(patch, path = "/me/preferences", tag = "accounts", operation_id = "change_preferences",
    request_body = ChangePreferences, responses((status = 200, body = PreferencesView)))]
pub async fn change_preferences(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<ChangePreferences>,
) -> Result<impl IntoResponse> {
    let fields = [
        ("language", sent.language.map(Option::unwrap_or_default)),
        ("theme", sent.theme.map(Option::unwrap_or_default)),
        ("time_zone", sent.time_zone.map(Option::unwrap_or_default)),
        ("receipts", sent.shares_reading.map(on_or_off)),
        ("presence", sent.shows_presence.map(on_or_off)),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let new = Preferences::read(&Fields::of_pairs(fields))?;
    app.users.change_preferences(caller.user(), new).await?;
    let user = now(&app, &caller).await?;
    Ok(Answer(PreferencesView::new(&user)).into_response())
}

/// Read what Telegram tells
#[utoipa::path(get, path = "/me/notifications", tag = "accounts", operation_id = "get_notification_settings",
    responses((status = 200, body = NoticeSettingsView)))]
pub async fn notifications(caller: Caller) -> Result<impl IntoResponse> {
    Ok(Answer(NoticeSettingsView::new(caller.user())).into_response())
}

/// What shall change; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeNotices {
    #[serde(default)]
    #[schema(pattern = "^(text|sender|nothing)$")]
    content: Option<String>,
    #[serde(default)]
    pictures: Option<bool>,
    /// `22:30`; `null` in both takes the quiet hours away.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
    quiet_from: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
    quiet_until: Option<Option<String>>,
}

/// As forms say it.
fn on_or_off(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// Change what Telegram tells, and when not
#[utoipa::path(patch, path = "/me/notifications", tag = "accounts", operation_id = "change_notification_settings",
    request_body = ChangeNotices, responses((status = 200, body = NoticeSettingsView)))]
pub async fn change_notifications(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<ChangeNotices>,
) -> Result<impl IntoResponse, Fault> {
    let fields = [
        ("content", sent.content),
        ("pictures", sent.pictures.map(on_or_off)),
        ("quiet_from", sent.quiet_from.map(Option::unwrap_or_default)),
        ("quiet_until", sent.quiet_until.map(Option::unwrap_or_default)),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let new = NoticeSettings::read(&Fields::of_pairs(fields), caller.user())?;
    app.notifications.change_settings(caller.id(), &new).await?;
    let user = now(&app, &caller).await?;
    Ok(Answer(NoticeSettingsView::new(&user)).into_response())
}
