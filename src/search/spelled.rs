//! How what was found is written where it was found.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{query::Query, terms::Stems};
use crate::message::{Message, markdown::flat, parse};

/// More is not told.
const MOST_SPELLINGS: usize = 50;
/// Bytes of texts that are looked through.
const MOST_BYTES: usize = 32_000;

/// What `query` finds in the texts of these messages, as it is written there: words, and
/// phrases as a whole, the longest first. Days are those of this zone.
pub fn spelled_in<'m>(
    query: &Query,
    zone: &TimeZone,
    messages: impl IntoIterator<Item = &'m Message>,
) -> Vec<String> {
    let Some(asked) = query.read(zone) else { return Vec::new() };
    let said = messages.into_iter().filter(|one| !one.is_deleted() && !one.is_line());
    let mut left = MOST_BYTES;
    let mut found = BTreeSet::new();
    for message in said {
        let text = flat(&parse(&message.body, message.format)).words;
        if text.len() > left || found.len() >= MOST_SPELLINGS {
            break;
        }
        left -= text.len();
        let all = Stems::of(&text, &asked.terms);
        let spans = asked.terms.iter().flat_map(|term| term.spans(&all));
        found.extend(spans.filter_map(|span| text.get(span).map(str::to_owned)));
    }
    let mut found: Vec<String> = found.into_iter().collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.len()));
    found.truncate(MOST_SPELLINGS);
    found
}
