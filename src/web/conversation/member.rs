//! A member at a page of one of their conversations.

use std::ops::Deref;

use axum::{
    extract::{FromRef, FromRequestParts, Path},
    http::request::Parts,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    conversation::Member,
    error::{Error, Result},
    web::session::SignedIn,
};

/// What the route names; further places in it are the handler's business.
#[derive(Deserialize)]
struct Named {
    id: String,
}

/// The visitor is a member of the conversation that the route names. For
/// strangers it does not exist.
#[derive(Debug, Clone)]
pub struct MemberVisit {
    pub signed_in: SignedIn,
    member: Member,
}

impl MemberVisit {
    pub async fn find(app: &App, signed_in: SignedIn, id: Uuid) -> Result<Self> {
        let member = Member::find(&app.database, signed_in.actor(), id).await?;
        Ok(Self { signed_in, member })
    }

    /// The same once a body is there that may have taken a quarter of an hour: who was
    /// signed out or removed meanwhile is shown nothing.
    pub async fn again(&self, app: &App) -> Result<Self> {
        self.signed_in.again(app).await?;
        Self::find(app, self.signed_in.clone(), self.member.conversation.id).await
    }
}

impl Deref for MemberVisit {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.member
    }
}

impl<S> FromRequestParts<S> for MemberVisit
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let app = App::from_ref(state);
        let named = Path::<Named>::from_request_parts(parts, state).await.ok();
        let id = named.and_then(|Path(named)| Uuid::try_parse(&named.id).ok());
        if let Some(signed_in) = parts.extensions.get::<SignedIn>().cloned() {
            return Self::find(&app, signed_in, id.ok_or(Error::NotFound)?).await;
        }
        let found = SignedIn::find(parts, &app, id).await?;
        let (signed_in, conversation) = found.ok_or(Error::SignInRequired)?;
        let conversation = conversation.ok_or(Error::NotFound)?;
        let member = Member { actor: signed_in.actor(), conversation };
        Ok(Self { signed_in, member })
    }
}
