//! The proofs that somebody may invite. For everybody else these pages do not
//! exist.

use std::ops::Deref;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};

use crate::{
    app::App,
    error::{Error, Result},
    invitation::Inviter,
    web::session::SignedIn,
};

/// The visitor may make and revoke invitations.
#[derive(Debug, Clone)]
pub struct InviterVisit {
    pub signed_in: SignedIn,
    inviter: Inviter,
}

/// The visitor owns the server: sees all invitations and names inviters.
#[derive(Debug, Clone)]
pub struct Owner(pub InviterVisit);

impl Deref for InviterVisit {
    type Target = Inviter;

    fn deref(&self) -> &Inviter {
        &self.inviter
    }
}

impl<S> FromRequestParts<S> for InviterVisit
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        let inviter = Inviter::of(&signed_in.user).ok_or(Error::NotFound)?;
        Ok(Self { signed_in, inviter })
    }
}

impl<S> FromRequestParts<S> for Owner
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let inviter = InviterVisit::from_request_parts(parts, state).await?;
        inviter.is_owner().then_some(Self(inviter)).ok_or(Error::NotFound)
    }
}
