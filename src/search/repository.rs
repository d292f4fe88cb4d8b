//! Every query that looks for messages.

use std::ops::RangeInclusive;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Value};
use uuid::Uuid;

use super::{
    document::{DAY_MICROS, in_conversation, on_day},
    frequency::Statistics,
    hit::Row,
    query::Cursor,
    statements::{
        FIND, FIND_BACKWARDS, FIND_IN_ONE, FIND_RARE, LOOKED_THROUGH_IN_ONE, MOST_EXPECTED,
        MOST_IN_ONE, MOST_RARE, NAMED, PAGE, WALK, WALK_IN_ONE, WALK_WITHIN,
    },
    terms::{Term, question},
};
use crate::store::{Connected, sql, texts, uuids};

/// Whose conversations are no more than these are looked for in these alone: the index
/// has the words of everybody.
const MOST_NAMED: i64 = 50;

/// More days are not named.
const MOST_DAYS: i64 = 60;
/// So many days are looked at before all are: a single conversation in which much is said
/// may have left room for nothing else among the newest, so they say little.
const WEEK: i64 = 7;

/// What is to be found, and by whom.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub reader: Uuid,
    /// At least one.
    pub terms: Vec<Term>,
    pub since: i64,
    pub until: Option<i64>,
}

/// Something that is called so: a user, or a conversation of the reader.
#[derive(Debug, FromQueryResult)]
pub(super) struct Named {
    pub id: Uuid,
    pub is_user: bool,
    pub username: Option<String>,
    pub display_name: Option<String>,
    pub title: Option<String>,
}

