//! Invitations as programs read them.

use serde::Serialize;
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::Moment,
    entity::{invitation, user},
    invitation::Listed,
    paths,
};

/// A link that lets somebody make an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationView {
    id: Uuid,
    code: String,
    /// Where the invited person begins.
    url: String,
    /// The display name of who made it; none for one that was just made.
    author: Option<String>,
    created_at: Moment,
    expires_at: Option<Moment>,
    /// How many people it lets in; none means any number.
    most_uses: Option<i32>,
    uses: i32,
}

impl InvitationView {
    pub fn listed(listed: &Listed, public_url: &Url) -> Self {
        Self {
            id: listed.id,
            code: listed.code.clone(),
            url: link(public_url, &listed.code),
            author: Some(listed.author.clone()),
            created_at: Moment(listed.created_at),
            expires_at: listed.expires_at.map(Moment),
            most_uses: listed.most_uses,
            uses: listed.uses,
        }
    }

    pub fn made(row: &invitation::Model, public_url: &Url) -> Self {
        Self {
            id: row.id,
            code: row.code.clone(),
            url: link(public_url, &row.code),
            author: None,
            created_at: Moment(row.created_at),
            expires_at: row.expires_at.map(Moment),
            most_uses: row.most_uses,
            uses: row.uses,
        }
    }
}

fn link(public_url: &Url, code: &str) -> String {
    paths::absolute(public_url, &paths::register_with(code)).into()
}

/// Invitations that still let somebody in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invitations)]
pub struct InvitationsView {
    pub invitations: Vec<InvitationView>,
}

/// Somebody who may invite.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Inviter)]
pub struct InviterView<'u> {
    username: &'u str,
    display_name: &'u str,
}

impl<'u> InviterView<'u> {
    pub fn new(user: &'u user::Model) -> Self {
        Self { username: &user.username, display_name: &user.display_name }
    }
}

/// Who may invite beside the owner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Inviters)]
pub struct InvitersView<'u> {
    pub inviters: Vec<InviterView<'u>>,
}
