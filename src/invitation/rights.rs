//! The proofs that somebody may invite. For everybody else these pages do not
//! exist.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};

use crate::{
    app::App,
    entity::invitation,
    error::{Error, Result},
    session::SignedIn,
    user::Role,
};

/// The visitor may make and revoke invitations.
#[derive(Debug, Clone)]
pub struct Inviter {
    pub signed_in: SignedIn,
    pub role: Role,
}

/// The visitor owns the server: sees all invitations and names inviters.
#[derive(Debug, Clone)]
pub struct Owner(pub Inviter);

impl Inviter {
    pub fn is_owner(&self) -> bool {
        self.role == Role::Owner
    }

    /// The invitation, if there is one and it is not somebody else's; the owner
    /// sees all.
    pub fn sees(&self, found: Option<invitation::Model>) -> Result<invitation::Model> {
        let is_visible =
            |one: &invitation::Model| self.is_owner() || one.author_id == self.signed_in.user.id;
        found.filter(is_visible).ok_or(Error::NotFound)
    }
}

impl<S> FromRequestParts<S> for Inviter
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        let role = Role::of(&signed_in.user.role);
        role.may_invite().then_some(Self { signed_in, role }).ok_or(Error::NotFound)
    }
}

impl<S> FromRequestParts<S> for Owner
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let inviter = Inviter::from_request_parts(parts, state).await?;
        inviter.is_owner().then_some(Self(inviter)).ok_or(Error::NotFound)
    }
}
