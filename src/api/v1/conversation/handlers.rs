//! `/api/v1/conversations`.

use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::views::{ConversationView, ListView};
use crate::{
    api::{Caller, CallerMember, Json, Query, Result},
    app::App,
    conversation::{Draft, Entry, LIST_PAGE, Level, ListCursor, ListRepository, Member, Mute},
    error::Error,
    form::Fields,
    limits::Limit,
    people::UNKNOWN_PERSON,
    problem::Problem,
    user::saved_zone,
};

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// As `next` of the part before has named it.
    #[param(pattern = r"^-?[0-9]{1,18}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    cursor: Option<String>,
    /// Those that were put away instead.
    #[serde(default)]
    archived: bool,
}

/// List the conversations of the token's owner
#[utoipa::path(get, path = "/conversations", tag = "conversations", operation_id = "list_conversations",
    params(Part), responses((status = 200, body = ListView)))]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Part>,
) -> Result<impl IntoResponse> {
    let cursor = match asked.cursor.as_deref() {
        None => ListCursor::START,
        Some(text) => text.parse().map_err(|()| Error::BadRequest("error-cursor"))?,
    };
    let lists = ListRepository::of(&app.database);
    let mut part = match asked.archived {
        true => lists.archived(caller.id(), cursor).await?,
        false => lists.part(caller.id(), cursor, LIST_PAGE).await?,
    };
    Entry::look_up(&mut part.entries, app.presence.leases()).await;
    Ok(Answer(ListView::new(&part)).into_response())
}

/// With whom.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StartConversation {
    /// A user name; one's own for notes to oneself.
    #[serde(default)]
    #[schema(required = true, examples("daniel"))]
    username: String,
}

/// Find the direct conversation with somebody, or start it
#[utoipa::path(post, path = "/conversations", tag = "conversations", operation_id = "start_conversation",
    request_body = StartConversation, responses((status = 200, body = ConversationView)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<StartConversation>,
) -> Result<impl IntoResponse> {
    let person = app.people.named(caller.id(), &sent.username).await?.ok_or(UNKNOWN_PERSON)?;
    let id = app.conversations.start_direct(caller.id(), &person).await??;
    let member = Member::find(&app.database, caller.actor, id).await?;
    shown(&app, &member).await
}

/// Read about one conversation
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations", operation_id = "get_conversation",
    params(("id" = Uuid, Path)), responses((status = 200, body = ConversationView)))]
pub async fn show(State(app): State<App>, member: CallerMember) -> Result<impl IntoResponse> {
    shown(&app, &member).await
}

/// The conversation as this member sees it.
pub async fn shown(app: &App, member: &Member) -> Result<Response> {
    let conversation = &member.conversation;
    let states = app.presence.of(conversation.peer().map(|peer| peer.id)).await;
    let presence = conversation.peer().map(|peer| states.shown(peer)).unwrap_or_default();
    let others_read = member.others_read(&app.database).await?;
    let view = ConversationView::new(conversation, others_read, presence);
    Ok(Answer(view).into_response())
}

/// How far.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MarkRead {
    /// The last message that was read.
    #[serde(default)]
    #[schema(required = true, value_type = i64, minimum = 0)]
    seq: Option<i64>,
}

/// Move the read pointer forward
#[utoipa::path(post, path = "/conversations/{id}/read", tag = "conversations", operation_id = "mark_read",
    params(("id" = Uuid, Path)), request_body = MarkRead, responses((status = 204)))]
pub async fn read(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<MarkRead>,
) -> Result<StatusCode> {
    app.conversations.mark_read(&member, number("seq", sent.seq.unwrap_or(-1))?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// From where on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MarkUnread {
    /// The first message that counts as unread again; without it the last one of somebody else.
    #[serde(default)]
    #[schema(minimum = 0)]
    seq: Option<i64>,
}

/// Mark as unread again
#[utoipa::path(post, path = "/conversations/{id}/unread", tag = "conversations", operation_id = "mark_unread",
    params(("id" = Uuid, Path)), request_body = MarkUnread, responses((status = 204)))]
