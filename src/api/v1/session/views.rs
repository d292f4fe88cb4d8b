//! Who is signed in, as programs read it.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{Moment, v1::user::views::MeView},
    entity::{session, token, user},
    session::Device,
};

/// A token that was just made, with its secret: nobody can be told it again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionView<'u> {
    /// Send it with every request: `Authorization: Bearer nat_…`.
    token: String,
    token_id: Uuid,
    scopes: Vec<String>,
    expires_at: Option<Moment>,
    user: MeView<'u>,
    /// With whoever has invited a new user.
    conversation_id: Option<Uuid>,
}

impl<'u> SessionView<'u> {
    pub fn new(
        secret: String,
        token: &token::Model,
        user: &'u user::Model,
        conversation_id: Option<Uuid>,
    ) -> Self {
        Self {
            token: secret,
            token_id: token.id,
            scopes: token.scopes.split(' ').map(str::to_owned).collect(),
            expires_at: token.expires_at.map(Moment),
            user: MeView::new(user),
            conversation_id,
        }
    }
}

/// A browser that its owner has signed in with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Device)]
pub struct DeviceView {
    id: Uuid,
    /// `Firefox`, where it can be told.
    browser: Option<&'static str>,
    /// `Linux`, where it can be told.
    system: Option<&'static str>,
    signed_in_at: Moment,
    last_used_at: Moment,
}

impl DeviceView {
    pub fn new(row: &session::Model) -> Self {
        let Device { browser, system } = Device::of(&row.user_agent);
        Self {
            id: row.name,
            browser,
            system,
            signed_in_at: Moment(row.signed_in_at),
            last_used_at: Moment(row.last_used_at),
        }
    }
}

/// The browsers of a user.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Devices)]
pub struct DevicesView {
    pub sessions: Vec<DeviceView>,
}
