//! `/api/v1/conversations/{id}/messages`.

use std::borrow::Cow;

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    kept,
    views::{ChangesView, HistoryView, MessageView, PinsView, ReadersView},
};
use crate::{
    api::{CallerMember, Fault, Json, Query, Result, Seq, conflict::Conflict},
    app::App,
    attempt::Nonce,
    conversation::Member,
    error::Error,
    file::STORAGE_FULL,
    form::Fields,
    limits::Limit,
    message::{
        Changed, Cursor, Edit, Emoji, Forwarded, MOST_PINNED, Message, MessageBody,
        MessageRepository, NO_SUCH_FILE, NewMessage, Posted, Readers, WRONG_MESSAGES,
        WRONG_TARGETS, Window, copies, start_of,
    },
    problem::{Problem, Problems},
    request::takes_gzip,
    user::saved_zone,
};

/// Changes that are told at once, and about how many bytes of text.
const MOST_CHANGES: u64 = 200;
const MOST_BYTES: usize = 512 * 1024;
const BYTES_OF_FILE: usize = 500;

/// Where to look; at most one of them, else the newest are told.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Place {
    /// The messages before this one.
    #[param(minimum = 0)]
    before: Option<i64>,
    /// The messages after this one.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// The messages around this one.
    #[param(minimum = 0)]
    around: Option<i64>,
    /// The messages from this day on, in the saved time zone.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
}

impl Place {
    async fn cursor(&self, app: &App, member: &Member) -> Result<Cursor> {
        let cursor = Cursor::of(self.before, self.after, self.around);
        let cursor = cursor.ok_or(Error::BadRequest("error-cursor"))?;
        let Some(day) = self.on else { return Ok(cursor) };
        if !matches!(cursor, Cursor::Latest) {
            return Err(Error::BadRequest("error-cursor").into());
        }
        let zone = saved_zone(member.user()).unwrap_or(TimeZone::UTC);
        let start = start_of(day, &zone).ok_or(Error::BadRequest("error-cursor"))?;
        let first = member.moments(&app.database).first_since(start).await?;
        Ok(first.map_or(Cursor::Before(i64::MAX), Cursor::Around))
    }
}

/// Read a part of the history
///
/// At most 50 messages, unbroken and oldest first, nearest to the place that is named.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "messages", operation_id = "list_messages",
    params(("id" = Uuid, Path), Place), responses((status = 200, body = HistoryView)))]
pub async fn index(
    State(app): State<App>,
    member: CallerMember,
    Query(place): Query<Place>,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    let cursor = place.cursor(&app, &member).await?;
    let window = Window::at(cursor, member.conversation.history());
    Ok(kept::shown(&app, &member, window).await?.answer(takes_gzip(&headers)))
}

pub(super) fn views<'m>(seen: &'m [Cow<'_, Message>]) -> Vec<MessageView<'m>> {
    seen.iter().map(|message| MessageView::new(message)).collect()
}

/// From where to be told.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The version up to which everything is known.
    #[param(minimum = 0)]
    #[serde(default)]
    after: i64,
    /// In which life of the database that was.
    epoch: Option<String>,
}

/// Read what has changed since a version
///
/// New, edited, deleted messages and reactions alike, each as it is now, at most 200 at once. A version or an epoch that
/// is not known here is answered with 410: begin anew.
#[utoipa::path(get, path = "/conversations/{id}/changes", tag = "messages", operation_id = "list_changes",
    params(("id" = Uuid, Path), Since), responses((status = 200, body = ChangesView), (status = 410)))]
