//! `/settings`: one page, and a form each for what can be changed on it.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    Form, SettingsNav,
    views::{DeviceView, SettingsPage, Values},
};
use crate::{
    app::App,
    attempt::{Aim, Attempt},
    bot_replies,
    entity::user,
    error::{Error, Result},
    form::Fields,
    link::LinkRepository,
    notification::NoticeSettings,
    paths,
    problem::Problems,
    session::{SessionRepository, SignIn, lifetime},
    token::{MOST_NAMED, MOST_SESSIONS, TokenRepository},
    user::{NewPassword, PasswordChanged, Preferences, Profile, ProfileChange, Proof},
    web::{
        Chrome, Query, Visit,
        file::avatar::RefusedAvatar,
        html,
        link::views::{KnownChat, LinkView},
        see_other,
        session::{
            SignedIn,
            confirmed::{self, Asked},
        },
        status_of,
        token::views::{NewTokenForm, TokenView},
        user::{AvatarView, changed_by},
    },
};

/// Tokens that are shown: all that somebody can have.
const MOST_TOKENS: u64 = MOST_NAMED + MOST_SESSIONS;

#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /settings`.
pub async fn index(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(Done { done }): Query<Done>,
) -> Result<Response> {
    let said = Said { done: sentence_for(&done), ..Said::default() };
    show(&app, &signed_in, said).await
}

/// The sentence for what a form has just done.
fn sentence_for(done: &str) -> Option<&'static str> {
    match done {
        "profile" | "preferences" | "notifications" => Some("saved"),
        "avatar" => Some("avatar-saved"),
        "no-avatar" => Some("avatar-removed"),
        "password" => Some("password-changed"),
        "session" => Some("session-ended"),
        "sessions" => Some("sessions-ended"),
        "token" => Some("token-revoked"),
        "token-before" => Some("token-before"),
        "unlinked" => Some("telegram-unlinked"),
        "test-sent" => Some("telegram-test-sent"),
        "test-blocked" => Some("telegram-test-blocked"),
        "test-failed" => Some("telegram-test-failed"),
        _ => None,
    }
}

/// A form's own address, opened as a page: back to where the form is.
pub async fn form() -> Response {
    see_other(paths::SETTINGS)
}

/// `POST /settings/profile`: another e-mail asks for the password.
pub async fn profile(
    State(app): State<App>,
    signed_in: SignedIn,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    match change_profile(&app, &signed_in, &session, &fields).await? {
        Saved::Done => Ok(see_other(&paths::settings_done("profile", "profile"))),
        Saved::Refused(problems) => {
            refuse(&app, &signed_in, &fields, Form::Profile, problems).await
        }
    }
}

/// What came of a form.
enum Saved {
    Done,
    Refused(Problems),
}

async fn change_profile(
    app: &App,
    signed_in: &SignedIn,
    session: &Session,
    fields: &Fields,
) -> Result<Saved> {
    let new = match Profile::read(fields) {
        Ok(new) => new.beyond(&signed_in.user),
        Err(problems) => return Ok(Saved::Refused(problems)),
    };
    let confirmed = match new.email {
        None => None,
        Some(_) => match confirmed::ask(app, signed_in, session, fields).await? {
            Asked::Given(confirmed) => Some(confirmed),
            Asked::Refused(problem) => return Ok(Saved::Refused(problem.into())),
        },
    };
    Ok(match app.users.change_profile(&signed_in.user, new, confirmed.as_ref()).await? {
        ProfileChange::Done => Saved::Done,
        ProfileChange::Refused(problem) => Saved::Refused(problem.into()),
    })
}

/// `POST /settings/preferences`.
pub async fn preferences(
    State(app): State<App>,
    signed_in: SignedIn,
    fields: Fields,
) -> Result<Response> {
    match Preferences::read(&fields) {
        Ok(new) => {
            app.users.change_preferences(&signed_in.user, new).await?;
            Ok(see_other(&paths::settings_done("preferences", "preferences")))
        }
        Err(problems) => refuse(&app, &signed_in, &fields, Form::Other, problems).await,
    }
}

