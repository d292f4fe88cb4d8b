//! `/conversations/{id}/settings` of a group.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    form::GroupFields,
    members::{self, group_of, managed},
    views::{HereView, MemberView},
};
use crate::{
    app::App,
    config::Registration,
    conversation::Group,
    error::Result,
    form::Fields,
    group::{GroupMember, GroupPatch, Role},
    paths,
    problem::Problems,
    user::Role as UserRole,
    web::{
        Chrome, Visit,
        conversation::{MemberVisit, Sidebar},
        done,
        file::avatar::RefusedAvatar,
        html, see_other, status_of,
        user::AvatarView,
    },
};

/// Members that are shown before one asks for all of them.
const FIRST_MEMBERS: usize = 20;

/// A link that was just made.
pub(super) struct LinkView {
    pub address: String,
    /// Safe: made by `qr::picture`.
    pub qr: String,
}

/// What a form has brought about, or what was wrong with it.
#[derive(Default)]
pub(super) struct Outcome {
    /// The form of title and rules as it was typed, and what is wrong with it.
    pub typed: Option<GroupFields>,
    /// What was there when it was typed.
    pub before: Option<GroupFields>,
    pub problems: Problems,
    /// The title that was typed to delete the group, and what is wrong with it.
    pub typed_title: String,
    pub delete_problems: Problems,
    pub new_link: Option<LinkView>,
    /// Why its picture stays as it was.
    pub avatar: Option<RefusedAvatar>,
}

#[derive(Template)]
#[template(path = "pages/group_settings.html")]
struct GroupSettingsPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    id: Uuid,
    title: String,
    description: String,
    avatar: AvatarView,
    avatar_problems: Problems,
    is_open: bool,
    here: HereView,
    members: Vec<MemberView>,
    members_total: i64,
    /// Owner or admin.
    administers: bool,
    owns: bool,
    leave_hint: &'static str,
    group: GroupFields,
    before: GroupFields,
    problems: Problems,
    has_link: bool,
    new_link: Option<LinkView>,
    /// A link can let somebody make an account, too.
    may_invite: bool,
    typed_title: String,
    delete_problems: Problems,
}

/// `GET …/settings`: who is in the group and what it is like, with what the reader
/// may change.
pub async fn index(State(app): State<App>, member: MemberVisit) -> Result<Response> {
    show(&app, &member, Outcome::default()).await
}

/// `POST …/settings`: `title`, `description`, `open`, `history`, those that are sent;
/// with `was_title` and so on, those that are another than these.
pub async fn change(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    managed(&member)?;
    match GroupPatch::read(&fields) {
        Ok(wanted) => {
            app.groups.change(&member, wanted).await?;
            Ok(done(visit, &paths::group_settings(&member.conversation.id)))
        }
        Err(problems) => {
            let typed = Some(GroupFields::typed(&fields));
            let before = fields.has("was_title").then(|| GroupFields::before(&fields));
            show(&app, &member, Outcome { typed, before, problems, ..Outcome::default() }).await
        }
    }
}

/// `POST …/delete`: `title`, to be sure.
pub async fn delete(
    State(app): State<App>,
    member: MemberVisit,
    fields: Fields,
) -> Result<Response> {
    group_of(&member)?;
    let typed_title = fields.typed("title");
    match app.groups.delete(&member, &typed_title).await? {
        Ok(()) => Ok(see_other(paths::CONVERSATIONS)),
        Err(problem) => {
            let delete_problems = problem.into();
            show(&app, &member, Outcome { typed_title, delete_problems, ..Outcome::default() })
                .await
        }
    }
}

/// `POST …/leave`.
pub async fn leave(State(app): State<App>, member: MemberVisit, _: Fields) -> Result<Response> {
    group_of(&member)?;
    app.groups.leave(&member).await?;
    Ok(see_other(paths::CONVERSATIONS))
}

pub(super) async fn show(app: &App, member: &MemberVisit, outcome: Outcome) -> Result<Response> {
    let group = group_of(member)?;
    let status = match (&outcome.avatar, status_of(&outcome.problems)) {
        (Some(refused), _) => refused.status,
        (None, StatusCode::OK) => status_of(&outcome.delete_problems),
        (None, refused) => refused,
    };
    let all = app.groups.members(member).await?;
    let has_link = group.role.manages() && app.groups.has_link(member).await?;
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let id = member.conversation.id;
    let page = GroupSettingsPage {
        sidebar: Sidebar::load(app, &member.signed_in).await?,
        events: chrome.events(),
        id,
        title: group.title.clone(),
        description: group.description.clone(),
        avatar: AvatarView::of_group(&id, &group.title, group.avatar_id),
        avatar_problems: outcome.avatar.map_or_else(Problems::none, |one| one.problem.into()),
        is_open: group.is_open,
        here: here(app, member, &all).await,
        members: first(app, member, group.role, &all).await,
        members_total: i64::try_from(all.len()).unwrap_or(i64::MAX),
        administers: group.role.manages(),
        owns: group.role == Role::Owner,
        leave_hint: leave_hint(group),
        group: outcome.typed.unwrap_or_else(|| GroupFields::of(group)),
        before: outcome.before.unwrap_or_else(|| GroupFields::of(group)),
        problems: outcome.problems,
        has_link,
        new_link: outcome.new_link,
        may_invite: may_invite(app, member),
        typed_title: outcome.typed_title,
        delete_problems: outcome.delete_problems,
        chrome,
    };
    html(status, &page)
}

async fn here(app: &App, member: &MemberVisit, all: &[GroupMember]) -> HereView {
    let states = app.presence.leases().of(all.iter().map(|one| one.id)).await;
    HereView {
        words: member.signed_in.words,
        members: i64::try_from(all.len()).unwrap_or(i64::MAX),
        here: Some(members::here(all, &states)),
    }
}

async fn first(app: &App, member: &MemberVisit, own: Role, all: &[GroupMember]) -> Vec<MemberView> {
    members::views(app, member, own, &all[..all.len().min(FIRST_MEMBERS)]).await
}

/// Only where an account needs an invitation, and the reader may give one.
pub(super) fn may_invite(app: &App, member: &MemberVisit) -> bool {
    app.users.registration() == Registration::Invite
        && UserRole::of(&member.signed_in.user.role).may_invite()
}

/// What becomes of the group, and of who leaves it.
pub fn leave_hint(group: &Group) -> &'static str {
    match group.role {
        _ if group.members <= 1 => "leave-group-last-hint",
        Role::Owner => "leave-group-owner-hint",
        Role::Admin | Role::Member if group.is_open => "leave-group-open-hint",
        Role::Admin | Role::Member => "leave-group-hint",
    }
}