pub async fn changes(
    State(app): State<App>,
    member: CallerMember,
    Query(since): Query<Since>,
) -> Result<impl IntoResponse> {
    let conversation = &member.conversation;
    let other_epoch = since.epoch.as_ref().is_some_and(|one| one != conversation.epoch.as_str());
    if since.after < 0 {
        return Err(Problem { field: "after", sentence: "problem-not-a-number" }.into());
    }
    if other_epoch || since.after > conversation.version {
        return Err(Error::Gone("error-begin-anew").into());
    }
    let messages = MessageRepository::of(&app.database, conversation.id);
    let mut changed = messages.changed_since(since.after, MOST_CHANGES).await?;
    let mut more = changed.len() as u64 == MOST_CHANGES;
    if let Some(fitting) = fitting(&changed) {
        changed.truncate(fitting);
        more = true;
    }
    let sight = member.sight(&app.database).await?;
    let seen: Vec<_> = changed.iter().filter_map(|message| sight.of(message)).collect();
    Ok(Answer(ChangesView {
        messages: views(&seen),
        version: changed.last().map_or(since.after, |message| message.version),
        more,
    })
    .into_response())
}

/// How many of these are told at once, at least one, if not all.
fn fitting(changed: &[Message]) -> Option<usize> {
    let mut bytes = 0;
    let place = changed.iter().position(|message| {
        let quote = message.quote.as_ref().map_or(0, |quote| quote.body.len());
        bytes += message.body.len() + quote + message.files.len() * BYTES_OF_FILE;
        bytes > MOST_BYTES
    });
    place.map(|place| place.max(1)).filter(|place| *place < changed.len())
}

/// What to say.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SendMessage {
    /// Markdown, at most 4,000 characters; it may be empty where there are files.
    #[serde(default)]
    #[schema(required = true, max_length = 4000, examples("High water **13:48**"))]
    body: String,
    /// Names this attempt: with the same one it is sent once, however often it is tried. At most 64 characters.
    #[serde(default)]
    #[schema(max_length = 64)]
    nonce: Option<String>,
    /// The message that it answers; 0 is none.
    #[serde(default)]
    #[schema(minimum = 0)]
    reply_to: Option<i64>,
    /// The last message that was really seen; the read pointer moves there.
    #[serde(default)]
    #[schema(minimum = 0)]
    seen: Option<i64>,
    /// The ids of files that were uploaded here and are not sent yet, in their order.
    #[serde(default)]
    #[schema(max_items = 10)]
    files: Vec<Uuid>,
}

impl From<SendMessage> for Fields {
    fn from(sent: SendMessage) -> Self {
        let number = |number: Option<i64>| number.unwrap_or(0).to_string();
        let said = [
            ("body", sent.body),
            ("nonce", sent.nonce.unwrap_or_default()),
            ("reply_to", number(sent.reply_to)),
            ("seen", number(sent.seen)),
        ];
        let files = sent.files.iter().map(|id| ("file", id.to_string()));
        Self::of_pairs(said.into_iter().chain(files))
    }
}

/// Send a message
///
/// The same nonce again with the same text and files answers with that message as it is now, and stores nothing.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "messages", operation_id = "send_message",
    params(("id" = Uuid, Path)), request_body = SendMessage, responses((status = 201, body = MessageView)))]
pub async fn create(
    State(app): State<App>,
    member: CallerMember,
    Json(sent): Json<SendMessage>,
) -> Result<impl IntoResponse> {
    let new = NewMessage::read(&sent.into())
        .map_err(|wrong| Fault::from(wrong).renamed("file", "files"))?;
    app.limits.take(Limit::Sending, &member.actor.user.id.to_string()).await?;
    let refused = |field, sentence| Err(Problem { field, sentence }.into());
    match app.messages.post(&member, new).await? {
        Posted::Once(message) => {
            let message = member.seen(&app.database, &message).await?;
            Ok((StatusCode::CREATED, Answer(MessageView::new(&message))).into_response())
        }
        Posted::NonceOfAnother => refused("nonce", "problem-nonce-of-another"),
        Posted::NothingToAnswer => refused("reply_to", "problem-answered-is-gone"),
        Posted::NoSuchFile => refused("files", NO_SUCH_FILE.sentence),
    }
}