/// `POST /settings/notifications`.
pub async fn notifications(
    State(app): State<App>,
    signed_in: SignedIn,
    fields: Fields,
) -> Result<Response> {
    match NoticeSettings::read(&fields, &signed_in.user) {
        Ok(new) => {
            app.notifications.change_settings(signed_in.user.id, &new).await?;
            Ok(see_other(&paths::settings_done("notifications", "telegram")))
        }
        Err(problems) => refuse(&app, &signed_in, &fields, Form::Other, problems).await,
    }
}

/// `POST /settings/password`: ends all other sessions, and the link to a chat
/// that was not said to be known. A form that comes twice brings a session id
/// that the first has renewed, or a password that was the current one.
pub async fn password(
    State(app): State<App>,
    signed_in: Result<SignedIn>,
    visit: Visit,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    let attempt = Attempt::read(Aim::ChangePassword, &fields, &[]);
    if let Some(user) = changed_by(&app, &attempt, &fields).await? {
        return answer_again(&app, signed_in.ok(), &user, &visit, &session).await;
    }
    match change_password(&app, signed_in?, &session, &fields, &attempt).await {
        Err(Error::SignInRequired) => match changed_by(&app, &attempt, &fields).await? {
            Some(user) => answer_again(&app, None, &user, &visit, &session).await,
            None => Err(Error::SignInRequired),
        },
        answer => answer,
    }
}

/// As the first was answered. Who knows the new password could sign in, and is:
/// the answer with the renewed session may not have arrived.
async fn answer_again(
    app: &App,
    signed_in: Option<SignedIn>,
    user: &user::Model,
    visit: &Visit,
    session: &Session,
) -> Result<Response> {
    if signed_in.is_none_or(|one| one.user.id != user.id) {
        // What it holds goes on under another id, perhaps in other tabs.
        session.clear().await;
        SignIn::begin(session, user, visit, &app.announcer).await?;
    }
    Ok(see_other(&paths::settings_done("password", "password")))
}

async fn change_password(
    app: &App,
    signed_in: SignedIn,
    session: &Session,
    fields: &Fields,
    attempt: &Attempt,
) -> Result<Response> {
    match set_password(app, &signed_in, session, fields, attempt).await? {
        Saved::Done => Ok(see_other(&paths::settings_done("password", "password"))),
        Saved::Refused(problems) => refuse(app, &signed_in, fields, Form::Password, problems).await,
    }
}

/// However lately the current one was given, it is asked for.
async fn set_password(
    app: &App,
    signed_in: &SignedIn,
    session: &Session,
    fields: &Fields,
    attempt: &Attempt,
) -> Result<Saved> {
    let mut problems = Problems::default();
    let current = problems.keep(confirmed::typed(fields));
    let new = problems.keep(NewPassword::read(fields, &signed_in.user, app.place()));
    let (current, new) = match problems.or((current, new)) {
        Ok(passwords) => passwords,
        Err(problems) => return Ok(Saved::Refused(problems)),
    };
    let confirmed = match confirmed::by(app, signed_in, session, current).await? {
        Asked::Given(confirmed) => confirmed,
        Asked::Refused(problem) => return Ok(Saved::Refused(problem.into())),
    };
    let sign_in = SignIn::required(session).await?;
    let changed = app.users.change_password(&confirmed, new, attempt).await?;
    let PasswordChanged { epoch, ended_chat } = changed;
    if let Some(chat) = ended_chat {
        bot_replies::tell_ended(app, chat, signed_in.words, &signed_in.user.username).await;
    }
    sign_in.renew(session, epoch, &app.announcer).await?;
    Ok(Saved::Done)
}

/// `POST /settings/sessions/revoke`: one session by its name, or `others`.
pub async fn revoke(
    State(app): State<App>,
    signed_in: SignedIn,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    let named = fields.text("session").map_err(|_| Error::NotFound)?;
    if named == "others" {
        let sign_in = SignIn::required(&session).await?;
        let epoch =
            app.sessions.end_others(&signed_in.user, Proof::Session(signed_in.session)).await?;
        sign_in.renew(&session, epoch, &app.announcer).await?;
        return Ok(see_other(&paths::settings_done("sessions", "sessions")));
    }
    let name = Uuid::try_parse(named).map_err(|_| Error::NotFound)?;
    let about = [signed_in.user.id, name].map(|id| id.to_string());
    let attempt = Attempt::read(Aim::EndSession, &fields, &about.each_ref().map(String::as_str));
    app.sessions.end_once(signed_in.user.id, name, &attempt).await?;
    if name == signed_in.session {
        session.flush().await?;
        return Ok(see_other(paths::LOGIN));
    }
    Ok(see_other(&paths::settings_done("session", "sessions")))
}

