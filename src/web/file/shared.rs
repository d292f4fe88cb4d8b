//! `GET /conversations/{id}/files?kind=`: what was shared, a kind at a time.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use super::views::FileView;
use crate::{
    app::App,
    error::Result,
    file::{Look, Shared, SharedCursor, SharedKind, shared},
    message::links::{Span, spans},
    paths,
    web::{
        Chrome, Query,
        conversation::{MemberVisit, Sidebar},
        html,
        query::parsed,
        time,
    },
};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default, deserialize_with = "parsed")]
    kind: Option<SharedKind>,
    before: Option<i64>,
    place: Option<i16>,
}

/// One that was shared, with who did so and when.
struct SharedView {
    name: String,
    at: String,
    iso: String,
    message: String,
    file: Option<FileView>,
    /// Where it leads, and as people read it.
    links: Vec<(String, String)>,
}

impl SharedView {
    fn new(member: &MemberVisit, shared: Shared) -> Self {
        let signed_in = &member.signed_in;
        Self {
            at: signed_in.clock.in_words(shared.sent_at),
            iso: time::iso(shared.sent_at),
            message: paths::message(&member.conversation.id, &shared.at.seq),
            links: if shared.file.is_none() { links(&shared.body) } else { Vec::new() },
            file: shared.file.map(|file| FileView::new(&file, signed_in.words)),
            name: shared.display_name,
        }
    }
}

fn links(body: &str) -> Vec<(String, String)> {
    let link = |span| match span {
        Span::Link(address) => Some(address),
        Span::Text(_) => None,
    };
    let short = |address: &str| {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.trim_end_matches('/').to_owned()
    };
    spans(body).into_iter().filter_map(link).map(|it| (it.to_owned(), short(it))).collect()
}

/// What one may look for.
struct KindView {
    path: String,
    word: String,
    icon: &'static str,
    is_shown: bool,
}

impl KindView {
    fn new(member: &MemberVisit, kind: SharedKind, shown: SharedKind) -> Self {
        Self {
            path: paths::shared(&member.conversation.id, kind.as_str()),
            word: member.signed_in.words.say(word(kind)).into_owned(),
            icon: icon(kind),
            is_shown: kind == shown,
        }
    }
}

#[derive(Template)]
#[template(path = "pages/shared.html")]
struct SharedPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    back: String,
    kinds: Vec<KindView>,
    kind: SharedKind,
    shared: Vec<SharedView>,
    older: Option<String>,
}

pub async fn index(
    State(app): State<App>,
    member: MemberVisit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let conversation = &member.conversation;
    let kind = asked.kind.unwrap_or(SharedKind::Pictures);
    let before = asked.before.map(|seq| SharedCursor { seq, place: asked.place.unwrap_or(0) });
    let look = Look {
        conversation: conversation.id,
        reader: member.signed_in.user.id,
        first_seq: conversation.first_seq,
        last_seq: conversation.last_seq,
        kind,
        before: before.unwrap_or(SharedCursor::START),
    };
    let part = shared(&app.database, look).await?;
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let id = &conversation.id;
    let further =
        |next: SharedCursor| paths::shared_before(id, kind.as_str(), next.seq, next.place);
    let page = SharedPage {
        sidebar: Sidebar::load(&app, &member.signed_in).await?,
        events: chrome.events(),
        back: paths::conversation(id),
        kinds: SharedKind::ALL.into_iter().map(|one| KindView::new(&member, one, kind)).collect(),
        kind,
        older: part.next.map(further),
        shared: part.shared.into_iter().map(|one| SharedView::new(&member, one)).collect(),
        chrome,
    };
    html(StatusCode::OK, &page)
}

/// Its key in the catalogue.
fn word(kind: SharedKind) -> &'static str {
    match kind {
        SharedKind::Pictures => "shared-pictures",
        SharedKind::Files => "shared-files",
        SharedKind::Links => "shared-links",
        SharedKind::Sound => "shared-sound",
    }
}

fn icon(kind: SharedKind) -> &'static str {
    match kind {
        SharedKind::Pictures => "picture",
        SharedKind::Files => "file",
        SharedKind::Links => "link",
        SharedKind::Sound => "mic",
    }
}
