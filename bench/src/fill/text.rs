//! What messages say: 20 to 140 characters, some of them marked up.

/// An expression of a text that depends on a number.
pub fn of(number: &str) -> String {
    format!(
        "CASE ({number}) % 5
             WHEN 0 THEN 'Yes, that works for me.'
             WHEN 1 THEN 'The varnish arrived, three tins, and the colour is right this time. Number ' || ({number})
             WHEN 2 THEN 'I left them *in the shed*, behind the oars.'
             WHEN 3 THEN 'It is worse than we thought, but **only a little**: the crack stops four fingers before the bow, so the ribs are sound.'
             ELSE 'See https://example.org/clamps/keel for how to place them' END"
    )
}
