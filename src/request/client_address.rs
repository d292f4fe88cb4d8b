//! Who is on the other end.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;

use crate::app::App;

/// The address of the client: of the connection, or, when that is a trusted
/// proxy, the rightmost one in `X-Forwarded-For` that is not.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl<S> FromRequestParts<S> for ClientAddress
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<SocketAddr>().map(SocketAddr::ip);
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
        Ok(Self(behind_proxies(peer, &parts.headers, &App::from_ref(state).config.trusted_proxies)))
    }
}

fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let mut client = peer;
    for header in headers.get_all("x-forwarded-for").iter().rev() {
        // As bytes: what a client wrote further left need not be text.
        for hop in header.as_bytes().rsplit(|byte| *byte == b',') {
            // What is no address was not written by a proxy of ours.
            let Some(address) = std::str::from_utf8(hop).ok().and_then(address_of) else {
                return client;
            };
            client = address.to_canonical();
            if !is_trusted(&client) {
                return client;
            }
        }
    }
    client
}

/// The address in one part of the header. Some proxies write the port as well,
/// and an IPv6 address then in brackets; a few write quotation marks (RFC 7239)
/// or the zone of a local address.
fn address_of(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let with_port = || hop.parse::<SocketAddr>().map(|address| address.ip()).ok();
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let zoned = || hop.trim_matches(['[', ']']).split_once('%')?.0.parse().ok();
    hop.parse().ok().or_else(with_port).or_else(bracketed).or_else(zoned)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(peer: &str, forwarded: &[&'static str]) -> String {
        let trusted = ["10.0.0.0/8", "::1/128"].map(|network| network.parse().expect("a network"));
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        behind_proxies(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed_and_only_their_own_word() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.2.2.2"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1, nonsense, 10.2.2.2"]), "10.2.2.2");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("::1", &["::ffff:198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn an_address_is_understood_however_a_proxy_writes_it() {
        for (written, address) in [
            ("203.0.113.5:51000", "203.0.113.5"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("\"[2001:db8::1]:443\"", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[::ffff:203.0.113.5]:80", "203.0.113.5"),
            ("unknown, 203.0.113.5 ", "203.0.113.5"),
            ("_hidden, 203.0.113.5:1, [10.0.0.2], 10.0.0.3:99", "203.0.113.5"),
        ] {
            assert_eq!(client("10.0.0.1", &[written]), address, "{written}");
        }
        for none in ["", "unknown", "203.0.113", "203.0.113.5:x", "[", "]", "%", "203.0.113.5 x"] {
            assert_eq!(client("10.0.0.1", &[none]), "10.0.0.1", "{none}");
        }
    }

    #[test]
    fn what_is_no_text_hides_nothing_to_the_right_of_it() {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(b"M\xfcller, 203.0.113.5").expect("a value");
        headers.append("x-forwarded-for", value);
        let trusted = ["10.0.0.0/8".parse().expect("a network")];
        let client = behind_proxies("10.0.0.1".parse().expect("an address"), &headers, &trusted);
        assert_eq!(client.to_string(), "203.0.113.5");
    }
}
