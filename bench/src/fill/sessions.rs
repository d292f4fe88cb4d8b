//! Signing thousands in without thousands of password hashes.
//!
//! One person signs in by the form. Their session's row is copied for everybody
//! else, so what a session holds need not be known here but for its ids: the
//! cookie has sixteen bytes, and the row bears their hash.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::{
    Store,
    ids::{LAST_PERSON, PASSWORD, person, username},
};
use crate::load::Visitor;

/// Rows in one statement.
const AT_ONCE: usize = 1000;

/// Signs everybody in and returns the values of their Cookie headers: at place
/// n that of person number n.
pub fn sign_in_everybody(store: &Store, mut visitor: Visitor) -> Result<Vec<String>, String> {
    visitor.sign_in(&username(0), PASSWORD)?;
    let (name, id) = visitor.cookie.split_once('=').ok_or("a cookie without a value")?;
    let template = Template::read(store, id)?;
    let mut cookies = vec![visitor.cookie.clone()];
    let rows: Vec<String> = (1..=LAST_PERSON)
        .map(|number| {
            let secret = secret_of(number);
            cookies.push(format!("{name}={}", cookie(&secret)));
            template.row_of(store, number, &secret)
        })
        .collect();
    for rows in rows.chunks(AT_ONCE) {
        store.execute(&format!(
            "INSERT INTO sessions
                 (id, name, user_id, user_agent, signed_in_at, last_used_at, expires_at, data)
             VALUES {}",
            rows.join(",")
        ))?;
    }
    Ok(cookies)
}

/// The row of the session that is copied.
struct Template {
    /// As it stands in the data.
    name: String,
    /// When it began, was used, and ends: microseconds since 1970.
    times: [String; 3],
    data: String,
}

impl Template {
    fn read(store: &Store, id: &str) -> Result<Self, String> {
        let secret = BASE64_URL_SAFE_NO_PAD.decode(id).map_err(|error| error.to_string())?;
        let mut secret: [u8; 16] = secret.try_into().map_err(|_| "a cookie of another length")?;
        secret.reverse();
        let row = store.row(&format!(
            "SELECT signed_in_at, last_used_at, expires_at, {} FROM sessions WHERE id = '{}'",
            store.hex("data"),
            row_id(&secret)
        ))?;
        let [signed_in_at, last_used_at, expires_at, data] =
            row.try_into().map_err(|row| format!("no session as it was known: {row:?}"))?;
        let data = String::from_utf8(unhex(&data)?).map_err(|error| error.to_string())?;
        let name = after(&data, "\"name\":\"").ok_or("a session without a name")?.to_owned();
        Ok(Self { name, times: [signed_in_at, last_used_at, expires_at], data })
    }

    fn row_of(&self, store: &Store, number: u32, secret: &[u8; 16]) -> String {
        let name = format!("00000000-0000-7000-a000-{number:012}");
        let data = self.data.replace(&person(0), &person(number)).replace(&self.name, &name);
        format!(
            "('{}', {}, {}, 'bench', {}, {})",
            row_id(secret),
            store.known_uuid(&name),
            store.known_uuid(&person(number)),
            self.times.join(", "),
            store.bytes(&hex(data.as_bytes()))
        )
    }
}

fn secret_of(number: u32) -> [u8; 16] {
    let digest = Sha256::digest(format!("natter bench {number}"));
    std::array::from_fn(|place| digest[place])
}

/// The secret as a browser has it: in the other order than its hash is made of.
fn cookie(secret: &[u8; 16]) -> String {
    let mut turned = *secret;
    turned.reverse();
    BASE64_URL_SAFE_NO_PAD.encode(turned)
}

/// What the row of a session is called.
fn row_id(secret: &[u8; 16]) -> String {
    hex(&Sha256::digest(secret))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let pairs = (0..text.len() / 2).map(|place| text.get(2 * place..2 * place + 2));
    pairs
        .map(|pair| u8::from_str_radix(pair.unwrap_or_default(), 16))
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

/// What follows up to the next quote.
fn after<'t>(text: &'t str, beginning: &str) -> Option<&'t str> {
    text.split_once(beginning)?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_can_be_written_in_hexadecimal_and_read_again() {
        assert_eq!(unhex(&hex(b"\x00\xffa")).unwrap(), b"\x00\xffa");
        assert!(unhex("zz").is_err());
    }

    #[test]
    fn a_name_is_found_in_what_a_session_holds() {
        assert_eq!(after(r#"{"epoch":0,"name":"abc","x":1}"#, "\"name\":\""), Some("abc"));
    }
}
