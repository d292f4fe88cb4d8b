//! A cookie jar one can look into.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// It sends every cookie back, `Secure` or not: what flags a cookie has is
/// for the tests to judge.
#[derive(Default)]
pub struct Jar(Mutex<BTreeMap<String, String>>);

impl Jar {
    pub fn keep<'a>(&self, set_cookies: impl IntoIterator<Item = &'a str>) {
        let mut jar = self.0.lock().unwrap();
        for cookie in set_cookies {
            let (pair, flags) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if value.is_empty() || flags.to_ascii_lowercase().contains("max-age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Puts a cookie in as it is, for what no honest server or script would set.
    pub fn holds(&self, name: &str, value: &str) {
        self.0.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// What goes into the `Cookie` header.
    pub fn header(&self) -> Option<String> {
        let jar = self.0.lock().unwrap();
        let pairs: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Everything in it, replaced by what somebody else holds.
    pub fn copy(&self, other: &Self) {
        self.0.lock().unwrap().clone_from(&other.0.lock().unwrap());
    }
}
