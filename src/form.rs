//! Forms: the fields of a post or a query, and what is wrong with which.

use std::{borrow::Cow, collections::HashMap};

use percent_encoding::percent_decode;

use crate::{error::Error, problem::Problem};

/// The field in which a page says for whom it was made.
const READER: &str = "reader";

/// The fields of a posted form, each with its values. Missing fields count as
/// empty; the first of several with one name counts, but where all are asked for.
#[derive(Debug, Default)]
pub struct Fields(HashMap<String, Vec<Option<String>>>);

impl Fields {
    /// The text of a field; a problem when its bytes are not UTF-8.
    pub fn text(&self, name: &'static str) -> Result<&str, Problem> {
        match self.0.get(name).and_then(|values| values.first()) {
            None => Ok(""),
            Some(Some(text)) => Ok(text),
            Some(None) => Err(Problem { field: name, sentence: "problem-not-text" }),
        }
    }

    /// These, where the page was made for this user; else it is not allowed. Another one
    /// may have signed in since in the same browser, and nobody must write in their name.
    pub fn of(self, reader: &str) -> Result<Self, Error> {
        let is_theirs = self.text(READER).is_ok_and(|named| named.is_empty() || named == reader);
        if is_theirs { Ok(self) } else { Err(Error::NotAllowed("error-other-reader")) }
    }

    /// What `parse` makes of each value of a field; none when one makes no sense.
    pub fn every<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let values = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        values.iter().map(|value| parse(value.as_deref()?)).collect()
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// These fields, and those of `others` that are missing here.
    pub fn over(mut self, others: Self) -> Self {
        for (name, value) in others.0 {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    /// What `parse` makes of a field that was sent; none when it was not.
    pub fn sent<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        if !self.has(name) {
            return Ok(None);
        }
        self.text(name).and_then(parse).map(Some)
    }

    /// Whether a field that was sent says `on` and not `off`; none when it was not.
    pub fn on_or_off(&self, name: &'static str) -> Result<Option<bool>, Problem> {
        self.sent(name, |typed| match typed {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(Problem { field: name, sentence: "problem-on-or-off" }),
        })
    }

    /// A number from 0 to 2^63 - 1; empty counts as 0.
    pub fn number(&self, name: &'static str) -> Result<i64, Problem> {
        let text = self.text(name)?.trim();
        if text.is_empty() {
            return Ok(0);
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse()
            .ok()
            .filter(|_| digits)
            .ok_or(Problem { field: name, sentence: "problem-not-a-number" })
    }

    /// What was typed, to be shown again; nothing when it is not text.
    pub fn typed(&self, name: &'static str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    /// A form with this one field.
    pub fn only(name: &str, text: String) -> Self {
        Self(HashMap::from([(name.to_owned(), vec![Some(text)])]))
    }

    /// A form with these fields.
    pub fn of_pairs(pairs: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let mut fields = HashMap::<String, Vec<Option<String>>>::new();
        for (name, text) in pairs {
            fields.entry(name.to_owned()).or_default().push(Some(text));
        }
        Self(fields)
    }

    /// The parts of a form; none where one is no text.
    pub fn of_parts(parts: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        let mut fields = HashMap::<String, Vec<Option<String>>>::new();
        for (name, value) in parts {
            fields.entry(name).or_default().push(value);
        }
        Self(fields)
    }

    /// A query string read as a form.
    pub fn of_query(query: &str) -> Self {
        Self::parse(query.as_bytes())
    }

    /// The body of a form.
    pub fn parse(body: &[u8]) -> Self {
        let mut fields = HashMap::<String, Vec<Option<String>>>::new();
        for pair in body.split(|byte| *byte == b'&') {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default());
            let value = decode(halves.next().unwrap_or_default());
            if let Some(name) = name {
                fields.entry(name).or_default().push(value);
            }
        }
        Self(fields)
    }
}

/// Undoes the form encoding; none when the bytes are not UTF-8.
fn decode(encoded: &[u8]) -> Option<String> {
    let spaced: Vec<u8> =
        encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_once_and_missing_ones_are_empty() {
        let fields = Fields::parse("body=a+%2B+b%0D%0A%D0%B6&body=second&flag".as_bytes());
        assert_eq!(fields.text("body"), Ok("a + b\r\nж"));
        assert_eq!(fields.text("flag"), Ok(""));
        assert_eq!(fields.text("nonce"), Ok(""));
    }

    #[test]
    fn bytes_that_are_not_text_are_a_problem_of_their_field() {
        let fields = Fields::parse(b"body=%ff&name=ok&real=%EF%BF%BD&raw=\xff");
        assert!(fields.text("body").is_err());
        assert!(fields.text("raw").is_err());
        assert_eq!(fields.text("name"), Ok("ok"));
        assert_eq!(fields.text("real"), Ok("\u{fffd}"));
    }

    #[test]
    fn a_field_may_have_several_values() {
        let fields = Fields::parse(b"to=1&to=2&to=2&x=%ff&x=3");
        let number = |text: &str| text.parse::<u8>().ok();
        assert_eq!(fields.every("to", number), Some(vec![1, 2, 2]));
        assert_eq!(fields.every("missing", number), Some(Vec::new()));
        assert_eq!(fields.every("x", number), None);
    }

    #[test]
    fn numbers_are_whole_and_not_negative() {
        let fields = Fields::parse(b"a=12&b=-1&c=1.5&d=99999999999999999999&e=&f=%2B3");
        assert_eq!(fields.number("a"), Ok(12));
        assert_eq!(fields.number("e"), Ok(0));
        for wrong in ["b", "c", "d", "f"] {
            assert!(fields.number(wrong).is_err(), "{wrong}");
        }
    }
}
