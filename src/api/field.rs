//! Which field of what was sent is of the wrong kind.

use std::fmt::Display;

use serde_path_to_error::Error;

/// Its path: `body`, `to[1]`; `.` for all of it. Of one that is given twice, or
/// is missing, only the text of the error has the name.
pub fn field_of<E: Display>(error: &Error<E>) -> String {
    let text = error.inner().to_string();
    let named = ["duplicate field `", "missing field `"]
        .iter()
        .find_map(|begin| text.strip_prefix(begin)?.split_once('`'));
    named.map_or_else(|| error.path().to_string(), |(field, _)| field.to_owned())
}
