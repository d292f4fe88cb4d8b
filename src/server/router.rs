//! Every route, in one table.

use std::any::Any;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use super::{access_log, cors, host, run_to_completion, security};
use crate::{
    api::{document, problem, v1},
    app::App,
    error::{Error, StartError},
    paths,
    session::{Sessions, lifetime},
    telegram::webhook,
    web::{
        api_page,
        contact::handlers as contacts,
        conversation::{calendar, find, handlers as conversations, own},
        emoji::handlers as emoji,
        errors,
        file::{avatar, chosen, serving, shared, upload, widgets},
        form,
        group::{
            adding, avatar as group_avatar, joining, link, members, new as groups, roles,
            settings as group_settings,
        },
        handlers,
        invitation::handlers as invitations,
        link::handlers as links,
        message::{actions, forward, handlers as messages, readers},
        password_reset::handlers as password_resets,
        people::handlers as people,
        pieces,
        presence::handlers as presence,
        search::handlers as search,
        session::{cookie, handlers as sessions},
        settings::{avatar as own_avatar, handlers as settings},
        speculation,
        stream::handlers as events,
        token::handlers as tokens,
        user::handlers as users,
        write_limit,
    },
};

/// Largest body of a form.
const MOST_BYTES: usize = 64 * 1024;
/// Largest update of Telegram: a message and the one it answers, both with
/// many marks.
const MOST_UPDATE: usize = 1024 * 1024;

