//! What the cookie of a session is called: it bears the name of the house,
//! because browsers tell hosts apart but not their ports.

use std::sync::Arc;

use crate::store::House;

/// What the cookie is called.
#[derive(Debug, Clone)]
pub struct CookieName(Arc<str>);

impl CookieName {
    /// With https no other host of the domain, and nobody on the way, can set
    /// a cookie of this name: RFC 6265bis, 4.1.3.2.
    pub fn of(house: &House, is_https: bool) -> Self {
        let prefix = if is_https { "__Host-" } else { "" };
        Self(format!("{prefix}natter_{house}").into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
