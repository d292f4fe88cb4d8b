//! What a session holds.

use serde::{Deserialize, Serialize};
use tower_sessions::session::Record;
use uuid::Uuid;

/// Where it stands in the record of a session.
pub const KEY: &str = "sign-in";

/// What a session holds: who signed in, in which epoch of that user's
/// sessions, and the session's public name (its id stays a secret).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    pub user_id: Uuid,
    pub epoch: i32,
    pub name: Uuid,
    /// Goes on under another id than it began with.
    #[serde(default)]
    pub renewed: bool,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Microseconds since 1970, as those below.
    pub signed_in_at: i64,
    pub last_used_at: i64,
    /// When the password was given last; none when only a release before this
    /// has seen it.
    #[serde(default)]
    pub confirmed_at: Option<i64>,
}

impl SignIn {
    /// As the store sees it.
    pub fn in_record(record: &Record) -> Option<Self> {
        serde_json::from_value(record.data.get(KEY)?.clone()).ok()
    }

    /// As the row of a session holds it; none where an older release has written
    /// something else.
    pub fn in_row(data: &[u8]) -> Option<Self> {
        Self::in_record(&serde_json::from_slice(data).ok()?)
    }

    /// Whether its cookie may have the old name. With https that could be set by
    /// whoever has a neighbouring name or is on the way: with a session of
    /// theirs, in which others would then write.
    pub fn is_of_release_before(&self) -> bool {
        self.confirmed_at.is_none()
    }
}
