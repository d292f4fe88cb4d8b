//! `/settings`: one page, and a form each for what can be changed on it.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    SettingsNav,
    views::{DeviceView, SettingsPage, Values},
};
use crate::{
    app::App,
    attempt::{Aim, Attempt},
    entity::user,
    error::{Error, Result},
    limits::Limit,
    link::views::LinkView,
    notification::NoticeSettings,
    problem::{Problem, Problems},
    session::{SignIn, SignedIn},
    user::{Preferences, Profile, new_password},
    web::{Chrome, Visit, form::Fields, html, paths, see_other, status_of},
};

/// Devices that are listed, the last used first; *all others* ends the rest.
const MOST_DEVICES: u64 = 50;

/// `GET /settings`.
pub async fn index(
    State(app): State<App>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let fields = Fields::of_query(query.as_deref().unwrap_or_default());
    let done = done(&fields.typed("done"));
    show(&app, &signed_in, Values::of(&signed_in.user), Problems::default(), done).await
}

/// The sentence for what a form has just done.
fn done(what: &str) -> Option<&'static str> {
    match what {
        "profile" | "preferences" | "notifications" => Some("saved"),
        "password" => Some("password-changed"),
        "session" => Some("session-ended"),
        "sessions" => Some("sessions-ended"),
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

/// `POST /settings/profile`.
pub async fn profile(
    State(app): State<App>,
    signed_in: SignedIn,
    fields: Fields,
) -> Result<Response> {
    if fields.has("email") {
        // Whether an e-mail is taken tells whether its owner is here.
        app.limits.take(Limit::Search, &signed_in.user.id.to_string()).await?;
    }
    let changed = match Profile::read(&fields) {
        Ok(new) => app.users.change_profile(&signed_in.user, new).await?.map_err(Problems::from),
        Err(problems) => Err(problems),
    };
    match changed {
        Ok(()) => Ok(see_other(&paths::settings_done("profile", "profile"))),
        Err(problems) => refuse(&app, &signed_in, &fields, problems).await,
    }
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
        Err(problems) => refuse(&app, &signed_in, &fields, problems).await,
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
        Err(problems) => refuse(&app, &signed_in, &fields, problems).await,
    }
}

/// `POST /settings/password`: ends all other sessions. A form that comes twice
/// brings a session id that the first has renewed, or a password that was the
/// current one.
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

/// Whose password this attempt has changed already.
async fn changed_by(app: &App, attempt: &Attempt, fields: &Fields) -> Result<Option<user::Model>> {
    match fields.text("password").and_then(new_password) {
        Ok(new) => app.users.set_by(attempt, &new).await,
        Err(_) => Ok(None),
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
        SignIn::begin(session, user, visit, &app.hub).await?;
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
    let passwords = match read_passwords(fields) {
        Ok(passwords) => passwords,
        Err(problems) => return refuse(app, &signed_in, fields, problems).await,
    };
    let kept = signed_in.session;
    match app.users.change_password(&signed_in.user, passwords, kept, attempt).await? {
        Ok(epoch) => {
            SignIn::renew(session, epoch, &app.hub).await?;
            Ok(see_other(&paths::settings_done("password", "password")))
        }
        Err(problem) => refuse(app, &signed_in, fields, problem.into()).await,
    }
}

/// The current and the new one; the current one can be no longer than any.
fn read_passwords(fields: &Fields) -> Result<(String, String), Problems> {
    let mut problems = Problems::default();
    let current = fields.text("current_password").ok().filter(|typed| typed.chars().count() <= 128);
    let current = current
        .map(str::to_owned)
        .ok_or(Problem { field: "current_password", sentence: "problem-current-password" });
    let current = problems.keep(current);
    let new = problems.keep(fields.text("password").and_then(new_password));
    problems.or((current, new))
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
        let epoch = app.sessions.end_others(&signed_in.user, signed_in.session).await?;
        SignIn::renew(&session, epoch, &app.hub).await?;
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

/// 422: the page with what was typed and the sentences beside it.
async fn refuse(
    app: &App,
    signed_in: &SignedIn,
    fields: &Fields,
    problems: Problems,
) -> Result<Response> {
    show(app, signed_in, Values::of(&signed_in.user).typed(fields), problems, None).await
}

async fn show(
    app: &App,
    signed_in: &SignedIn,
    values: Values,
    problems: Problems,
    done: Option<&'static str>,
) -> Result<Response> {
    let status = status_of(&problems);
    let (user, clock) = (&signed_in.user, &signed_in.clock);
    let now = jiff::Timestamp::now().as_microsecond();
    let sessions = app.database.sessions().of_user(user.id, now, MOST_DEVICES).await?;
    let mut devices: Vec<DeviceView> =
        sessions.iter().map(|row| DeviceView::new(row, signed_in.session, clock)).collect();
    devices.sort_by_key(|device| !device.is_this);
    let link = match &app.telegram {
        Some(_) => app.database.links().of_user(user.id).await?,
        None => None,
    };
    let page = SettingsPage {
        chrome: Chrome::of(signed_in, &app.assets),
        nav: SettingsNav::new(app, user, false),
        username: user.username.clone(),
        values,
        problems,
        done,
        devices,
        link: LinkView::of(app, link.as_ref(), clock),
    };
    html(status, &page)
}
