//! The first version. What it promises is only added to.

pub mod conversation;
pub mod emoji;
pub mod file;
pub mod group;
pub mod invitation;
pub mod link;
pub mod message;
pub mod person;
mod presence;
pub mod search;
pub mod session;
pub mod stream;
pub mod token;
pub mod user;

use axum::{Router, middleware::from_fn_with_state, routing::MethodRouter};
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    document::{self, Asks},
    gate::{self, Gate},
};
use crate::{app::App, error::Error, limits::Limit, paths, token::Scope};

const EVENTS: &str = "/events";
const FILES: [&str; 2] = ["/files/{id}/{name}", "/conversations/{id}/files"];

/// Every route of this version, and the document that describes them.
pub fn router(app: &App) -> (Router<App>, OpenApi) {
    let gate = |scope, limit| Gate { app: app.clone(), scope, limit };
    let (read, write, admin) = (Some(Scope::Read), Some(Scope::Write), Some(Scope::Admin));
    let parts = [
        (following(), Some(gate(read, None))),
        (strangers(), None),
        (leaving(), Some(gate(None, None))),
        (reading(), Some(gate(read, None))),
        (fetching(), Some(gate(read, None))),
        (uploading(), Some(gate(write, Some(Limit::Writing)))),
        (administered(), Some(gate(admin, None))),
        (limited_apart(), Some(gate(write, None))),
        (keeping_up(), Some(gate(write, Some(Limit::Reading)))),
        (writing(), Some(gate(write, Some(Limit::Writing)))),
        (group::changing(), Some(gate(write, Some(Limit::Writing)))),
        (account(), Some(gate(admin, Some(Limit::Writing)))),
    ];
    let (mut router, mut document) = (Router::new(), document::empty());
    for (part, gate) in parts {
        let (routes, described) = part.split_for_parts();
        let has = |path: &str| described.paths.paths.contains_key(path);
        let (is_stream, are_files) = (has(EVENTS), FILES.into_iter().any(has));
        let (routes, asks) = match gate {
            Some(gate) => {
                let asks = gate.scope.map_or(Asks::Token, Asks::Scope);
                (routes.route_layer(from_fn_with_state(gate, gate::pass)), asks)
            }
            None => (routes, Asks::Nothing),
        };
        document::add(&mut document, described, asks);
        // A stream need not carry a compressor of 6 kB for hours, and files are
        // pressed already.
        let routes = match is_stream || are_files {
            true => routes,
            false => routes.layer(CompressionLayer::new()),
        };
        router = router.merge(routes);
    }
    let nothing = MethodRouter::new().fallback(|| async { Error::NotFound });
    let router = router.fallback_service(nothing.with_state(()));
    (Router::new().nest(paths::API_V1, router), document)
}

/// For who has no token yet.
fn strangers() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(user::handlers::create))
        .routes(routes!(session::handlers::create))
        .routes(routes!(user::handlers::reset_password))
}

/// What a reader stays with.
fn following() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(stream::handlers::show))
}

/// Whatever a token may, it may be given back.
fn leaving() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(session::handlers::destroy_current))
}

fn reading() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(user::handlers::show))
        .routes(routes!(user::handlers::preferences))
        .routes(routes!(user::handlers::notifications))
        .routes(routes!(link::handlers::show))
        .routes(routes!(session::handlers::index))
        .routes(routes!(token::handlers::index))
        .routes(routes!(person::handlers::index))
        .routes(routes!(person::handlers::show))
        .routes(routes!(person::handlers::contacts))
        .routes(routes!(conversation::handlers::index))
        .routes(routes!(conversation::handlers::show))
        .routes(routes!(message::handlers::index))
        .routes(routes!(message::handlers::changes))
        .routes(routes!(message::handlers::pins))
        .routes(routes!(message::handlers::show))
        .routes(routes!(message::handlers::readers))
        .routes(routes!(emoji::handlers::index))
        .routes(routes!(search::handlers::index))
        .routes(routes!(group::handlers::index))
        .routes(routes!(group::members::index))
}

/// Read as they are sent.
fn fetching() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(file::handlers::show))
        .routes(routes!(file::handlers::thumbnail))
        .routes(routes!(file::handlers::avatar))
}

/// Taken in as they come.
fn uploading() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(file::handlers::create))
}

/// With a code somebody gets in, so these are not for every reader.
fn administered() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(invitation::handlers::index))
        .routes(routes!(invitation::handlers::inviters))
}

/// What has a limit of its own.
fn limited_apart() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(message::handlers::create))
        .routes(routes!(message::handlers::forward))
        .routes(routes!(conversation::handlers::typing))
        .routes(routes!(presence::create))
}

/// What a program says by itself, and again when it was refused.
fn keeping_up() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(conversation::handlers::read))
        .routes(routes!(conversation::handlers::draft))
}

fn writing() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(person::handlers::add_contact))
        .routes(routes!(person::handlers::remove_contact))
        .routes(routes!(conversation::handlers::create))
        .routes(routes!(conversation::handlers::unread))
        .routes(routes!(conversation::handlers::mute))
        .routes(routes!(conversation::handlers::level))
        .routes(routes!(conversation::handlers::pinned))
        .routes(routes!(conversation::handlers::archived))
        .routes(routes!(conversation::handlers::clear))
        .routes(routes!(message::handlers::edit))
        .routes(routes!(message::handlers::delete))
        .routes(routes!(message::handlers::hide))
        .routes(routes!(message::handlers::react))
        .routes(routes!(message::handlers::pin))
        .routes(routes!(message::handlers::unpin))
        .routes(routes!(user::handlers::change_preferences))
        .routes(routes!(user::handlers::change_notifications))
}

/// What changes the account, and what its owner administers.
fn account() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(user::handlers::change))
        .routes(routes!(user::handlers::set_avatar, user::handlers::remove_avatar))
        .routes(routes!(user::handlers::change_password))
        .routes(routes!(session::handlers::destroy_others))
        .routes(routes!(session::handlers::destroy))
        .routes(routes!(token::handlers::create))
        .routes(routes!(token::handlers::destroy))
        .routes(routes!(link::handlers::create))
        .routes(routes!(link::handlers::destroy))
        .routes(routes!(link::handlers::test))
        .routes(routes!(invitation::handlers::create))
        .routes(routes!(invitation::handlers::destroy))
        .routes(routes!(invitation::handlers::add_inviter))
        .routes(routes!(invitation::handlers::remove_inviter))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The paths of a router, which shows them to nobody but who debugs, and with
    /// those of its fallback.
    fn paths_of(router: &Router<App>) -> BTreeSet<String> {
        let shown = format!("{router:?}");
        let quoted = shown.split('"').skip(1).step_by(2);
        let paths = quoted.filter(|text| text.starts_with('/'));
        let paths = paths.filter(|path| *path != "/" && !path.contains("__private__axum"));
        paths.map(str::to_owned).collect()
    }

    #[test]
    fn every_route_is_in_the_document() {
        let parts = [
            following(),
            strangers(),
            leaving(),
            reading(),
            fetching(),
            uploading(),
            administered(),
            limited_apart(),
            keeping_up(),
            writing(),
            group::changing(),
            account(),
        ];
        for part in parts {
            let (router, document) = part.split_for_parts();
            let routes = paths_of(&router);
            assert!(!routes.is_empty());
            assert_eq!(routes, document.paths.paths.keys().cloned().collect());
        }
        let beside = OpenApiRouter::new().route("/beside", axum::routing::get(|| async {}));
        let (router, document) = beside.split_for_parts();
        assert!(paths_of(&router).contains("/beside") && document.paths.paths.is_empty());
    }
}
