//! `/conversations/{id}/members`: who is in a group.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use quick_cache::sync::Cache;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    completion::CompletionView,
    views::{HereView, MemberView, presence},
};
use crate::{
    app::App,
    conversation::{Group, Kind},
    error::{Error, Result},
    group::{GroupMember, Role},
    paths,
    people::search::folded,
    presence::{Presence, States},
    web::{
        Chrome, Query, Visit,
        conversation::{MemberVisit, Sidebar},
        html,
    },
};

/// Members a page.
const PAGE: usize = 100;

/// The group that a page is about. Other conversations have no such pages.
pub fn group_of(member: &MemberVisit) -> Result<&Group> {
    match &member.conversation.kind {
        Kind::Group(group) => Ok(group),
        Kind::Notes | Kind::Direct(_) => Err(Error::NotFound),
    }
}

/// For pages that only the owner and the admins have.
pub fn managed(member: &MemberVisit) -> Result<&Group> {
    let group = group_of(member)?;
    if group.role.manages() { Ok(group) } else { Err(Error::NotAllowed("error-group-role")) }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    from: usize,
    count: Option<u8>,
}

#[derive(Template)]
#[template(path = "pages/members.html")]
struct MembersPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    id: Uuid,
    query: String,
    total: i64,
    members: Vec<MemberView>,
    more: Option<String>,
    administers: bool,
}

/// `GET …/members`: all, or those who are called so, for htmx to choose one from; with
/// `count` only how many
/// there are and how many of them are here. That is asked for by the page itself,
/// which goes nowhere when its reader has been signed out.
pub async fn index(
    State(app): State<App>,
    member: Result<MemberVisit>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let counts = asked.count.is_some_and(|count| count > 0);
    match member {
        Err(Error::SignInRequired) if counts => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) => Err(error),
        Ok(member) if counts => count(&app, &member).await,
        Ok(member) if visit.htmx => complete(&app, &member, &asked.q).await,
        Ok(member) => show(&app, &member, asked).await,
    }
}

async fn count(app: &App, member: &MemberVisit) -> Result<Response> {
    let (words, members) = (member.signed_in.words, group_of(member)?.members);
    let here = Some(count_here(app, member).await?);
    html(StatusCode::OK, &HereView { words, members, here })
}

async fn complete(app: &App, member: &MemberVisit, typed: &str) -> Result<Response> {
    let group = group_of(member)?;
    let mut members = app.groups.members(member).await?;
    members.retain(|one| is_called(one, typed));
    html(StatusCode::OK, &CompletionView::new(member, group, &members, typed))
}

async fn show(app: &App, member: &MemberVisit, asked: Asked) -> Result<Response> {
    let group = group_of(member)?;
    let mut members = app.groups.members(member).await?;
    members.retain(|one| is_called(one, &asked.q));
    let (total, from) = (members.len(), asked.from.min(members.len()));
    let more = (total - from > PAGE).then(|| page_after(member, &asked.q, from + PAGE));
    members.drain(..from);
    members.truncate(PAGE);
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let page = MembersPage {
        sidebar: Sidebar::load(app, &member.signed_in).await?,
        events: chrome.events(),
        chrome,
        id: member.conversation.id,
        query: asked.q,
        total: i64::try_from(total).unwrap_or(i64::MAX),
        members: views(app, member, group.role, &members).await,
        more,
        administers: group.role.manages(),
    };
    html(StatusCode::OK, &page)
}

fn page_after(member: &MemberVisit, query: &str, from: usize) -> String {
    let query: String = url::form_urlencoded::byte_serialize(query.trim().as_bytes()).collect();
    format!("{}?q={query}&from={from}", paths::members(&member.conversation.id))
}

/// Whether one of their names has a word that begins so.
fn is_called(member: &GroupMember, typed: &str) -> bool {
    let sought = folded(typed.trim().trim_start_matches('@'));
    let name = folded(&member.display_name);
    member.username.starts_with(&sought)
        || name.starts_with(&sought)
        || name.contains(&format!(" {sought}"))
}

/// With everybody's presence, which is looked up for all of them together.
pub(super) async fn views(
    app: &App,
    member: &MemberVisit,
    own: Role,
    members: &[GroupMember],
) -> Vec<MemberView> {
    let states = app.presence.leases().of(members.iter().map(|one| one.id)).await;
    let view = |one| MemberView::new(one, own, &states, &member.signed_in);
    members.iter().map(view).collect()
}

/// How many of these are online.
pub(super) fn here(members: &[GroupMember], states: &States) -> i64 {
    let online = members.iter().filter(|one| presence(one, states) == Presence::Online);
    i64::try_from(online.count()).unwrap_or(i64::MAX)
}

/// All pages of a group ask again and again: they share an answer.
const COUNTED_FOR: Duration = Duration::from_secs(10);
const MOST_COUNTED: usize = 1_000;

static COUNTED: LazyLock<Cache<Uuid, (Instant, i64)>> = LazyLock::new(|| Cache::new(MOST_COUNTED));

async fn count_here(app: &App, member: &MemberVisit) -> Result<i64> {
    let id = member.conversation.id;
    let counted = COUNTED.get(&id).filter(|(at, _)| at.elapsed() < COUNTED_FOR);
    if let Some((_, here)) = counted {
        return Ok(here);
    }
    let members = app.groups.members(member).await?;
    let states = app.presence.leases().of(members.iter().map(|one| one.id)).await;
    let here = here(&members, &states);
    COUNTED.insert(id, (Instant::now(), here));
    Ok(here)
}
