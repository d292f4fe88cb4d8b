//! How often words are said, as PostgreSQL's statistics know it. The planner reads them
//! for each statement that it plans; a search must know them before it is one.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, DbErr};
use tokio::sync::Mutex;
use tracing::warn;

use super::terms::{Term, Wanted, share_of_any};
use crate::store::sql;

/// They change as slowly as a history grows.
const KEPT_FOR: Duration = Duration::from_secs(600);

/// Of a word that they do not know PostgreSQL believes no more: `DEFAULT_TS_MATCH_SEL`.
const MOST_UNKNOWN: f64 = 0.005;
/// No less of how a word begins, where fewer words are known than `FEWEST`.
const BEGINNING: f64 = 4.0 * MOST_UNKNOWN;
const FEWEST: usize = 100;

/// The size of the table as the planner sees it, with twenty messages in a page before they
/// were counted; and for each word that is common the share of messages that have it, behind
/// which, without a word, stand the least and the largest share.
const STATISTICS: &str = "
    SELECT CASE WHEN c.reltuples > 0 THEN c.reltuples / GREATEST(c.relpages, 1) ELSE 20 END
               * CAST(pg_relation_size(c.oid) / CAST(current_setting('block_size') AS bigint)
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
pub(super) struct Statistics(Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    until: Instant,
    known: Option<Arc<Frequencies>>,
}

#[derive(Debug)]
pub(super) struct Frequencies {
    messages: f64,
    common: BTreeMap<String, f64>,
    /// Of a word that is not common.
    unknown: f64,
}

impl Statistics {
    /// Those of before where they cannot be read, which is not tried again until it is
    /// time; none where they never could be.
    pub async fn now(&self, connection: &impl ConnectionTrait) -> Option<Arc<Frequencies>> {
        let mut kept = self.0.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| Instant::now() < kept.until) {
            return kept.known.clone();
        }
        let known = match Frequencies::read(connection).await {
            Ok(known) => Some(Arc::new(known)),
            Err(error) => {
                warn!(%error, "how often words are said cannot be read");
                kept.take().and_then(|kept| kept.known)
            }
        };
        *kept = Some(Kept { until: Instant::now() + KEPT_FOR, known: known.clone() });
        known
    }
}

impl Frequencies {
    async fn read(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let rows = connection.query_all_raw(sql(connection, STATISTICS, [])).await?;
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
        self.messages * shares.product::<f64>()
    }

    /// As `tsmatchsel` of PostgreSQL thinks, but for what else might begin so.
    fn share(&self, Wanted { word, goes_on }: Wanted<'_>) -> f64 {
        if !goes_on {
            return self.common.get(word).copied().unwrap_or(self.unknown);
        }
        let least = if self.common.len() < FEWEST { BEGINNING } else { self.unknown };
        let from_it = self.common.range(word.to_owned()..);
        let so = from_it.take_while(|(common, _)| common.starts_with(word));
        share_of_any(so.map(|(_, share)| *share)).max(least)
    }
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
        let common = common.map(|(word, share)| (word.to_owned(), share));
        let others = (0..FEWEST).map(|number| (format!("other{number}"), 0.0004));
        let known = Frequencies {
            messages: 1_000_000.0,
            common: common.into_iter().chain(others).collect(),
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
    fn without_statistics_a_little_is_taken_for_granted() {
        let (common, unknown) = (BTreeMap::new(), MOST_UNKNOWN);
        let known = Frequencies { messages: 2_000_000.0, common, unknown };
        assert_eq!(expected(&known, &[("boat", Ending::Whole)]), 10_000);
        assert_eq!(expected(&known, &[("bo", Ending::Open)]), 40_000);
    }

    #[tokio::test]
    async fn where_they_cannot_be_read_those_of_before_count() {
        // There is no such table.
        let nowhere = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
        let statistics = Statistics::default();
        assert!(statistics.now(&nowhere).await.is_none());

        let known = Frequencies { messages: 7.0, common: BTreeMap::new(), unknown: MOST_UNKNOWN };
        let until = Instant::now();
        *statistics.0.lock().await = Some(Kept { until, known: Some(Arc::new(known)) });
        let of_before = statistics.now(&nowhere).await.unwrap();
        assert!((of_before.messages - 7.0).abs() < f64::EPSILON);
        assert!(statistics.0.lock().await.as_ref().unwrap().until > until, "asked again late");
    }
}
