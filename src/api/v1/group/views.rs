//! Groups and their members as programs read of them.

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{Moment, v1::file::views::avatar_path},
    group::{FoundGroup, GroupMember, Role},
    paths,
    presence::{Presence, States},
};

/// What who joins a group may see: `all` that was said, or what is said from `joining` on.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[schema(as = GroupHistory)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum History {
    #[default]
    All,
    Joining,
}

impl History {
    pub fn of(shows_history: bool) -> Self {
        if shows_history { Self::All } else { Self::Joining }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Joining => "joining",
        }
    }
}

/// By way of a text: serde takes what is none for broken JSON otherwise.
impl TryFrom<String> for History {
    type Error = &'static str;

    fn try_from(sent: String) -> Result<Self, Self::Error> {
        let mut known = [Self::All, Self::Joining].into_iter();
        known.find(|one| one.as_str() == sent).ok_or("no such history")
    }
}

/// What a member may do.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[schema(as = GroupRole)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum RoleName {
    Owner,
    Admin,
    Member,
}

impl TryFrom<String> for RoleName {
    type Error = &'static str;

    fn try_from(sent: String) -> Result<Self, Self::Error> {
        Role::parse(&sent).map(Self::from).ok_or("no such role")
    }
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Admin => Self::Admin,
            RoleName::Member => Self::Member,
        }
    }
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Admin => Self::Admin,
            Role::Member => Self::Member,
        }
    }
}

/// A group that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundGroup)]
pub struct FoundGroupView<'g> {
    id: Uuid,
    title: &'g str,
    /// Where its picture is, asked with the same token; none when it has none.
    avatar: Option<String>,
    /// How many are in it.
    members: i64,
    /// Whether one is in it; else one may join.
    member: bool,
}

impl<'g> FoundGroupView<'g> {
    fn new(group: &'g FoundGroup) -> Self {
        Self {
            id: group.id,
            title: &group.title,
            avatar: avatar_path(group.avatar_id),
            members: group.members,
            member: group.is_member,
        }
    }
}

/// Several groups.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Groups)]
pub struct GroupsView<'g> {
    groups: Vec<FoundGroupView<'g>>,
}

impl<'g> GroupsView<'g> {
    pub fn new(found: &'g [FoundGroup]) -> Self {
        Self { groups: found.iter().map(FoundGroupView::new).collect() }
    }
}

/// Somebody in a group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupMember)]
pub struct MemberView<'g> {
    username: &'g str,
    display_name: &'g str,
    /// Where their picture is, asked with the same token; none when they have chosen none.
    avatar: Option<String>,
    role: RoleName,
    joined_at: Moment,
    /// `online`, `away` or `offline`.
    #[schema(examples("online"))]
    presence: &'static str,
}

impl<'g> MemberView<'g> {
    fn new(member: &'g GroupMember, states: &States) -> Self {
        let presence = match member.shows_presence {
            true => states.of(member.id),
            false => Presence::Offline,
        };
        Self {
            username: &member.username,
            display_name: &member.display_name,
            avatar: avatar_path(member.avatar_id),
            role: member.role.into(),
            joined_at: Moment(member.joined_at),
            presence: presence.as_str(),
        }
    }
}

/// Who is in a group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupMembers)]
pub struct MembersView<'g> {
    members: Vec<MemberView<'g>>,
}

impl<'g> MembersView<'g> {
    pub fn new(members: &'g [GroupMember], states: &States) -> Self {
        Self { members: members.iter().map(|one| MemberView::new(one, states)).collect() }
    }
}

/// A link by which anybody may join.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupLink)]
pub struct LinkView {
    /// For `POST /groups/join`.
    token: String,
    /// For people.
    url: String,
}

impl LinkView {
    pub fn new(token: String, public_url: &Url) -> Self {
        let url = paths::absolute(public_url, &paths::join(&token)).into();
        Self { token, url }
    }
}