/// Read one message
#[utoipa::path(get, path = "/conversations/{id}/messages/{seq}", tag = "messages", operation_id = "get_message",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), responses((status = 200, body = MessageView)))]
pub async fn show(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
) -> Result<impl IntoResponse> {
    answer(&app, &member, &member.visible(&app.database, seq).await?).await
}

/// Who has read what one has said
///
/// In a group of at most 100 people, those who share how far they have read; 404 for who does not share it, and of
/// messages of others.
#[utoipa::path(get, path = "/conversations/{id}/messages/{seq}/readers", tag = "messages", operation_id = "list_readers",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), responses((status = 200, body = ReadersView)))]
pub async fn readers(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
) -> Result<impl IntoResponse> {
    let message = member.visible(&app.database, seq).await?;
    let readers = Readers::of(&app.database, &member, &message).await?;
    Ok(Answer(ReadersView::new(&readers)).into_response())
}

/// Only a message with files may say nothing, and not by keeping silent about it.
const SAYS_NOTHING: Problem = Problem { field: "body", sentence: "problem-body-empty" };

/// Another text.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EditMessage {
    #[serde(default)]
    #[schema(required = true, value_type = String, max_length = 4000)]
    body: Option<String>,
    /// The version of the message that was edited.
    #[serde(default)]
    #[schema(required = true, value_type = i64, minimum = 1)]
    version: Option<i64>,
}

/// Edit an own message
///
/// When its text has changed since that version, nothing is done, and the answer is 409 with the message as it stands.
#[utoipa::path(patch, path = "/conversations/{id}/messages/{seq}", tag = "messages", operation_id = "edit_message",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), request_body = EditMessage,
    responses((status = 200, body = MessageView), (status = 409)))]
pub async fn edit(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
    Json(sent): Json<EditMessage>,
) -> Result<impl IntoResponse> {
    let mut problems = Problems::default();
    let missing = Problem { field: "version", sentence: "problem-not-a-number" };
    let edit = Edit {
        body: problems
            .keep(sent.body.as_deref().map_or(Err(SAYS_NOTHING), MessageBody::parse_or_none)),
        version: problems.keep(sent.version.filter(|version| *version > 0).ok_or(missing)),
    };
    let edit = problems.or(edit)?;
    match app.messages.edit(&member, seq, &edit).await? {
        Changed::Meanwhile(message) => {
            let message = member.seen(&app.database, &message).await?;
            Err(Fault::Changed(Conflict::of(MessageView::new(&message))))
        }
        changed => became(&app, &member, changed).await,
    }
}

/// Delete an own message for everybody
#[utoipa::path(delete, path = "/conversations/{id}/messages/{seq}", tag = "messages", operation_id = "delete_message",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), responses((status = 200, body = MessageView)))]
pub async fn delete(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
) -> Result<impl IntoResponse> {
    became(&app, &member, app.messages.delete(&member, seq).await?).await
}

/// Hide a message from oneself
#[utoipa::path(post, path = "/conversations/{id}/messages/{seq}/hide", tag = "messages", operation_id = "hide_message",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), responses((status = 204)))]
pub async fn hide(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
) -> Result<StatusCode> {
    app.messages.hide(&member, seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An emoji, and whether it shall be there.
#[derive(Debug, Deserialize, ToSchema)]
pub struct React {
    /// One emoji.
    #[serde(default)]
    #[schema(required = true, max_length = 64, examples("👍"))]
    emoji: String,
    /// `false` takes it back.
    #[serde(default)]
    #[schema(default = true)]
    on: Option<bool>,
}

/// React to a message, or take the reaction back
#[utoipa::path(post, path = "/conversations/{id}/messages/{seq}/reactions", tag = "messages", operation_id = "react",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), request_body = React,
    responses((status = 200, body = MessageView)))]
pub async fn react(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
    Json(sent): Json<React>,
) -> Result<impl IntoResponse> {
    let emoji = Emoji::parse(&sent.emoji)?;
    let is_wanted = sent.on.unwrap_or(true);
    became(&app, &member, app.messages.react(&member, seq, emoji, Some(is_wanted)).await?).await
}