/// 422: the page with what was typed in this form and the sentences beside it.
pub async fn refuse(
    app: &App,
    signed_in: &SignedIn,
    fields: &Fields,
    form: Form,
    problems: impl Into<Problems>,
) -> Result<Response> {
    let problems = problems.into();
    let refused = Refused { status: status_of(&problems), form, fields, problems };
    show(app, signed_in, Said { refused: Some(refused), ..Said::default() }).await
}

/// The page with the sentence beside the picture.
pub(super) async fn refuse_avatar(
    app: &App,
    signed_in: &SignedIn,
    RefusedAvatar { status, problem }: RefusedAvatar,
) -> Result<Response> {
    let fields = &Fields::default();
    let refused = Refused { status, form: Form::Avatar, fields, problems: problem.into() };
    show(app, signed_in, Said { refused: Some(refused), ..Said::default() }).await
}

/// The page with the secret of a token that was just made.
pub async fn show_token(app: &App, signed_in: &SignedIn, secret: String) -> Result<Response> {
    show(app, signed_in, Said { secret: Some(secret), ..Said::default() }).await
}

/// What the page says about the form that was just sent.
#[derive(Default)]
struct Said<'f> {
    refused: Option<Refused<'f>>,
    /// A sentence of the catalogue.
    done: Option<&'static str>,
    secret: Option<String>,
}

struct Refused<'f> {
    status: StatusCode,
    form: Form,
    fields: &'f Fields,
    problems: Problems,
}

async fn devices(app: &App, signed_in: &SignedIn) -> Result<Vec<DeviceView>> {
    let (user, clock) = (&signed_in.user, &signed_in.clock);
    let sessions = SessionRepository::of(&app.database)
        .of_user(user.id, clock.now(), lifetime::MOST_SESSIONS)
        .await?;
    let mut devices: Vec<DeviceView> =
        sessions.iter().map(|row| DeviceView::new(row, signed_in.session, clock)).collect();
    devices.sort_by_key(|device| !device.is_this);
    Ok(devices)
}

async fn tokens(app: &App, signed_in: &SignedIn) -> Result<Vec<TokenView>> {
    let (user, clock) = (&signed_in.user, &signed_in.clock);
    let tokens =
        TokenRepository::of(&app.database).of_user(user.id, clock.now(), MOST_TOKENS).await?;
    Ok(tokens.iter().map(|row| TokenView::new(row, clock)).collect())
}

async fn show(app: &App, signed_in: &SignedIn, said: Said<'_>) -> Result<Response> {
    let (user, clock) = (&signed_in.user, &signed_in.clock);
    let link = LinkRepository::of(&app.database).of_user(user.id).await?;
    let untouched = Fields::default();
    let (status, form, fields, problems) = match said.refused {
        Some(refused) => (refused.status, Some(refused.form), refused.fields, refused.problems),
        None => (StatusCode::OK, None, &untouched, Problems::default()),
    };
    let page = SettingsPage {
        chrome: Chrome::of(signed_in, &app.assets),
        nav: SettingsNav::new(app, user, false),
        username: user.username.clone(),
        avatar: AvatarView::of(&user.username, &user.display_name, user.avatar_id),
        values: Values::of(user).typed(fields),
        problems,
        refused: form,
        is_confirmed: signed_in.is_confirmed(),
        done: said.done,
        devices: devices(app, signed_in).await?,
        chat: link.as_ref().map(|link| KnownChat::asked(link, fields)),
        link: LinkView::of(app, link.as_ref(), clock),
        tokens: tokens(app, signed_in).await?,
        new_token: NewTokenForm::new((form == Some(Form::Token)).then_some(fields)),
        secret: said.secret,
        keeps_tokens: fields.text("keep_tokens") == Ok("1"),
    };
    html(status, &page)
}