pub(super) struct SearchRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> SearchRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// What is found below the cursor, newest first, in all conversations of the reader
    /// or in some of them: a page and one more.
    pub async fn find(
        &self,
        look: &Look,
        within: Option<&[Uuid]>,
        below: Cursor,
        statistics: &Statistics,
    ) -> Result<Vec<Row>, DbErr> {
        let mut look = look.clone();
        if let Some(within) = within {
            look.terms.push(Term::any_label(within.iter().copied().map(in_conversation)));
        }
        if self.is_sqlite() {
            return match within {
                Some(_) => self.rows(&look, below).await,
                None => self.find_backwards(look, below).await,
            };
        }
        let known = statistics.now(self.connection).await;
        if known.is_some_and(|known| known.expected(&look.terms) <= MOST_EXPECTED)
            && let Some(rows) = self.find_rare(&look, below).await?
        {
            return Ok(rows);
        }
        let mut values = self.values(&look, below);
        let walk = match within {
            Some(within) => {
                values.push(uuids(within));
                &WALK_WITHIN
            }
            None => &WALK,
        };
        let rows = self.connection.query_all_raw(walk.with(self.connection, values)).await?;
        let walked = Walked::of(&rows)?;
        let Some(edge) = walked.edge.filter(|edge| *edge >= look.since) else {
            return Ok(walked.rows);
        };
        if walked.rows.len() > PAGE {
            return Ok(walked.rows);
        }
        if within.is_none() && !walked.own.is_empty() {
            let own = walked.own.iter().copied().map(in_conversation);
            look.terms.push(Term::any_label(own));
        }
        let newest = walked.newest.unwrap_or(edge);
        for days in days(newest, edge, walked.rows.len()) {
            let mut of_days = look.clone();
            of_days.since = look.since.max(days.start() * DAY_MICROS);
            of_days.terms.push(Term::any_label(days.map(|day| on_day(day * DAY_MICROS))));
            let found = self.rows(&of_days, below).await?;
            if found.len() > PAGE {
                return Ok(found);
            }
        }
        self.rows(&look, below).await
    }

    /// Among the newest that have it, whoever's they are: of a rare word that is all, and
    /// a common one is there often enough. Only what is the reader's seldom and others'
    /// often is looked for in the reader's conversations, for FTS5 reads all that is said
    /// there.
    async fn find_backwards(&self, mut look: Look, below: Cursor) -> Result<Vec<Row>, DbErr> {
        let statement = FIND_BACKWARDS.with(self.connection, self.values(&look, below));
        let rows = self.connection.query_all_raw(statement).await?;
        let is_more: Option<bool> =
            rows.first().map(|first| first.try_get("", "is_more")).transpose()?;
        let found = with_hit(&rows)?;
        if is_more != Some(true) || found.len() > PAGE {
            return Ok(found);
        }
        look.terms.extend(self.own(look.reader).await?);
        self.rows(&look, below).await
    }

    /// All conversations of the reader as one term, unless they are too many to be named.
    async fn own(&self, reader: Uuid) -> Result<Option<Term>, DbErr> {
        let text = "SELECT conversation_id FROM members WHERE user_id = $1 LIMIT $2";
        let statement = sql(self.connection, text, [reader.into(), (MOST_NAMED + 1).into()]);
        let rows = self.connection.query_all_raw(statement).await?;
        let own: Vec<Uuid> = rows
            .iter()
            .map(|row| row.try_get("", "conversation_id"))
            .collect::<Result<_, DbErr>>()?;
        let are_few = i64::try_from(own.len()).is_ok_and(|count| (1..=MOST_NAMED).contains(&count));
        Ok(are_few.then(|| Term::any_label(own.into_iter().map(in_conversation))))
    }

    /// What is hardly there; none where it is more, and the newest are looked through.
    async fn find_rare(&self, look: &Look, below: Cursor) -> Result<Option<Vec<Row>>, DbErr> {
        let statement = FIND_RARE.with(self.connection, self.values(look, below));
        let rows = self.connection.query_all_raw(statement).await?;
        let found: Option<i64> =
            rows.first().map(|first| first.try_get("", "found")).transpose()?;
        if found.is_some_and(|found| found > MOST_RARE) {
            return Ok(None);
        }
        with_hit(&rows).map(Some)
    }

    async fn rows(&self, look: &Look, below: Cursor) -> Result<Vec<Row>, DbErr> {
        let statement = FIND.with(self.connection, self.values(look, below));
        Row::find_by_statement(statement).all(self.connection).await
    }

    fn values(&self, look: &Look, below: Cursor) -> Vec<Value> {
        let below = below.at_most(look.until);
        vec![
            look.reader.into(),
            self.question(look).into(),
            below.at.into(),
            below.conversation.into(),
            below.seq.into(),
            look.since.into(),
        ]
    }

    /// The numbers of what is found in one conversation of the reader, who sees it from
    /// `first_seq` to `last_seq` and has hidden so many messages there; newest first, at
    /// most so many and one more.
    pub async fn find_in(
        &self,
        look: &Look,
        conversation: Uuid,
        (first_seq, last_seq): (i64, i64),
        hidden: i64,
    ) -> Result<Vec<i64>, DbErr> {
        let mut look = look.clone();
        look.terms.push(Term::any_label([in_conversation(conversation)]));
        let values = |look: &Look| -> [Value; 7] {
            [
                look.reader.into(),
                self.question(look).into(),
                conversation.into(),
                first_seq.into(),
                look.since.into(),
                Cursor::START.at_most(look.until).at.into(),
                hidden.into(),
            ]
        };
        if !self.is_sqlite() {
            let statement = WALK_IN_ONE.with(self.connection, values(&look));
            let seqs = seqs(&self.connection.query_all_raw(statement).await?)?;
            if seqs.len() > MOST_IN_ONE || last_seq - first_seq < LOOKED_THROUGH_IN_ONE {
                return Ok(seqs);
            }
        }
        let statement = FIND_IN_ONE.with(self.connection, values(&look));
        let mut seqs = seqs(&self.connection.query_all_raw(statement).await?)?;
        // Of one millisecond SQLite may have indexed the older ones later.
        seqs.sort_unstable_by(|one, other| other.cmp(one));
        Ok(seqs)
    }

    /// The users of these names, and where it is asked for the conversations of the
    /// reader.
    pub async fn named(
        &self,
        reader: Uuid,
        usernames: &[String],
        conversations: bool,
    ) -> Result<Vec<Named>, DbErr> {
        let names = texts(usernames.iter().map(String::as_str));
        let values = [reader.into(), names, conversations.into()];
        Named::find_by_statement(NAMED.with(self.connection, values)).all(self.connection).await
    }

    /// How many messages from before are not found yet.
    pub async fn remaining(&self) -> Result<i64, DbErr> {
        let text = "
            SELECT CAST(COALESCE(SUM(below_seq), 0) AS BIGINT) AS remaining FROM search_backlog";
        let row = self.connection.query_one_raw(sql(self.connection, text, [])).await?;
        row.map_or(Ok(0), |row| row.try_get("", "remaining"))
    }

    fn question(&self, look: &Look) -> String {
        question(self.connection.get_database_backend(), &look.terms)
    }

    fn is_sqlite(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Sqlite
    }
}

