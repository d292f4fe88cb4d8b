//! Search: finding again what was said, by the words of messages and of their files.
//!
//! Texts are split, folded and stemmed here and not in the database, so that both find
//! the same. The words are stored in the transaction that stores a message, edits it or
//! deletes it. Nothing that was typed can be wrong: every text is a query.

mod backlog;
mod document;
mod fold;
mod frequency;
mod hit;
mod merging;
mod query;
mod repository;
mod service;
mod snippet;
mod spelled;
mod statements;
mod stem;
mod storing;
mod terms;
mod words;

pub use backlog::{Backlog, index_anew};
pub use document::{Found, Has, Words, document};
pub use hit::{Hit, Page};
pub use merging::merge_index;
pub use query::{Cursor, Filters, Query};
pub use service::{InConversation, Names, Place, SearchService, remaining};
pub use snippet::Snippet;
pub use spelled::spelled_in;
pub use storing::WordsRepository;
pub(crate) use storing::{SENT_IN_POSTGRES, SENT_IN_SQLITE};
