//! Parts of histories as pages show them, kept for whoever comes next.
//!
//! They know nothing of their viewer, so all members of a conversation share
//! them. The key has all that decides how they look: each change takes a version,
//! and who is called otherwise from now on changes what all are called by
//! (`Era`). Whether one may see them is asked before, on
//! every request.

use std::{sync::LazyLock, time::Instant};

use jiff::civil::Date;
use uuid::Uuid;

use super::{
    history::{HistoryView, Part},
    views::PinView,
};
use crate::{
    app::App,
    error::Result,
    message::{Message, MessageRepository, Unread, Window},
    search::{Query, spelled_in},
    store::{Epoch, Era},
    web::{conversation::MemberVisit, pieces::Piece, time::ClockKey},
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
    unread: Option<Unread>,
    clock: ClockKey,
    today: Date,
}

/// What of a history is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'q> {
    pub window: Window,
    pub unread: Option<Unread>,
    /// The message that was asked for.
    pub marked: Option<i64>,
    /// What has found it.
    pub query: Option<&'q Query>,
}

/// A part of a history, and the newest pinned message above it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub history: Piece,
    pub pin: Piece,
    /// What the query has found in it, as it is written there.
    pub found: Vec<String>,
}

impl Weight for Key {
    fn weight(&self) -> usize {
        size_of::<Self>()
    }
}

impl Weight for Shown {
    fn weight(&self) -> usize {
        self.history.weight() + self.pin.weight()
    }
}

/// From memory, unless something in it is this member's alone.
pub async fn shown(app: &App, member: &MemberVisit, asked: Asked<'_>) -> Result<Shown> {
    let (key, read_at) = (key(member, asked), Instant::now());
    if let Some(shown) = key.as_ref().and_then(|key| KEPT.get(key)) {
        return Ok(shown);
    }
    let shown = read(app, member, asked).await?;
    if let Some(key) = key {
        KEPT.keep(key, shown.clone(), read_at);
    }
    Ok(shown)
}

/// None for who has hidden messages, where one is marked, and while the database is
/// half restored.
fn key(member: &MemberVisit, asked: Asked<'_>) -> Option<Key> {
    let conversation = &member.conversation;
    let is_whole = member.signed_in.era.epoch != Epoch::default();
    let is_asked = asked.marked.is_some() || asked.query.is_some();
    let is_shared = is_whole && !conversation.hides() && !is_asked;
    let (clock, today) = member.signed_in.clock.key()?;
    is_shared.then(|| Key {
        conversation: conversation.id,
        era: member.signed_in.era.clone(),
        version: conversation.version,
        first_seq: conversation.first_seq,
        window: asked.window,
        unread: asked.unread,
        clock,
        today,
    })
}

async fn read(app: &App, member: &MemberVisit, asked: Asked<'_>) -> Result<Shown> {
    let (conversation, reader) = (&member.conversation, member.signed_in.user.id);
    let Asked { window, unread, marked, query } = asked;
    let mut messages = MessageRepository::of(&app.database, conversation.id)
        .within(
            window,
            conversation.pinned_seq.filter(|seq| *seq >= conversation.first_seq),
            conversation.hides().then_some(reader),
        )
        .await?;
    let pin = messages.iter().find(|message| Some(message.seq) == conversation.pinned_seq);
    let pin = Piece::new(&PinView::new(conversation.id, pin, member.signed_in.words))?;
    messages.retain(|message| window.contains(message.seq));
    let part = Part { window, messages: &messages, unread, marked };
    let history = Piece::new(&HistoryView::new(member, &part))?;
    let found = query.map(|query| {
        let mut nearest: Vec<&Message> = messages.iter().collect();
        nearest.sort_by_key(|message| (message.seq - marked.unwrap_or_default()).abs());
        spelled_in(query, member.signed_in.clock.zone(), nearest)
    });
    Ok(Shown { history, pin, found: found.unwrap_or_default() })
}