/// What was found among the newest messages.
#[derive(Debug)]
struct Walked {
    rows: Vec<Row>,
    /// All that is newer was looked at; none where that is all.
    edge: Option<i64>,
    /// When the newest of it was said.
    newest: Option<i64>,
    /// All conversations of the reader, unless they are too many to be named.
    own: Vec<Uuid>,
}

impl Walked {
    fn of(rows: &[QueryResult]) -> Result<Self, DbErr> {
        let Some(first) = rows.first() else {
            return Ok(Self { rows: Vec::new(), edge: None, newest: None, own: Vec::new() });
        };
        let conversations: i64 = first.try_get("", "conversations")?;
        let own: Option<String> = first.try_get("", "own")?;
        let own = own.filter(|_| conversations <= MOST_NAMED).unwrap_or_default();
        Ok(Self {
            rows: with_hit(rows)?,
            edge: first.try_get("", "edge")?,
            newest: first.try_get("", "newest")?,
            own: own.split(' ').filter_map(|id| Uuid::try_parse(id).ok()).collect(),
        })
    }
}

/// Beside no hit stands nothing.
fn with_hit(rows: &[QueryResult]) -> Result<Vec<Row>, DbErr> {
    let mut found = Vec::new();
    for row in rows {
        if row.try_get::<Option<i64>>("", "seq")?.is_some() {
            found.push(Row::from_query_result(row, "")?);
        }
    }
    Ok(found)
}

/// The days before `newest` in which a page should be found, when so many hits are newer
/// than `edge`, and those where it may be if it is not; none where they are too many to be
/// named. Where there was no hit there may be one a little further back.
fn days(newest: i64, edge: i64, hits: usize) -> Vec<RangeInclusive<i64>> {
    let hits = i64::try_from(hits).unwrap_or(i64::MAX).max(1);
    // Twice of what is needed.
    let wanted = 2 * PAGE as i64 / hits + 1;
    let last = newest.div_euclid(DAY_MICROS);
    let first = newest.saturating_sub((newest - edge).saturating_mul(wanted));
    let first = first.div_euclid(DAY_MICROS);
    // All that was looked at may be older than where one would have to go on.
    if !(0..MOST_DAYS).contains(&(last - first)) {
        return Vec::new();
    }
    let week = (last - WEEK < first).then_some(last - WEEK..=last);
    [first..=last].into_iter().chain(week).collect()
}

fn seqs(rows: &[QueryResult]) -> Result<Vec<i64>, DbErr> {
    rows.iter().map(|row| row.try_get("", "seq")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_days_are_looked_at_as_should_have_a_page() {
        let days =
            |newest: i64, edge: i64, hits| days(newest * DAY_MICROS, edge * DAY_MICROS, hits);
        assert_eq!(days(1_000, 999, 10), [995..=1_000, 993..=1_000]);
        assert_eq!(days(1_000, 1_000, 0), [1_000..=1_000, 993..=1_000]);
        assert_eq!(days(1_000, 999, 1), [959..=1_000]);
        assert_eq!(days(1_000, 999, 0), [959..=1_000]);
        assert_eq!(days(1_000, 990, 1), []);
        assert_eq!(days(1_000, 1_010, 1), []);
    }
}
