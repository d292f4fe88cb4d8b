//! The names by which people reach this house.

use std::{net::IpAddr, sync::Arc};

/// The names of this house, in lower case.
#[derive(Debug, Clone)]
pub struct AllowedHosts(Arc<[String]>);

impl AllowedHosts {
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().map(|name| plain(&name)).collect())
    }

    /// Whether this is one of them, `localhost` or a name below it (RFC 6761),
    /// or a literal address.
    pub fn has(&self, host: &str) -> bool {
        let host = plain(host);
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse::<IpAddr>().is_ok()
            || self.0.contains(&host)
    }
}

/// In lower case, and without the dot at the end that a whole name may have.
fn plain(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    lower.strip_suffix('.').map(str::to_owned).unwrap_or(lower)
}