/// Pin a message
#[utoipa::path(post, path = "/conversations/{id}/messages/{seq}/pin", tag = "messages", operation_id = "pin_message",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), responses((status = 200, body = MessageView)))]
pub async fn pin(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
) -> Result<impl IntoResponse> {
    became(&app, &member, app.messages.pin(&member, seq, true).await?).await
}

/// Unpin a message
#[utoipa::path(post, path = "/conversations/{id}/messages/{seq}/unpin", tag = "messages", operation_id = "unpin_message",
    params(("id" = Uuid, Path), ("seq" = i64, Path)), responses((status = 200, body = MessageView)))]
pub async fn unpin(
    State(app): State<App>,
    member: CallerMember,
    Seq(seq): Seq,
) -> Result<impl IntoResponse> {
    became(&app, &member, app.messages.pin(&member, seq, false).await?).await
}

/// Read the pinned messages
#[utoipa::path(get, path = "/conversations/{id}/pins", tag = "messages", operation_id = "list_pins",
    params(("id" = Uuid, Path)), responses((status = 200, body = PinsView)))]
pub async fn pins(State(app): State<App>, member: CallerMember) -> Result<impl IntoResponse> {
    let messages = MessageRepository::of(&app.database, member.conversation.id);
    let pinned = messages.pinned(member.actor.user.id, MOST_PINNED).await?;
    let first_seq = member.conversation.first_seq;
    let seen: Vec<_> = pinned.iter().map(|message| message.seen_from(first_seq)).collect();
    Ok(Answer(PinsView { messages: views(&seen) }).into_response())
}

/// What to pass on, and where.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Forward {
    /// 1 to 30 messages of this conversation; with the places at most 60 copies.
    #[serde(default)]
    #[schema(required = true, min_items = 1, max_items = 30)]
    messages: Vec<i64>,
    /// 1 to 10 conversations.
    #[serde(default)]
    #[schema(required = true, min_items = 1, max_items = 10)]
    to: Vec<Uuid>,
    /// Names this attempt.
    #[serde(default)]
    #[schema(max_length = 64)]
    nonce: Option<String>,
}

/// Forward messages to other conversations
#[utoipa::path(post, path = "/conversations/{id}/forward", tag = "messages", operation_id = "forward_messages",
    params(("id" = Uuid, Path)), request_body = Forward, responses((status = 204)))]
pub async fn forward(
    State(app): State<App>,
    member: CallerMember,
    Json(mut sent): Json<Forward>,
) -> Result<StatusCode> {
    let nonce = Nonce::parse(sent.nonce.as_deref().unwrap_or_default())?;
    sent.messages.sort_unstable();
    sent.messages.dedup();
    sent.to.sort_unstable();
    sent.to.dedup();
    // Each is a message as any other.
    let copies = copies(sent.messages.len(), sent.to.len())?;
    app.limits.take_several(Limit::Sending, &member.actor.user.id.to_string(), copies).await?;
    let targets = match Member::find_all(&app.database, &member.actor, &sent.to).await {
        // Not the conversation of the address, which is there.
        Err(Error::NotFound) => return Err(WRONG_TARGETS.into()),
        targets => targets?,
    };
    match app.messages.forward(&member, &sent.messages, &targets, &nonce).await? {
        Forwarded::NothingThere => Err(WRONG_MESSAGES.into()),
        Forwarded::NoRoom => Err(STORAGE_FULL.into()),
        Forwarded::Everywhere => Ok(StatusCode::NO_CONTENT),
    }
}

/// What came of a change.
async fn became(app: &App, member: &Member, changed: Changed) -> Result<Response> {
    match changed {
        Changed::To(message) | Changed::Meanwhile(message) => answer(app, member, &message).await,
        Changed::Refused(problem) => Err(problem.into()),
    }
}

async fn answer(app: &App, member: &Member, message: &Message) -> Result<Response> {
    let message = member.seen(&app.database, message).await?;
    Ok(Answer(MessageView::new(&message)).into_response())
}
