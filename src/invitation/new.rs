//! An invitation about to be made.

use crate::{
    form::Fields,
    problem::{Problem, Problems},
};

/// Longest life of an invitation that expires.
pub const MOST_DAYS: i64 = 365;
/// Most people that one link with a limit lets in.
pub const MOST_USES: i64 = 1000;

/// How long and for how many people it is good; none means without a limit.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NewInvitation {
    pub days: Option<i64>,
    pub most_uses: Option<i32>,
}

impl NewInvitation {
    /// From the fields `days` and `uses`; empty means without a limit.
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let days = problems.keep(limit(fields, "days", MOST_DAYS, "problem-invitation-days"));
        let uses = problems.keep(limit(fields, "uses", MOST_USES, "problem-invitation-uses"));
        problems.or(Self { days, most_uses: uses.and_then(|uses| uses.try_into().ok()) })
    }
}

fn limit(
    fields: &Fields,
    field: &'static str,
    most: i64,
    sentence: &'static str,
) -> Result<Option<i64>, Problem> {
    if fields.text(field)?.trim().is_empty() {
        return Ok(None);
    }
    match fields.number(field) {
        Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
        _ => Err(Problem { field, sentence }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_optional_and_have_limits() {
        let read = |query| NewInvitation::read(&Fields::of_query(query));
        assert_eq!(read(""), Ok(NewInvitation { days: None, most_uses: None }));
        assert_eq!(
            read("days=7&uses=+5+"),
            Ok(NewInvitation { days: Some(7), most_uses: Some(5) })
        );
        for wrong in ["days=0", "days=366", "days=-1", "days=x", "uses=0", "uses=1001", "uses=1.5"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
