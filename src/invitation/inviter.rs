//! The proof that somebody may invite.

use uuid::Uuid;

use crate::{
    entity::{invitation, user},
    error::{Error, Result},
    user::Role,
};

/// May make and revoke invitations; the owner those of everybody.
#[derive(Debug, Clone, Copy)]
pub struct Inviter {
    pub user_id: Uuid,
    role: Role,
}

impl Inviter {
    /// None for who may not.
    pub fn of(user: &user::Model) -> Option<Self> {
        let role = Role::of(&user.role);
        role.may_invite().then_some(Self { user_id: user.id, role })
    }

    pub fn is_owner(self) -> bool {
        self.role == Role::Owner
    }

    /// The invitation, if there is one and it is not somebody else's; the owner
    /// sees all.
    pub fn sees(self, found: Option<invitation::Model>) -> Result<invitation::Model> {
        let is_visible = |one: &invitation::Model| self.is_owner() || one.author_id == self.user_id;
        found.filter(is_visible).ok_or(Error::NotFound)
    }
}
