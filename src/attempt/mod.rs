//! Attempt: one sending of a form, named by its nonce.
//!
//! A form may come twice: by a double click, or again because its answer got
//! lost. What an attempt has done is written down with it, so that a repeat
//! does nothing and is answered as the first was.

mod key;
mod nonce;
mod repository;

pub use key::{Aim, Attempt};
pub use nonce::Nonce;
pub use repository::{AttemptRepository, Made};

use crate::store::Database;

/// Forgets what is not repeated any more.
pub async fn sweep(database: &Database) {
    let _turn = database.turn().await;
    if let Err(error) = AttemptRepository::of(database).delete_old().await {
        tracing::warn!(%error, "old attempts could not be removed");
    }
}
