//! Groups and their members as pages show them.

use askama::Template;
use uuid::Uuid;

use crate::{
    group::{FoundGroup, GroupMember, Role},
    language::Words,
    presence::{Presence, States},
    web::{presence::views::MarkView, session::SignedIn, user::AvatarView},
};

/// How many there are, and how many of them are here where that is known.
#[derive(Template)]
#[template(path = "fragments/here.html")]
pub struct HereView {
    pub words: Words,
    pub members: i64,
    pub here: Option<i64>,
}

/// A group that was found.
pub struct FoundGroupView {
    pub id: Uuid,
    pub title: String,
    pub avatar: AvatarView,
    pub members: i64,
    pub is_member: bool,
}

impl FoundGroupView {
    pub fn new(group: &FoundGroup) -> Self {
        Self {
            id: group.id,
            avatar: AvatarView::of_group(&group.id, &group.title, group.avatar_id),
            title: group.title.clone(),
            members: group.members,
            is_member: group.is_member,
        }
    }
}

/// A member, and what the reader may do about them.
pub(super) struct MemberView {
    pub username: String,
    pub name: String,
    pub avatar: AvatarView,
    pub mark: MarkView,
    pub is_reader: bool,
    /// The word for a role that not everybody has.
    pub role_word: Option<&'static str>,
    pub is_admin: bool,
    pub can_remove: bool,
    /// Make them an admin or no admin any more, or hand the group over.
    pub can_promote: bool,
}

impl MemberView {
    pub fn new(member: &GroupMember, own: Role, states: &States, signed_in: &SignedIn) -> Self {
        let is_reader = member.id == signed_in.user.id;
        let presence = presence(member, states);
        Self {
            avatar: AvatarView::of(&member.username, &member.display_name, member.avatar_id),
            mark: MarkView::new(&member.username, presence, signed_in.words),
            username: member.username.clone(),
            name: member.display_name.clone(),
            is_reader,
            role_word: role_word(member.role),
            is_admin: member.role == Role::Admin,
            can_remove: own.removes(member.role),
            can_promote: own == Role::Owner && !is_reader,
        }
    }
}

/// What others see of a member: who hides it is offline.
pub(super) fn presence(member: &GroupMember, states: &States) -> Presence {
    if member.shows_presence { states.of(member.id) } else { Presence::Offline }
}

fn role_word(role: Role) -> Option<&'static str> {
    match role {
        Role::Owner => Some("role-owner"),
        Role::Admin => Some("role-admin"),
        Role::Member => None,
    }
}
