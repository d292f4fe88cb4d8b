//! Parts of histories as programs read them, kept for whoever comes next.
//!
//! As with those of pages, the key has all that decides what they say, and whether
//! one may see them is asked before, on every request.

use std::{
    io::Write,
    sync::{Arc, LazyLock, OnceLock},
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::{handlers::views, views::HistoryView};
use crate::{
    api::{CallerMember, Result},
    app::App,
    error::Error,
    message::{MessageRepository, Window},
    store::{Epoch, Era},
    weight::{ByBytes, Weight},
};

/// Bytes that are kept, each counted plain and compressed.
const MOST_KEPT: u64 = 32 * 1024 * 1024;

/// Nothing that goes through Natter makes it stale. An operator may change the
/// database by hand, who knows no versions.
const LONGEST: Duration = Duration::from_secs(60);

static KEPT: LazyLock<Cache<Key, Shown, ByBytes>> =
    LazyLock::new(|| Cache::with_weighter(512, MOST_KEPT, ByBytes));

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
    read_at: Instant,
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
    fn of(view: &HistoryView<'_>, read_at: Instant) -> Result<Self> {
        let json = serde_json::to_vec(view).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self(Arc::new(Kept { json: json.into(), zipped: OnceLock::new(), read_at })))
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
    let key = key(member, window);
    let kept = key.as_ref().and_then(|key| KEPT.get(key));
    if let Some(shown) = kept.filter(|shown| shown.0.read_at.elapsed() < LONGEST) {
        return Ok(shown);
    }
    let shown = read(app, member, window).await?;
    if let Some(key) = key {
        KEPT.insert(key, shown.clone());
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
    let (conversation, read_at) = (&member.conversation, Instant::now());
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
    Shown::of(&view, read_at)
}
