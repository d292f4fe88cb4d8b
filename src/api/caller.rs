//! Who asks, and the conversation and the message that the address names.

use std::ops::Deref;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use super::problem::{Fault, Result};
use crate::{
    conversation::{Conversation, Member},
    entity::{token, user},
    error::Error,
    store::Era,
    token::Scopes,
    user::{Actor, Proof},
};

/// A program with a token that may do what it asks for. Only the gate makes one.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    pub token: token::Model,
}

impl Caller {
    pub fn user(&self) -> &user::Model {
        &self.actor.user
    }

    /// What its token may.
    pub fn may(&self, scopes: Scopes) -> bool {
        Scopes::parse(&self.token.scopes).is_some_and(|own| own.cover(scopes))
    }

    pub fn id(&self) -> Uuid {
        self.actor.user.id
    }

    pub fn proof(&self) -> Proof {
        self.actor.proof
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or(Fault::NoToken(false))
    }
}

/// What the gate has found with the token: the conversation that the address names,
/// unless there is none for its user, and the era.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub conversation: Option<Conversation>,
    pub era: Era,
}

/// The caller is a member of the conversation that the address names. For
/// strangers it does not exist.
#[derive(Debug)]
pub struct CallerMember {
    member: Member,
    /// When the request came.
    pub era: Era,
}

impl Deref for CallerMember {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.member
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CallerMember {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Caller { actor, .. } = Caller::from_request_parts(parts, state).await?;
        let found = parts.extensions.remove().ok_or(Error::NotFound)?;
        let Found { conversation, era } = found;
        let conversation = conversation.ok_or(Error::NotFound)?;
        Ok(Self { member: Member { actor, conversation }, era })
    }
}

/// The number of the message that the address names.
#[derive(Debug, Clone, Copy)]
pub struct Seq(pub i64);

#[derive(Deserialize)]
struct Numbered {
    seq: i64,
}

impl<S: Send + Sync> FromRequestParts<S> for Seq {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Numbered { seq } = named(parts, state).await?;
        Ok(Self(seq))
    }
}

/// The only thing that the address names.
#[derive(Debug)]
pub struct Named<T>(pub T);

impl<T, S> FromRequestParts<S> for Named<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        named(parts, state).await.map(Self)
    }
}

/// What the address names; what cannot be a name is not found.
async fn named<T, S>(parts: &mut Parts, state: &S) -> Result<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    let Path(named) =
        Path::<T>::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
    Ok(named)
}
