//! What PostgreSQL and SQLite spell differently.

use std::borrow::Cow;

use sea_orm::DbBackend;

use super::Epoch;

/// A text with `{…}` as this database spells it. What is in other braces stays.
pub(super) fn spelled(backend: DbBackend, text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        spelled += before;
        let word =
            after.split_once('}').and_then(|(name, after)| Some((word(backend, name)?, after)));
        match word {
            Some((word, after)) => {
                spelled += &word;
                rest = after;
            }
            None => {
                spelled.push('{');
                rest = after;
            }
        }
    }
    spelled + rest
}

fn word(backend: DbBackend, name: &str) -> Option<Cow<'static, str>> {
    let is_postgres = backend == DbBackend::Postgres;
    match name {
        "now" if is_postgres => {
            Some("(extract(epoch from clock_timestamp()) * 1000000)::bigint".into())
        }
        "now" => Some("CAST(unixepoch('subsec') * 1000000 AS INTEGER)".into()),
        "epoch" => Some(Epoch::expression(backend).into()),
        _ => {
            let (kind, place) = name.split_once(' ')?;
            let spelled = match (kind, is_postgres) {
                ("digits", _) => Some(digits(is_postgres, place)),
                ("uuid", true) => Some(format!("CAST({place} AS uuid)")),
                ("uuid", false) => Some(place.to_owned()),
                (_, true) => in_postgres(kind, place),
                (_, false) => in_sqlite(kind, place),
            };
            spelled.map(Into::into)
        }
    }
}

/// An id as 32 digits.
fn digits(is_postgres: bool, id: &str) -> String {
    if is_postgres {
        format!("replace(CAST(CAST({id} AS uuid) AS text), '-', '')")
    } else {
        format!("lower(hex({id}))")
    }
}

/// PostgreSQL guesses how long a list is that it does not know yet, and would make
/// a new plan each time rather than one for so many. With the bound, which no list
/// reaches, it reckons with one item, known or not: so the plan is made once, and
/// looks every item up by an index.
fn in_postgres(kind: &str, place: &str) -> Option<String> {
    let (items, elements) = match kind {
        "uuids" => ("CAST(item AS uuid)", "json_array_elements_text"),
        "numbers" => ("CAST(item AS bigint)", "json_array_elements_text"),
        "texts" => ("item", "json_array_elements_text"),
        "pairs" => ("CAST(item ->> 0 AS uuid), CAST(item ->> 1 AS uuid)", "json_array_elements"),
        _ => return None,
    };
    Some(format!(
        "(SELECT {items} FROM {elements}(CAST({place} AS json))
          WITH ORDINALITY AS list(item, place) WHERE place BETWEEN 1 AND 1000000)"
    ))
}

fn in_sqlite(kind: &str, place: &str) -> Option<String> {
    let items = match kind {
        "uuids" => "unhex(value)",
        "numbers" | "texts" => "value",
        "pairs" => "unhex(value ->> 0), unhex(value ->> 1)",
        _ => return None,
    };
    Some(format!("(SELECT {items} FROM json_each({place}))"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_other_braces_stays() {
        let text = "SELECT '{x}', '{', {now} WHERE a IN {numbers $2}";
        let spelled = spelled(DbBackend::Sqlite, text);
        assert!(spelled.starts_with("SELECT '{x}', '{', CAST(unixepoch"), "{spelled}");
        assert!(spelled.ends_with("a IN (SELECT value FROM json_each($2))"), "{spelled}");
    }

    #[test]
    fn a_written_id_is_compared_as_what_it_is_where_there_is_a_type_for_it() {
        let text = "{uuid substr(c.pair_key, 1, 36)} = {uuid $5}";
        assert_eq!(spelled(DbBackend::Sqlite, text), "substr(c.pair_key, 1, 36) = $5");
        let cast = "CAST(substr(c.pair_key, 1, 36) AS uuid) = CAST($5 AS uuid)";
        assert_eq!(spelled(DbBackend::Postgres, text), cast);
    }
}
