//! Groups: making one, who is in it, and the ways in and out.

pub mod handlers;
pub mod joining;
pub mod members;
pub mod views;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

/// Whatever is done with groups.
pub fn changing() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::create))
        .routes(routes!(handlers::change))
        .routes(routes!(handlers::delete))
        .routes(routes!(handlers::set_avatar, handlers::remove_avatar))
        .routes(routes!(handlers::leave))
        .routes(routes!(members::add))
        .routes(routes!(members::remove))
        .routes(routes!(members::set_role))
        .routes(routes!(joining::join))
        .routes(routes!(joining::join_by_link))
        .routes(routes!(joining::invite))
        .routes(routes!(joining::revoke))
}
