//! Passing messages on: whom to, and which of them.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use uuid::Uuid;

use super::{actions::Seq, views::line};
use crate::{
    app::App,
    attempt::Nonce,
    conversation::{Entry, LIST_PAGE, ListCursor, ListRepository, Member},
    error::{Error, Result},
    file::STORAGE_FULL,
    form::Fields,
    limits::Limit,
    message::{Forwarded, MOST_FORWARDED, Message, MessageRepository, WRONG_MESSAGES, copies},
    paths,
    problem::Problem,
    web::{
        Chrome, Visit,
        conversation::{MemberVisit, Sidebar, names::Names},
        done, html,
    },
};

/// Conversations that are offered, the newest first.
const MOST_OFFERED: usize = 200;

#[derive(Template)]
#[template(path = "pages/forward.html")]
struct ForwardPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    back: String,
    action: String,
    nonce: Nonce,
    /// What is passed on: its number and its line.
    lines: Vec<(i64, String)>,
    /// Conversations, their names, and whether they are chosen.
    targets: Vec<(Uuid, String, bool)>,
    problem: Option<&'static str>,
}

/// `GET …/messages/{seq}/forward`.
pub async fn new(State(app): State<App>, member: MemberVisit, Seq(seq): Seq) -> Result<Response> {
    ask(&app, &member, &[seq], &[], None).await
}

/// `GET …/forward?seq=…&seq=…`: several of them. A typed query has each name
/// once.
pub async fn new_several(
    State(app): State<App>,
    member: MemberVisit,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let fields = Fields::of_query(query.as_deref().unwrap_or_default());
    let seqs = seqs(&fields).ok_or(Error::BadRequest("error-cursor"))?;
    ask(&app, &member, &seqs, &[], None).await
}

/// `POST …/messages/{seq}/forward`: `to` for each conversation.
pub async fn create(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    fields: Fields,
) -> Result<Response> {
    pass_on(&app, &member, visit, &[seq], &fields).await
}

/// `POST …/forward`: `seq` for each message, `to` for each conversation.
pub async fn create_several(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let seqs = seqs(&fields).ok_or(Error::NotFound)?;
    pass_on(&app, &member, visit, &seqs, &fields).await
}

/// The numbers in these fields, each once; none when one is none.
fn seqs(fields: &Fields) -> Option<Vec<i64>> {
    let mut seqs = fields.every("seq", |text| text.parse::<i64>().ok())?;
    seqs.sort_unstable();
    seqs.dedup();
    Some(seqs)
}

async fn ask(
    app: &App,
    member: &MemberVisit,
    seqs: &[i64],
    chosen: &[Uuid],
    problem: Option<&'static str>,
) -> Result<Response> {
    let messages = to_pass_on(app, member, seqs).await?;
    let (id, words) = (member.conversation.id, member.signed_in.words);
    let offered = ListRepository::of(&app.database)
        .part(member.signed_in.user.id, ListCursor::START, MOST_OFFERED)
        .await?;
    let target =
        |entry: &Entry| (entry.id, Names::of(&entry.kind, words).shown, chosen.contains(&entry.id));
    let targets = offered.entries.iter().map(target).collect();
    let mut list = offered.up_to(LIST_PAGE);
    Entry::look_up(&mut list.entries, app.presence.leases()).await;
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    html(
        status,
        &ForwardPage {
            events: chrome.events(),
            sidebar: Sidebar::new(&chrome, &list, None, &member.signed_in.clock),
            chrome,
            back: messages
                .first()
                .map_or_else(|| paths::conversation(&id), |first| paths::message(&id, &first.seq)),
            action: paths::forward(&id),
            nonce: Nonce::fresh(),
            lines: messages.iter().map(|one| (one.seq, line(&one.quoted(), words))).collect(),
            targets,
            problem,
        },
    )
}

fn check_number(seqs: &[i64]) -> Result<()> {
    let fits = !seqs.is_empty() && seqs.len() <= MOST_FORWARDED;
    if fits { Ok(()) } else { Err(Error::Refused(WRONG_MESSAGES.sentence)) }
}

async fn to_pass_on(app: &App, member: &MemberVisit, seqs: &[i64]) -> Result<Vec<Message>> {
    check_number(seqs)?;
    let messages = MessageRepository::of(&app.database, member.conversation.id)
        .visible_among(member.signed_in.user.id, seqs)
        .await?;
    if messages.len() < seqs.len() { Err(Error::NotFound) } else { Ok(messages) }
}

async fn pass_on(
    app: &App,
    member: &MemberVisit,
    visit: Visit,
    seqs: &[i64],
    fields: &Fields,
) -> Result<Response> {
    let refused = |problem: Problem| Error::Refused(problem.sentence);
    let nonce = fields.text("nonce").and_then(Nonce::parse).map_err(refused)?;
    let mut to = fields.every("to", |text| Uuid::try_parse(text).ok()).ok_or(Error::NotFound)?;
    to.sort_unstable();
    to.dedup();
    // Each is a message as any other.
    let copies = match copies(seqs.len(), to.len()) {
        Ok(copies) => copies,
        Err(WRONG_MESSAGES) => return Err(refused(WRONG_MESSAGES)),
        Err(problem) => return ask(app, member, seqs, &to, Some(problem.sentence)).await,
    };
    app.limits.take_several(Limit::Sending, &member.signed_in.user.id.to_string(), copies).await?;
    let targets = Member::find_all(&app.database, &member.actor, &to).await?;
    match app.messages.forward(member, seqs, &targets, &nonce).await? {
        Forwarded::NothingThere => Err(Error::NotFound),
        Forwarded::NoRoom => Err(Error::Refused(STORAGE_FULL.sentence)),
        // To where it is now; to where it came from when it is in several.
        Forwarded::Everywhere => Ok(done(
            visit,
            &match to.as_slice() {
                [one] => paths::conversation(one),
                _ => paths::conversation(&member.conversation.id),
            },
        )),
    }
}
