//! By which names this house is asked for.
//!
//! A page of somebody else's whose name suddenly leads here (DNS rebinding)
//! would be of the same origin as ours, and could do all that its visitor may.
//! So only names count that the operator knows. Literal addresses always do:
//! people on a local network use them, and no name can be made to be one.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header::HOST, uri::Authority},
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    error::{Error, Result},
    paths,
};

/// Refuses what asks for another house (421), and what does not say for which,
/// or says it twice (400). Whoever only watches over the process may call it
/// as they like.
pub(super) async fn check(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response> {
    let is_watched = [paths::HEALTHZ, paths::READYZ].contains(&request.uri().path());
    if !is_watched {
        // Who writes a whole address into the first line means that one.
        let named = request.uri().authority().map(Authority::as_str);
        let host = named.into_iter().chain(only_host(request.headers())?);
        if !host.map(without_port).all(|host| app.config.allowed_hosts.has(host)) {
            return Err(Error::Misdirected);
        }
    }
    Ok(next.run(request).await)
}

fn only_host(headers: &HeaderMap) -> Result<Option<&str>> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next().map(|host| host.to_str()), hosts.next()) {
        (Some(Ok(host)), None) => Ok(Some(host)),
        _ => Err(Error::BadRequest("error-host")),
    }
}

/// The host of `host:port`, an IPv6 address without its brackets; of what is
/// neither nothing is taken away.
fn without_port(host: &str) -> &str {
    let bracketed = host.strip_prefix('[').and_then(|host| host.split_once(']'));
    let (name, port) = match bracketed {
        Some((address, "")) => (address, ""),
        Some((address, rest)) => (address, rest.strip_prefix(':').unwrap_or("?")),
        None => host.split_once(':').unwrap_or((host, "")),
    };
    if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AllowedHosts;

    #[test]
    fn allowed_hosts_and_literal_addresses_are_ours() {
        let names = AllowedHosts::new(["Chat.example.org", "natter.lan"].map(str::to_owned));
        for ours in [
            "chat.example.org",
            "CHAT.EXAMPLE.ORG:443",
            "chat.example.org.",
            "natter.lan:3000",
            "localhost:3000",
            "a.localhost",
            "127.0.0.1:3000",
            "192.168.1.5",
            "[::1]:3000",
            "[2001:db8::1]",
        ] {
            assert!(names.has(without_port(ours)), "{ours}");
        }
        for foreign in [
            "",
            "evil.example",
            "chat.example.org.evil.example",
            "xchat.example.org",
            "example.org",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "[chat.example.org",
            "2130706433",
            "[::1]evil.example",
            "[::1]:x",
            "localhost:x@evil.example",
        ] {
            assert!(!names.has(without_port(foreign)), "{foreign}");
        }
    }
}
