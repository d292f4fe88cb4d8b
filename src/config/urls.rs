//! Parsers of addresses with a scheme. An error says what would have been allowed.

use url::Url;

/// The same words for every address that may hold a password.
macro_rules! special_characters {
    () => {
        "with special characters of a password as %40 for @, %2F for /, %3A for :, %23 for #, %24 for $ and the like"
    };
}

fn url_with(value: &str, schemes: &[&str]) -> Option<Url> {
    let url = Url::parse(value).ok()?;
    schemes.contains(&url.scheme()).then_some(url)
}

pub(super) fn database_url(value: &str) -> Result<Url, &'static str> {
    let value = &without_empty_host(value);
    let url = url_with(value, &["sqlite", "postgres", "postgresql"])
        // In memory every connection would have a database of its own.
        .filter(|url| !url.as_str().contains(":memory:"))
        .ok_or(concat!(
            "a URL that begins with sqlite:// or postgres://, ",
            special_characters!()
        ))?;
    match url.host_str() {
        Some(host) if host.contains(',') => Err(
            "a URL with one host: which of several is the primary, a name or a proxy of yours must know",
        ),
        _ => Ok(url),
    }
}

/// `postgres://user@/natter?host=…` as PostgreSQL's own programs take it. To a
/// URL nobody signs in nowhere, so who it is moves to the end.
fn without_empty_host(value: &str) -> String {
    let parts = || {
        let (scheme, rest) =
            value.split_once("://").filter(|(scheme, _)| scheme.starts_with("postgres"))?;
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (user, port) = authority.rsplit_once('@').unwrap_or(("", authority));
        let port = port.strip_prefix(':').unwrap_or(port);
        let is_empty = authority != port && port.bytes().all(|digit| digit.is_ascii_digit());
        is_empty.then_some((scheme, user, port, path))
    };
    let Some((scheme, user, port, path)) = parts() else { return value.to_owned() };
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    // Characters that mean something else in a query; what is escaped stays.
    let escaped = |text: &str| text.replace('+', "%2B").replace('&', "%26").replace('#', "%23");
    let moved: Vec<_> = [("user", user), ("password", password), ("port", port)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    let join = if path.contains('?') { '&' } else { '?' };
    format!("{scheme}://{path}{join}{}", moved.join("&"))
}

pub(super) fn redis_url(value: &str) -> Result<Url, &'static str> {
    url_with(
        value,
        &[
            "redis",
            "rediss",
            "redis-cluster",
            "rediss-cluster",
            "redis-sentinel",
            "rediss-sentinel",
        ],
    )
    .filter(Url::has_host)
    .ok_or(concat!(
        "a URL that begins with redis://, rediss://, redis-cluster:// or redis-sentinel://, ",
        special_characters!()
    ))
}

pub(super) fn http_url(value: &str) -> Result<Url, &'static str> {
    url_with(value, &["http", "https"])
        .filter(Url::has_host)
        .ok_or("a URL that begins with http:// or https://")
}

pub(super) fn public_url(value: &str) -> Result<Url, &'static str> {
    http_url(value)
        .ok()
        .filter(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none())
        .filter(|url| url.username().is_empty() && url.password().is_none())
        .ok_or("a URL that begins with http:// or https:// and has no path")
}

/// Origins as browsers name them. A star would stand for everybody.
pub(super) fn origins(value: &str) -> Result<Vec<String>, &'static str> {
    let origin = |given: &str| {
        let url = public_url(given).ok().filter(|_| !given.contains('*'))?;
        Some(url.origin().ascii_serialization())
    };
    value
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(origin)
        .collect::<Option<_>>()
        .ok_or("origins separated by commas, without paths, like https://app.example.org, http://localhost:5173")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_host_is_what_libpq_makes_of_it() {
        let of = |address: &str| without_empty_host(address);
        assert_eq!(
            of("postgres://me:p%40+@/natter?host=/run"),
            "postgres:///natter?host=/run&user=me&password=p%40%2B"
        );
        assert_eq!(of("postgresql://me@:5433"), "postgresql://?user=me&port=5433");
        for whole in [
            "postgres:///natter",
            "postgres://me@host/natter",
            "sqlite://natter.db",
            "postgres://[::1]:1/n",
        ] {
            assert_eq!(of(whole), whole);
        }
    }

    #[test]
    fn origins_are_told_as_browsers_tell_them() {
        let of = |value: &str| origins(value).ok().map(|origins| origins.join(" "));
        let known =
            of("https://App.example.org/, http://localhost:5173 https://bücher.example:443");
        let expected =
            "https://app.example.org http://localhost:5173 https://xn--bcher-kva.example";
        assert_eq!(known.as_deref(), Some(expected));
        for wrong in ["*", "null", "app.example.org", "https://*.example.org", "https://a.b/c"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
