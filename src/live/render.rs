//! What turns changes and state into the bytes of a stream. It is handed in:
//! how a browser or a program is told is not the hub's business.

use std::fmt;

use bytes::Bytes;
use uuid::Uuid;

use crate::{
    announcement::Typist,
    conversation::{Entry, ListPart, Peer},
    language::Language,
    message::Message,
    presence::Presence,
};

/// Why a stream ends for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    SignedOut,
    Removed,
    TooMany,
}

pub trait Render: fmt::Debug + Send + Sync {
    /// A changed message, with the version as its id.
    fn change(&self, message: &Message, language: Language) -> Bytes;
    /// A change that is not for this reader, whose cursor moves all the same.
    fn nothing(&self, version: i64) -> Bytes;
    /// Some entries of a user's list.
    fn entries(&self, entries: &[Entry], language: Language) -> Bytes;
    /// The first screen of a user's list.
    fn list(&self, part: &ListPart, language: Language) -> Bytes;
    /// How far the others have read.
    fn receipt(&self, seq: i64) -> Bytes;
    /// A message that its reader does not want to see any more.
    fn hidden(&self, seq: i64) -> Bytes;
    /// The newest pinned message of a conversation, if there is one.
    fn pin(&self, conversation: Uuid, pin: Option<&Message>, language: Language) -> Bytes;
    fn typing(&self, typist: &Typist, language: Language) -> Bytes;
    fn presence(&self, people: &[(Peer, Presence)], language: Language) -> Bytes;
    fn closed(&self, why: Closed, language: Language) -> Bytes;
    /// The page is too far behind, or ahead: it must be made anew.
    fn reset(&self) -> Bytes;
}

/// The bytes of one event, rendered once for each language that is listened to.
#[derive(Debug, Clone)]
pub(super) struct PerLanguage(Vec<(Language, Bytes)>);

impl PerLanguage {
    pub fn new(
        languages: impl Iterator<Item = Language>,
        render: impl Fn(Language) -> Bytes,
    ) -> Self {
        Self(languages.map(|language| (language, render(language))).collect())
    }

    pub fn of(&self, language: Language) -> Bytes {
        let found = self.0.iter().find(|(rendered, _)| *rendered == language);
        found.map(|(_, bytes)| bytes.clone()).unwrap_or_default()
    }
}
