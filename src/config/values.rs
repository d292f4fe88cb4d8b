//! Parsers of settings that are no URLs. An error says what would have been
//! allowed.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use ipnet::IpNet;

use super::{LogFormat, Registration, Secret};

pub(super) fn address(value: &str) -> Result<SocketAddr, &'static str> {
    SocketAddr::from_str(value).map_err(|_| "an address and a port, like 127.0.0.1:3000")
}

/// Names as browsers send them: those beyond ASCII in their other form, without
/// a scheme, a port or a path. Whole names only: a star would stand for itself.
pub(super) fn hosts(value: &str) -> Result<Vec<String>, &'static str> {
    let is_whole = |name: &str| !name.contains('*') && !name.starts_with('.');
    let host = |name: &str| match url::Host::parse(name) {
        Ok(url::Host::Domain(name)) if is_whole(&name) => Some(name),
        _ => None,
    };
    value
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(host)
        .collect::<Option<_>>()
        .ok_or("whole names separated by commas, without scheme and port, like chat.lan, natter.local; addresses always work")
}

pub(super) fn networks(value: &str) -> Result<Vec<IpNet>, &'static str> {
    value
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)))
        .collect::<Result<_, _>>()
        .map_err(|_| "networks or addresses separated by commas, like 10.0.0.0/8, 127.0.0.1")
}

pub(super) fn bot_token(value: &str) -> Result<Secret, &'static str> {
    let (id, key) = value.split_once(':').unwrap_or_default();
    let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (!id.is_empty()
        && id.chars().all(|c| c.is_ascii_digit())
        && !key.is_empty()
        && key.chars().all(known))
    .then(|| Secret(value.to_owned()))
    .ok_or("a bot token as BotFather gives it, like 123456:ABC-DEF")
}

/// What the Bot API allows, and long enough not to be guessed.
pub(super) fn webhook_secret(value: &str) -> Result<Secret, &'static str> {
    let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    ((16..=256).contains(&value.len()) && value.chars().all(known))
        .then(|| Secret(value.to_owned()))
        .ok_or("16 to 256 letters of A-Z a-z, digits, _ and -")
}

pub(super) fn no_webhook_secret(_: &str) -> Result<Secret, &'static str> {
    Err(
        "unset while PUBLIC_URL does not begin with https://, because Telegram brings updates over https only",
    )
}

/// Between nothing and a day, like `15s`, `1m` or `1m 30s`.
pub(super) fn duration(value: &str) -> Result<Duration, &'static str> {
    const ALLOWED: &str = "a time between 0s and 24h, like 15s or 2m";
    let parsed: jiff::SignedDuration = value.parse().map_err(|_| ALLOWED)?;
    let duration = Duration::try_from(parsed).map_err(|_| ALLOWED)?;
    (duration <= Duration::from_secs(24 * 3600)).then_some(duration).ok_or(ALLOWED)
}

pub(super) fn registration(value: &str) -> Result<Registration, &'static str> {
    match value {
        "open" => Ok(Registration::Open),
        "invite" => Ok(Registration::Invite),
        "closed" => Ok(Registration::Closed),
        _ => Err("open, invite or closed"),
    }
}

pub(super) fn on_or_off(value: &str) -> Result<bool, &'static str> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off"),
    }
}

pub(super) fn log_format(value: &str) -> Result<LogFormat, &'static str> {
    match value {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("text or json"),
    }
}
