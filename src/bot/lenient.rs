//! Answers that are not quite as expected.
//!
//! Telegram changes, and not every Bot API server tells all of it. What was
//! done must not count as failed, and be done again, because of a field that
//! nobody needs.

use serde_json::Value;
use teloxide::RequestError;

/// The result of a call that was answered with success, but with other fields
/// than teloxide demands; none for any other error.
pub fn result(error: &RequestError) -> Option<Value> {
    let RequestError::InvalidJson { raw, .. } = error else { return None };
    let mut answer: Value = serde_json::from_str(raw).ok()?;
    (answer["ok"] == true).then(|| answer["result"].take())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;

    fn answered(raw: &str) -> Option<Value> {
        let source = Arc::new(serde_json::from_str::<Value>("").expect_err("nothing"));
        result(&RequestError::InvalidJson { source, raw: raw.into() })
    }

    #[test]
    fn what_was_done_is_known_from_a_strange_answer() {
        let answer = r#"{"ok":true,"result":{"message_id":7}}"#;
        assert_eq!(answered(answer), Some(json!({"message_id": 7})));
        assert_eq!(answered(r#"{"ok":false,"result":7}"#), None);
        assert_eq!(answered("<html>ok</html>"), None);
    }
}