pub async fn unread(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<MarkUnread>,
) -> Result<StatusCode> {
    let seq = number("seq", sent.seq.unwrap_or(0))?;
    app.conversations.mark_unread(&member, Some(seq).filter(|seq| *seq > 0)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn number(field: &'static str, number: i64) -> Result<i64> {
    let is_one = number >= 0;
    is_one.then_some(number).ok_or(Problem { field, sentence: "problem-not-a-number" }.into())
}

/// For how long.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetMute {
    /// `1h`, `8h`, `tomorrow`, `always` or `off`.
    #[serde(default)]
    #[schema(required = true, pattern = "^(1h|8h|tomorrow|always|off)$")]
    mute: String,
}

/// Want no notices about a conversation for a while
#[utoipa::path(post, path = "/conversations/{id}/mute", tag = "conversations", operation_id = "mute_conversation",
    params(("id" = Uuid, Path)), request_body = SetMute, responses((status = 204)))]
pub async fn mute(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<SetMute>,
) -> Result<StatusCode> {
    let wrong = Problem { field: "mute", sentence: "error-mute" };
    let mute = Mute::parse(&sent.mute).map_err(|_| wrong)?;
    let zone = saved_zone(member.user()).unwrap_or(TimeZone::UTC);
    app.conversations.mute(&member, mute.map(|mute| mute.until(&zone))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How much.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetLevel {
    /// `all`, `mentions` (and answers) or `nothing`.
    #[serde(default)]
    #[schema(required = true, pattern = "^(all|mentions|nothing)$")]
    level: String,
}

/// Choose what one is told of a group outside
#[utoipa::path(post, path = "/conversations/{id}/level", tag = "conversations", operation_id = "set_level",
    params(("id" = Uuid, Path)), request_body = SetLevel, responses((status = 204)))]
pub async fn level(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<SetLevel>,
) -> Result<StatusCode> {
    let wrong = Problem { field: "level", sentence: "error-level" };
    let level = Level::parse(&sent.level).map_err(|_| wrong)?;
    app.conversations.set_level(&member, level).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it stands first.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetPinned {
    pinned: bool,
}

/// Put a conversation before all others in one's list, or back
#[utoipa::path(post, path = "/conversations/{id}/pinned", tag = "conversations", operation_id = "set_pinned",
    params(("id" = Uuid, Path)), request_body = SetPinned, responses((status = 204)))]
pub async fn pinned(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<SetPinned>,
) -> Result<StatusCode> {
    app.conversations.set_pinned(&member, sent.pinned).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it is put away.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetArchived {
    archived: bool,
}

/// Put a conversation away until the next message, or back
#[utoipa::path(post, path = "/conversations/{id}/archived", tag = "conversations", operation_id = "set_archived",
    params(("id" = Uuid, Path)), request_body = SetArchived, responses((status = 204)))]
pub async fn archived(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<SetArchived>,
) -> Result<StatusCode> {
    app.conversations.set_archived(&member, sent.archived).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was begun.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SaveDraft {
    /// Empty forgets it.
    #[serde(default)]
    #[schema(max_length = 4000)]
    body: String,
    /// The message that it would answer; 0 is none.
    #[serde(default)]
    #[schema(minimum = 0)]
    reply_to: Option<i64>,
}

/// Keep what was begun to write, for all devices
#[utoipa::path(post, path = "/conversations/{id}/draft", tag = "conversations", operation_id = "save_draft",
    params(("id" = Uuid, Path)), request_body = SaveDraft, responses((status = 204)))]
pub async fn draft(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<SaveDraft>,
) -> Result<StatusCode> {
    let reply_to = sent.reply_to.unwrap_or(0).to_string();
    let fields = Fields::of_pairs([("body", sent.body), ("reply_to", reply_to)]);
    app.conversations.keep_draft(&member, Draft::read(&fields)?.as_ref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Clear the history for oneself
#[utoipa::path(post, path = "/conversations/{id}/clear", tag = "conversations", operation_id = "clear_history",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn clear(State(app): State<App>, member: CallerMember) -> Result<StatusCode> {
    app.conversations.clear(&member).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tell the others that one is typing
///
/// More often than anybody would look at is not told.
#[utoipa::path(post, path = "/conversations/{id}/typing", tag = "conversations", operation_id = "tell_typing",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn typing(State(app): State<App>, member: CallerMember) -> Result<StatusCode> {
    if app.limits.take(Limit::Typing, &member.actor.user.id.to_string()).await.is_ok() {
        app.conversations.typing(&member);
    }
    Ok(StatusCode::NO_CONTENT)
}
