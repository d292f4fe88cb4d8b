//! Where in time a history is: by days, as a calendar asks, and from a day on.

use jiff::{civil::Date, tz::TimeZone};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use crate::store::{Text, numbers};

/// When a message was said, in microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Moment {
    pub seq: i64,
    pub created_at: i64,
}

/// After all that is said in the next two hundred years.
pub const END: i64 = 9_000_000_000_000_000;

/// When a day begins in this zone, in microseconds since 1970; none at the end of all time.
pub fn start_of(day: Date, zone: &TimeZone) -> Option<i64> {
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp().as_microsecond())
}

/// What the user `$2` may see of the messages `m`, who sees them from `$3` on. It is a sum,
/// so that PostgreSQL goes by time alone.
const SHOWN: &str = "m.conversation_id = $1 AND m.seq - $3 >= 0
    AND (SELECT count(*) FROM hidden_messages AS h
         WHERE h.user_id = $2 AND h.conversation_id = $1 AND h.seq = m.seq) = 0";

/// When the first or the last of them was said then. They are in the order of time and
/// nothing else, so one is taken from the index and nothing is sorted.
fn one(then: &str, order: &str) -> String {
    format!(
        "(SELECT m.created_at FROM messages AS m WHERE {SHOWN} AND {then}
          ORDER BY m.created_at {order} LIMIT 1)"
    )
}

/// What was said before somebody's history begins may be much, and is never gone through:
/// no part begins before it. Each part is looked up by itself, however much is in it. Of
/// what was said at one moment the first counts; that is a sum, too, or PostgreSQL would
/// go through the numbers to find the lowest.
static PARTED: Text = Text::new(|_| {
    format!(
        "WITH given (at) AS MATERIALIZED {{numbers $4}},
         beginning AS MATERIALIZED (
             SELECT b.created_at AS at FROM messages AS b
             WHERE b.conversation_id = $1 AND b.seq = $3),
         parts AS MATERIALIZED (
             SELECT CASE WHEN given.at < beginning.at THEN beginning.at ELSE given.at END AS start,
                    COALESCE(LEAD(given.at) OVER (ORDER BY given.at), {END}) AS until
             FROM given CROSS JOIN beginning),
         found AS MATERIALIZED (
             SELECT {} AS at FROM beginning
             UNION ALL
             SELECT {} FROM parts)
         SELECT (SELECT MIN(m.seq + 0) FROM messages AS m
                 WHERE {SHOWN} AND m.created_at = found.at) AS seq, found.at AS created_at
         FROM found WHERE found.at IS NOT NULL ORDER BY found.at",
        one("m.created_at >= beginning.at AND m.created_at < (SELECT MIN(at) FROM given)", "DESC"),
        one("m.created_at >= parts.start AND m.created_at < parts.until", "")
    )
});

/// What one member sees of a conversation, by time.
pub struct Moments<'c, C> {
    pub connection: &'c C,
    pub conversation: Uuid,
    pub reader: Uuid,
    /// Where their history begins.
    pub first_seq: i64,
}

impl<'c, C: ConnectionTrait> Moments<'c, C> {
    /// These times, in microseconds since 1970, part a history: of each part the first
    /// message, from the first time on, and before it the last one of all; in their order,
    /// and none where there is none.
    pub async fn parted(&self, times: &[i64]) -> Result<Vec<Moment>, DbErr> {
        let values =
            [self.conversation.into(), self.reader.into(), self.first_seq.into(), numbers(times)];
        let statement = PARTED.with(self.connection, values);
        Moment::find_by_statement(statement).all(self.connection).await
    }

    /// The last message, if there is one.
    pub async fn last(&self) -> Result<Option<Moment>, DbErr> {
        Ok(self.parted(&[END]).await?.pop())
    }

    /// The first message at or after this time, if there is one.
    pub async fn first_since(&self, at: i64) -> Result<Option<i64>, DbErr> {
        let parted = self.parted(&[at]).await?;
        Ok(parted.iter().find(|one| one.created_at >= at).map(|one| one.seq))
    }
}
