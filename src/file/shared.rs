//! What was shared in a conversation, newest first, a kind at a time.

use std::str::FromStr;

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult, Value};
use uuid::Uuid;

use super::{File, FileRepository};
use crate::store::Connected;

/// Most that is shown at once.
const PAGE: usize = 60;
/// A page of links looks through so many messages, and no further: most have none.
const MOST_LOOKED_THROUGH: i64 = 2_000;

/// What one may look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SharedKind {
    Pictures,
    Files,
    Links,
    Sound,
}

impl SharedKind {
    pub const ALL: [Self; 4] = [Self::Pictures, Self::Files, Self::Links, Self::Sound];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Files => "files",
            Self::Links => "links",
            Self::Sound => "sound",
        }
    }

    /// As `files.kind` has them, and as the indexes of what was shared say it.
    fn kinds(self) -> &'static str {
        match self {
            Self::Pictures => "'picture', 'video'",
            Self::Files => "'other'",
            Self::Sound => "'voice', 'audio'",
            Self::Links => "",
        }
    }
}

impl FromStr for SharedKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        // People call the most of it so.
        let text = if text == "voice" { "sound" } else { text };
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// Below which message, and which file of it, a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedCursor {
    pub seq: i64,
    pub place: i16,
}

impl SharedCursor {
    pub const START: Self = Self { seq: i64::MAX, place: i16::MAX };
}

/// A file that was sent, and by whom; or a text that has a link.
#[derive(Debug, Clone)]
pub struct Shared {
    pub at: SharedCursor,
    pub username: String,
    pub display_name: String,
    /// In microseconds since 1970.
    pub sent_at: i64,
    pub file: Option<File>,
    pub body: String,
}

/// A page, and where the next one begins if there is more.
#[derive(Debug)]
pub struct SharedPart {
    pub shared: Vec<Shared>,
    pub next: Option<SharedCursor>,
}

/// Who looks, at what, and from where to where their history goes.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub conversation: Uuid,
    pub reader: Uuid,
    pub first_seq: i64,
    pub last_seq: i64,
    pub kind: SharedKind,
    pub before: SharedCursor,
}

impl Look {
    /// The first message that a page of links looks at. Numbers have no gaps.
    fn from(&self) -> i64 {
        let before = self.before.seq.min(self.last_seq + 1);
        match self.kind {
            SharedKind::Links => self.first_seq.max(before - MOST_LOOKED_THROUGH),
            _ => self.first_seq,
        }
    }
}

const NOT_HIDDEN: &str = "
    (SELECT count(*) FROM hidden_messages AS h
     WHERE h.user_id = $2 AND h.conversation_id = $1 AND h.seq = m.seq) = 0";

fn of_files(kinds: &str) -> String {
    format!(
        "SELECT f.id, f.kind, f.name, f.size, f.width, f.height, f.duration_ms, f.waveform, f.alt,
                f.animated, o.media_type, o.thumbnail, f.message_seq AS seq, f.place,
                u.username, u.display_name, m.created_at, m.body
         FROM files AS f JOIN objects AS o ON o.id = f.object_id
         JOIN messages AS m ON m.conversation_id = f.conversation_id AND m.seq = f.message_seq
         JOIN users AS u ON u.id = m.author_id
         WHERE f.conversation_id = $1 AND f.message_seq >= $3
           AND (f.message_seq, f.place) < ($4, $5) AND f.kind IN ({kinds}) AND {NOT_HIDDEN}
         ORDER BY f.message_seq DESC, f.place DESC LIMIT {}",
        PAGE + 1
    )
}

/// What may be a link, in so many messages.
fn of_links() -> String {
    format!(
        "SELECT m.seq, CAST(0 AS SMALLINT) AS place, u.username, u.display_name, m.created_at,
                m.body
         FROM messages AS m JOIN users AS u ON u.id = m.author_id
         WHERE m.conversation_id = $1 AND m.seq >= $3 AND m.seq < $4 AND $5 >= 0
           AND m.deleted_at IS NULL AND m.format <> 'event'
           AND (m.body LIKE '%http://%' OR m.body LIKE '%https://%') AND {NOT_HIDDEN}
         ORDER BY m.seq DESC LIMIT {}",
        PAGE + 1
    )
}

/// What of these a member may see, by one statement.
pub async fn shared<C: ConnectionTrait>(
    at: &impl Connected<Connection = C>,
    look: Look,
) -> Result<SharedPart, DbErr> {
    let text = match look.kind {
        SharedKind::Links => of_links(),
        kind => of_files(kind.kinds()),
    };
    let values: [Value; 5] = [
        look.conversation.into(),
        look.reader.into(),
        look.from().into(),
        look.before.seq.into(),
        look.before.place.into(),
    ];
    let rows = FileRepository::of(at).all(&text, values).await?;
    let mut found = rows.iter().map(|row| read(row, look.kind)).collect::<Result<Vec<_>, _>>()?;
    let is_more = found.len() > PAGE;
    found.truncate(PAGE);
    let further = SharedCursor { seq: look.from(), place: 0 };
    let next = match found.last() {
        Some(last) if is_more => Some(last.at),
        _ => (look.from() > look.first_seq).then_some(further),
    };
    Ok(SharedPart { shared: found, next })
}

fn read(row: &QueryResult, kind: SharedKind) -> Result<Shared, DbErr> {
    let file = match kind {
        SharedKind::Links => None,
        _ => Some(File::from_query_result(row, "")?),
    };
    Ok(Shared {
        at: SharedCursor { seq: row.try_get("", "seq")?, place: row.try_get("", "place")? },
        username: row.try_get("", "username")?,
        display_name: row.try_get("", "display_name")?,
        sent_at: row.try_get("", "created_at")?,
        file,
        body: row.try_get("", "body")?,
    })
}
