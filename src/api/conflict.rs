//! What has changed since it was looked at.

use serde::Serialize;
use serde_json::Value;

/// The message as it stands, as a program is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict(pub Value);

impl Conflict {
    pub fn of(view: impl Serialize) -> Self {
        // A view has text for keys, so nothing can go wrong.
        Self(serde_json::to_value(view).unwrap_or_default())
    }
}
