//! Who a request turned out to come from.

use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use crate::language::Language;

/// Carried along with a request, so that the layers around its handler know
/// what only the handler finds out: an error speaks the reader's language, and
/// the log names them. Empty until somebody signed in turns up.
#[derive(Debug, Clone, Default)]
pub struct Reader(Arc<OnceLock<(Uuid, Language)>>);

impl Reader {
    pub fn set(&self, user: Uuid, language: Language) {
        // The first one stays; a request has one reader.
        let _ = self.0.set((user, language));
    }

    pub fn user(&self) -> Option<Uuid> {
        self.0.get().map(|(user, _)| *user)
    }

    pub fn language(&self) -> Option<Language> {
        self.0.get().map(|(_, language)| *language)
    }
}
