//! How often words are said, as PostgreSQL's statistics know it. The planner reads them
//! for each statement that it plans; a search must know them before it is one.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use tokio::sync::Mutex;

use super::terms::{Term, Wanted};
use crate::store::sql;

/// They change as slowly as a history grows.
const KEPT_FOR: Duration = Duration::from_secs(600);

/// Of a word that they do not know PostgreSQL believes no more: `DEFAULT_TS_MATCH_SEL`.
const MOST_UNKNOWN: f64 = 0.001;

/// The size of the table as the planner sees it, and for each word that is common the
/// share of messages that have it; behind the words, without one, stand the least and the
/// largest share.
const STATISTICS: &str = "
    SELECT c.reltuples / GREATEST(c.relpages, 1) * CAST(
               pg_relation_size(c.oid) / CAST(current_setting('block_size') AS bigint)
           AS float8) AS messages,
           said.word AS word, CAST(said.share AS float8) AS share
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname
         AND s.attname = 'words'
    LEFT JOIN LATERAL unnest(
        CAST(CAST(s.most_common_elems AS text) AS text[]), s.most_common_elem_freqs
    ) AS said (word, share) ON TRUE
    WHERE c.oid = CAST('message_words' AS regclass)";

/// What was read last, for all searches of a process.
#[derive(Debug, Default)]
pub(super) struct Statistics(Mutex<Option<(Instant, Arc<Frequencies>)>>);

#[derive(Debug)]
pub(super) struct Frequencies {
    messages: f64,
    common: BTreeMap<String, f64>,
    /// Of a word that is not common.
    unknown: f64,
}

impl Statistics {
    pub async fn now(&self, connection: &impl ConnectionTrait) -> Result<Arc<Frequencies>, DbErr> {
        let mut kept = self.0.lock().await;
        if let Some((_, known)) = kept.as_ref().filter(|(read, _)| read.elapsed() < KEPT_FOR) {
            return Ok(Arc::clone(known));
        }
        let rows = connection.query_all_raw(sql(connection, STATISTICS, [])).await?;
        let known = Arc::new(Frequencies::of(&rows)?);
        *kept = Some((Instant::now(), Arc::clone(&known)));
        Ok(known)
    }
}

impl Frequencies {
    fn of(rows: &[QueryResult]) -> Result<Self, DbErr> {
        let mut all = Self { messages: 0.0, common: BTreeMap::new(), unknown: MOST_UNKNOWN };
        for row in rows {
            all.messages = row.try_get("", "messages")?;
            let (word, share): (Option<String>, Option<f64>) =
                (row.try_get("", "word")?, row.try_get("", "share")?);
            match (word, share) {
                (Some(word), Some(share)) => _ = all.common.insert(word, share),
                (None, Some(least)) => all.unknown = all.unknown.min(least / 2.0),
                _ => {}
            }
        }
        Ok(all)
    }

    /// How many messages should have all of these, whoever has said them.
    pub fn expected(&self, terms: &[Term]) -> f64 {
        let shares = terms.iter().map(|term| term.share(|wanted| self.share(wanted)));
        self.messages.max(0.0) * shares.product::<f64>()
    }

    /// As `tsmatchsel` of PostgreSQL thinks.
    fn share(&self, Wanted { word, goes_on }: Wanted<'_>) -> f64 {
        if !goes_on {
            return self.common.get(word).copied().unwrap_or(self.unknown);
        }
        let from_it = self.common.range(word.to_owned()..);
        let so = from_it.take_while(|(common, _)| common.starts_with(word));
        any(so.map(|(_, share)| *share)).max(self.unknown)
    }
}

/// The share that has at least one, where one tells nothing about another.
pub(super) fn any(shares: impl Iterator<Item = f64>) -> f64 {
    1.0 - shares.map(|share| 1.0 - share).product::<f64>()
}

#[cfg(test)]
mod tests {
    use super::{super::terms::Ending, *};

    fn expected(known: &Frequencies, typed: &[(&str, Ending)]) -> i64 {
        let terms: Vec<Term> =
            typed.iter().map(|(text, ending)| Term::of(text, *ending).unwrap()).collect();
        known.expected(&terms).round() as i64
    }

    #[test]
    fn what_is_common_alone_is_less_so_together() {
        let common = [("boat", 0.5), ("bob", 0.2), ("sail", 0.1)];
        let known = Frequencies {
            messages: 1_000_000.0,
            common: common.map(|(word, share)| (word.to_owned(), share)).into(),
            unknown: 0.0002,
        };
        for (typed, wanted) in [
            (&[("boat", Ending::Whole)][..], 500_000),
            (&[("boat", Ending::Whole), ("sail", Ending::Whole)], 50_000),
            (&[("bo", Ending::Open)], 600_000),
            (&[("varnish", Ending::Whole)], 200),
            (&[("va", Ending::Open)], 200),
            (&[("varnish", Ending::Whole), ("oars", Ending::Whole)], 0),
        ] {
            assert_eq!(expected(&known, typed), wanted, "{typed:?}");
        }
    }

    #[test]
    fn without_statistics_everything_may_be_rare() {
        let known =
            |messages| Frequencies { messages, common: BTreeMap::new(), unknown: MOST_UNKNOWN };
        assert_eq!(expected(&known(2_000_000.0), &[("boat", Ending::Whole)]), 2_000);
        // So PostgreSQL says that it has not looked yet.
        assert_eq!(expected(&known(-1.0), &[("boat", Ending::Whole)]), 0);
    }
}
