//! Tokens as their owner's programs read them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{api::Moment, entity::token};

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenView<'t> {
    id: Uuid,
    name: &'t str,
    scopes: Vec<&'t str>,
    /// Made by signing in, not in the settings.
    session: bool,
    created_at: Moment,
    /// None means it does not end by itself.
    expires_at: Option<Moment>,
    /// Exact to five minutes.
    last_used_at: Option<Moment>,
    last_address: Option<&'t str>,
    user_agent: &'t str,
    /// This request comes with it.
    current: bool,
}

impl<'t> TokenView<'t> {
    pub fn new(token: &'t token::Model, current: Uuid) -> Self {
        Self {
            id: token.id,
            name: &token.name,
            scopes: token.scopes.split(' ').collect(),
            session: token.is_session,
            created_at: Moment(token.created_at),
            expires_at: token.expires_at.map(Moment),
            last_used_at: token.last_used_at.map(Moment),
            last_address: token.last_address.as_deref(),
            user_agent: &token.user_agent,
            current: token.id == current,
        }
    }
}

/// The tokens of a user, the last used first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tokens)]
pub struct TokensView<'t> {
    pub tokens: Vec<TokenView<'t>>,
}

/// A new token, with its secret: nobody can be told it again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewToken)]
pub struct NewTokenView<'t> {
    /// Send it with every request: `Authorization: Bearer nat_…`.
    pub secret: String,
    #[serde(flatten)]
    pub token: TokenView<'t>,
}