/// The whole application as one service.
pub fn router(app: App) -> Result<Router, StartError> {
    let pages = Router::new()
        .route("/", get(handlers::root))
        .route(paths::API, get(api_page::show))
        .route("/register", get(users::new).post(users::create))
        .route("/login", get(sessions::new).post(sessions::create))
        .route("/logout", post(sessions::destroy))
        .route("/reset/{token}", get(password_resets::new).post(password_resets::create))
        .route("/conversations", get(conversations::index).post(conversations::create))
        .route("/conversations/{id}", get(conversations::show))
        .route("/conversations/{id}/search", get(find::show))
        .route("/conversations/{id}/calendar", get(calendar::show))
        .route("/conversations/{id}/messages", get(messages::index).post(messages::create))
        .route("/conversations/{id}/messages/{seq}", get(actions::show))
        .route("/conversations/{id}/messages/{seq}/actions", get(actions::index))
        .route("/conversations/{id}/messages/{seq}/readers", get(readers::index))
        .route("/conversations/{id}/messages/{seq}/edit", post(actions::edit))
        .route("/conversations/{id}/messages/{seq}/delete", post(actions::delete))
        .route("/conversations/{id}/messages/{seq}/hide", post(actions::hide))
        .route("/conversations/{id}/messages/{seq}/reactions", post(actions::react))
        .route("/conversations/{id}/messages/{seq}/pin", post(actions::pin))
        .route("/conversations/{id}/messages/{seq}/unpin", post(actions::unpin))
        .route(
            "/conversations/{id}/messages/{seq}/forward",
            get(forward::new).post(forward::create),
        )
        .route(
            "/conversations/{id}/forward",
            get(forward::new_several).post(forward::create_several),
        )
        .route("/conversations/{id}/pins", get(actions::pins))
        .route("/conversations/{id}/read", post(conversations::read))
        .route("/conversations/{id}/mute", post(conversations::mute))
        .route("/conversations/{id}/pinned", post(own::pinned))
        .route("/conversations/{id}/archived", post(own::archived))
        .route("/conversations/{id}/draft", post(own::draft))
        .route("/conversations/{id}/clear", post(own::clear))
        .route("/conversations/{id}/unread", post(own::unread))
        .route("/conversations/{id}/typing", post(conversations::typing))
        .route("/conversations/{id}/files", get(shared::index))
        .route("/files/widgets", get(widgets::index))
        .route("/files/{id}", get(chosen::show).post(chosen::change))
        .route("/groups/new", get(groups::new).post(groups::create))
        .route(
            "/conversations/{id}/settings",
            get(group_settings::index).post(group_settings::change),
        )
        .route("/conversations/{id}/members", get(members::index).post(adding::create))
        .route("/conversations/{id}/members/add", get(adding::new))
        .route("/conversations/{id}/members/{username}/remove", post(roles::destroy))
        .route("/conversations/{id}/members/{username}/role", post(roles::set_role))
        .route("/conversations/{id}/join", post(joining::create))
        .route("/conversations/{id}/leave", post(group_settings::leave))
        .route("/conversations/{id}/delete", post(group_settings::delete))
        .route("/conversations/{id}/invitation", post(link::create))
        .route("/conversations/{id}/avatar", post(group_avatar::create))
        .route("/conversations/{id}/avatar/remove", post(group_avatar::destroy))
        .route("/join/{token}", get(link::new).post(link::join))
        .route("/presence", post(presence::create))
        .route(paths::SEARCH, get(search::index))
        .route("/people", get(people::index))
        .route("/people/{username}", get(people::show))
        .route("/emoji", get(emoji::index))
        .route("/emoji/picker", get(emoji::picker))
        .route("/settings", get(settings::index))
        .route("/settings/profile", get(settings::form).post(settings::profile))
        .route("/settings/avatar", get(settings::form).post(own_avatar::create))
        .route("/settings/avatar/remove", get(settings::form).post(own_avatar::destroy))
        .route("/settings/password", get(settings::form).post(settings::password))
        .route("/settings/preferences", get(settings::form).post(settings::preferences))
        .route("/settings/notifications", get(settings::form).post(settings::notifications))
        .route("/settings/telegram", get(links::show))
        .route("/settings/telegram/link", get(settings::form).post(links::create))
        .route("/settings/telegram/unlink", get(settings::form).post(links::destroy))
        .route("/settings/telegram/test", get(settings::form).post(links::test))
        .route("/settings/sessions/revoke", get(settings::form).post(settings::revoke))
        .route("/settings/tokens", get(settings::form).post(tokens::create))
        .route("/settings/tokens/{id}/revoke", get(settings::form).post(tokens::revoke))
        .route("/invitations", get(invitations::index).post(invitations::create))
        .route("/invitations/{id}/revoke", post(invitations::revoke))
        .route("/invitations/{id}/qr.svg", get(invitations::qr))
        .route("/inviters", get(invitations::back).post(invitations::create_inviter))
        .route("/inviters/{username}/remove", post(invitations::destroy_inviter))
        .route("/contacts", get(contacts::index).post(contacts::create))
        .route("/contacts/{username}/remove", post(contacts::destroy))
        .layer(from_fn_with_state(app.clone(), write_limit::slow_down))
        .layer(from_fn(pieces::put_together))
        .layer(CompressionLayer::new())
        .layer(from_fn(form::take_in))
        .layer(from_fn_with_state(app.clone(), speculation::offer));
    // Neither taken in before it is looked at, nor compressed.
    let files = Router::new()
        .route("/conversations/{id}/files", post(upload::create))
        .layer(from_fn_with_state(app.clone(), write_limit::slow_down))
        .route("/files/{id}/{name}", get(serving::show))
        .route("/files/{id}/thumbnail", get(serving::thumbnail))
        .route("/avatars/{id}", get(avatar::show));
    let (programs, document) = v1::router(&app);
    let routes = pages
        .merge(files)
        // Not compressed, so it need not carry a compressor of 6 kB for hours.
        .route("/events", get(events::show))
        .layer(session_layer(&app))
        .layer(from_fn_with_state(app.cookie_name.clone(), cookie::keep))
        .layer(from_fn(security::no_part_of_others))
        .route("/telegram/webhook", post(webhook::create).layer(DefaultBodyLimit::max(MOST_UPDATE)))
        .route(paths::SPECULATION_RULES, get(speculation::rules))
        .route("/own/{file}", get(users::own_stylesheet).layer(CompressionLayer::new()))
        .route(paths::HEALTHZ, get(handlers::healthz))
        .route(paths::READYZ, get(handlers::readyz))
        .fallback(|| async { Error::NotFound });
    let described = get(document::answer(document));
    let mut programs = programs.route(paths::OPENAPI, described.layer(CompressionLayer::new()));
    if !app.config.cors_origins.is_empty() {
        programs = programs.layer(cors::layer(&app.config.cors_origins));
    }
    Ok(routes
        .merge(app.assets.router().layer(CompressionLayer::new()))
        .layer(csrf_layer(&app)?)
        // Beyond that: no browser adds a token by itself for another site.
        .merge(programs)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(app.clone(), host::check))
        .layer(CatchPanicLayer::custom(gave_up))
        .layer(from_fn_with_state(app.clone(), errors::render))
        .layer(from_fn(problem::render))
        .layer(from_fn(security::short_heads))
        .layer(from_fn(security::headers))
        .layer(from_fn(access_log::log))
        .layer(from_fn_with_state(app.clone(), run_to_completion::writes))
        .with_state(app))
}

/// What a panic has said goes to the log by itself, and to nobody else.
fn gave_up(_: Box<dyn Any + Send>) -> Response {
    Error::Internal("a handler gave up".to_owned()).into_response()
}

fn session_layer(app: &App) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(app.session_store.clone())
        .with_name(app.cookie_name.as_str().to_owned())
        // Lax, not Strict: a link in a Telegram message must find its reader signed in.
        .with_same_site(SameSite::Lax)
        .with_secure(app.config.is_https())
        .with_expiry(Expiry::OnInactivity(lifetime::IDLE))
}

/// Refuses writes that another site started; `PUBLIC_URL` is trusted because a
/// proxy may change `Host`.
fn csrf_layer(app: &App) -> Result<CsrfLayer, StartError> {
    let origin = app.config.public_url.origin().ascii_serialization();
    CsrfLayer::new()
        .add_trusted_origin(&origin)
        .map_err(|error| StartError::PublicUrl(error.to_string()))
}
