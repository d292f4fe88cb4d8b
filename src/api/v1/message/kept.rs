//! Parts of histories as programs read them, kept for whoever comes next.
//!
//! As with those of pages, the key has all that decides what they say, and whether
//! one may see them is asked before, on every request.

use std::{
    io::Write,
    sync::{Arc, LazyLock, OnceLock},
    time::Instant,
};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use uuid::Uuid;

use super::{handlers::views, views::HistoryView};
use crate::{
    api::{CallerMember, Result},
    app::App,
    error::Error,
    message::{MessageRepository, Window},
    store::{Epoch, Era},
    weight::{KeptParts, Weight},
};

static KEPT: LazyLock<KeptParts<Key, Shown>> = LazyLock::new(KeptParts::default);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    conversation: Uuid,
    era: Era,
    version: i64,
    first_seq: i64,
    window: Window,
}

/// A part of a history as JSON, compressed when it is first wanted so.
#[derive(Debug, Clone)]
pub struct Shown(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    json: Bytes,
    zipped: OnceLock<Bytes>,
}

impl Weight for Key {
    fn weight(&self) -> usize {
        size_of::<Self>()
    }
}

/// Together with what it becomes when compressed, at most.
impl Weight for Shown {
    fn weight(&self) -> usize {
        2 * self.0.json.len()
    }
}

impl Shown {
    fn of(view: &HistoryView<'_>) -> Result<Self> {
        let json = serde_json::to_vec(view).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self(Arc::new(Kept { json: json.into(), zipped: OnceLock::new() })))
    }

    pub fn answer(&self, is_gzip: bool) -> Response {
        let body = if is_gzip { self.zipped() } else { &self.0.json };
        let mut response = Body::from(body.clone()).into_response();
        let head = response.headers_mut();
        head.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if is_gzip {
            head.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }

    fn zipped(&self) -> &Bytes {
        self.0.zipped.get_or_init(|| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            // Into memory, where writing cannot fail.
            let _ = encoder.write_all(&self.0.json);
            encoder.finish().unwrap_or_default().into()
        })
    }
}

/// From memory, unless something in it is this member's alone.
pub async fn shown(app: &App, member: &CallerMember, window: Window) -> Result<Shown> {
    let (key, read_at) = (key(member, window), Instant::now());
    if let Some(shown) = key.as_ref().and_then(|key| KEPT.get(key)) {
        return Ok(shown);
    }
    let shown = read(app, member, window).await?;
    if let Some(key) = key {
        KEPT.keep(key, shown.clone(), read_at);
    }
    Ok(shown)
}

/// None for who has hidden messages, and while the database is half restored.
fn key(member: &CallerMember, window: Window) -> Option<Key> {
    let conversation = &member.conversation;
    let is_whole = member.era.epoch != Epoch::default();
    (is_whole && !conversation.hides()).then(|| Key {
        conversation: conversation.id,
        era: member.era.clone(),
        version: conversation.version,
        first_seq: conversation.first_seq,
        window,
    })
}

async fn read(app: &App, member: &CallerMember, window: Window) -> Result<Shown> {
    let conversation = &member.conversation;
    let hidden_by = conversation.hides().then_some(member.actor.user.id);
    let messages = MessageRepository::of(&app.database, conversation.id)
        .within(window, None, hidden_by)
        .await?;
    let first_seq = conversation.first_seq;
    let seen: Vec<_> = messages.iter().map(|message| message.seen_from(first_seq)).collect();
    let view = HistoryView {
        messages: views(&seen),
        first: window.first,
        last: window.last,
        has_older: window.has_older(),
        has_newer: window.has_newer(),
        version: conversation.version,
        epoch: conversation.epoch.as_str().to_owned(),
        first_seq,
        hidden: conversation.hidden,
    };
    Shown::of(&view)
}
