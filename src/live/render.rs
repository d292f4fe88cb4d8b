//! What turns changes and state into the bytes of a stream. It is handed in, one
//! for each face: how a browser or a program is told is not the hub's business.

use std::{fmt, sync::Arc};

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
    /// What is not in a user's list any more, as they are no member.
    fn gone(&self, conversations: &[Uuid]) -> Bytes;
    /// The first screen of a user's list.
    fn list(&self, part: &ListPart, language: Language) -> Bytes;
    /// How far the others have read in a conversation.
    fn receipt(&self, conversation: Uuid, seq: i64) -> Bytes;
    /// A message that its reader does not want to see any more.
    fn hidden(&self, conversation: Uuid, seq: i64) -> Bytes;
    /// The newest pinned message of a conversation, if there is one.
    fn pin(&self, conversation: Uuid, pin: Option<&Message>, language: Language) -> Bytes;
    fn typing(&self, typist: &Typist, language: Language) -> Bytes;
    /// All who are typing in a group but the reader, or nobody. None where each is told
    /// by themselves.
    fn typists(&self, group: Uuid, typists: &[&Typist], language: Language) -> Option<Bytes>;
    fn presence(&self, people: &[(Peer, Presence)], language: Language) -> Bytes;
    fn closed(&self, why: Closed, language: Language) -> Bytes;
    /// The page is too far behind, or ahead: it must be made anew.
    fn reset(&self) -> Bytes;
}

/// Who listens on the other end of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Page,
    Program,
}

/// In which form a stream is told what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    pub face: Face,
    pub language: Language,
}

impl Form {
    pub const ALL: [Self; 4] = [
        Self { face: Face::Page, language: Language::English },
        Self { face: Face::Page, language: Language::Russian },
        Self { face: Face::Program, language: Language::English },
        Self { face: Face::Program, language: Language::Russian },
    ];
}

#[cfg(test)]
#[test]
fn every_language_is_told_in_both_faces() {
    for language in Language::ALL {
        for face in [Face::Page, Face::Program] {
            assert!(Form::ALL.contains(&Form { face, language }));
        }
    }
}

/// How each face says it.
#[derive(Debug, Clone)]
pub struct Renderers {
    pub pages: Arc<dyn Render>,
    pub programs: Arc<dyn Render>,
}

impl Renderers {
    pub fn of(&self, form: Form) -> &dyn Render {
        match form.face {
            Face::Page => &*self.pages,
            Face::Program => &*self.programs,
        }
    }
}

/// The bytes of one event, rendered once for each form that is listened to in.
#[derive(Debug, Clone)]
pub(super) struct PerForm(Vec<(Form, Bytes)>);

impl PerForm {
    pub fn new(forms: impl Iterator<Item = Form>, render: impl Fn(Form) -> Bytes) -> Self {
        Self(forms.map(|form| (form, render(form))).collect())
    }

    /// Those of all forms in which there is something to tell.
    pub fn some(render: impl Fn(Form) -> Option<Bytes>) -> Self {
        let rendered = Form::ALL.into_iter().filter_map(|form| Some((form, render(form)?)));
        Self(rendered.collect())
    }

    pub fn of(&self, form: Form) -> Bytes {
        self.find(form).unwrap_or_default()
    }

    /// None where nothing is told in this form.
    pub fn find(&self, form: Form) -> Option<Bytes> {
        let found = self.0.iter().find(|(rendered, _)| *rendered == form);
        found.map(|(_, bytes)| bytes.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_all_streams_of_a_form_are_told_is_rendered_once() {
        let [page, _, program, other] = Form::ALL;
        let count = Cell::new(0);
        let render = |form: Form| {
            count.set(count.get() + 1);
            Bytes::from(format!("{form:?}"))
        };
        let rendered = PerForm::new([page, program].into_iter(), render);
        let [one, two] = [rendered.of(program), rendered.of(program)];
        assert_eq!((one.as_ptr(), one.len()), (two.as_ptr(), two.len()));
        assert_ne!(one, rendered.of(page));
        assert!(rendered.of(other).is_empty(), "nobody listens to it in that form");
        assert_eq!(count.get(), 2);
    }
}
