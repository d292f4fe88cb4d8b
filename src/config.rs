//! Settings: the only file that reads flags and the environment (into which
//! the program has loaded `.env`).
//!
//! Every setting arrives as text and is parsed here once, so that a wrong
//! value stops the start with one sentence that names it, and the rest of the
//! program only ever sees values that make sense.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use url::Url;

use crate::{
    admin::{InvitationCommand, UserCommand},
    web::OwnNames,
};

/// The same words for every address that may hold a password.
macro_rules! special_characters {
    () => {
        "with special characters of a password as %40 for @, %2F for /, %3A for :, %23 for #, %24 for $ and the like"
    };
}

/// The command line: a command and the settings, in any order.
#[derive(Debug, Parser)]
#[command(name = "natter", version, about)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub settings: Settings,
}

/// What the program is asked to do; no command means [`Command::Serve`].
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Bring the database up to date, then serve (the default)
    Serve,
    /// Bring the database up to date and stop
    Migrate,
    /// Fill an empty database with people and conversations to look at
    Demo,
    /// Check configuration, database, Redis and bot: one line each
    Check,
    /// Ask the process that runs here whether it is up
    Health,
    /// List, disable and enable accounts, and let somebody choose a new password
    #[command(disable_help_subcommand = true)]
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// List, make and revoke invitations
    #[command(disable_help_subcommand = true)]
    Invitation {
        #[command(subcommand)]
        command: InvitationCommand,
    },
    /// Write the whole database into a new file, also while Natter runs
    Backup {
        /// Must not exist yet
        file: PathBuf,
    },
    /// Put a backup in the place of the database, while Natter does not run
    Restore {
        /// What `natter backup` has written
        file: PathBuf,
    },
}

/// The settings as they were given. Flag wins over environment over `.env`.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Settings, as flags, in the environment or in .env")]
pub struct Settings {
    /// Where the data is: sqlite://… or postgres://… [default: sqlite://natter.db?mode=rwc]
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    database_url: Option<String>,
    /// What processes share, and what lets several run: redis://…, rediss://…, redis-cluster://… or redis-sentinel://…
    #[arg(long, env = "REDIS_URL", global = true, hide_env_values = true)]
    redis_url: Option<String>,
    /// Address and port; port 0 picks a free one [default: 127.0.0.1:3000]
    #[arg(long, env = "LISTEN_ADDR", global = true)]
    listen_addr: Option<String>,
    /// Where people reach Natter, without a path [default: http://localhost:3000]
    #[arg(long, env = "PUBLIC_URL", global = true)]
    public_url: Option<String>,
    /// Further names under which people reach Natter, separated by commas
    #[arg(long, env = "ALLOWED_HOSTS", global = true)]
    allowed_hosts: Option<String>,
    /// Networks or addresses whose X-Forwarded-For is believed, separated by commas
    #[arg(long, env = "TRUSTED_PROXIES", global = true)]
    trusted_proxies: Option<String>,
    /// The token of the bot, as BotFather gives it; unset turns Telegram off
    #[arg(long, env = "TELEGRAM_BOT_TOKEN", global = true, hide_env_values = true)]
    telegram_bot_token: Option<String>,
    /// Another Bot API server [default: https://api.telegram.org]
    #[arg(long, env = "TELEGRAM_API_URL", global = true)]
    telegram_api_url: Option<String>,
    /// A long random word: Telegram brings updates to PUBLIC_URL instead of being asked
    #[arg(long, env = "TELEGRAM_WEBHOOK_SECRET", global = true, hide_env_values = true)]
    telegram_webhook_secret: Option<String>,
    /// How long a message stays unread by somebody absent before Telegram is told [default: 15s]
    #[arg(long, env = "NOTIFY_AFTER", global = true)]
    notify_after: Option<String>,
    /// How long somebody counts as online after their last page was closed [default: 10s]
    #[arg(long, env = "PRESENCE_GRACE", global = true)]
    presence_grace: Option<String>,
    /// Who may make an account: open, invite or closed [default: open]
    #[arg(long, env = "REGISTRATION", global = true)]
    registration: Option<String>,
    /// on or off: whether everybody sees who is here while there are at most 50 people [default: on]
    #[arg(long, env = "PEOPLE_LIST", global = true)]
    people_list: Option<String>,
    /// on or off; off is only for benchmarks [default: on]
    #[arg(long, env = "RATE_LIMITS", global = true)]
    rate_limits: Option<String>,
    /// A second address, with /metrics for Prometheus; keep it from the public
    #[arg(long, env = "METRICS_ADDR", global = true)]
    metrics_addr: Option<String>,
    /// text or json [default: text]
    #[arg(long, env = "LOG_FORMAT", global = true)]
    log_format: Option<String>,
}

/// The settings, parsed. What each means stands in the README's table.
#[derive(Debug, Clone)]
pub struct Config {
    pub database_url: Url,
    pub redis_url: Option<Url>,
    pub listen_addr: SocketAddr,
    pub public_url: Url,
    /// The names by which Natter answers.
    pub own_names: OwnNames,
    pub trusted_proxies: Vec<IpNet>,
    pub telegram_bot_token: Option<Secret>,
    pub telegram_api_url: Url,
    /// Set when Telegram brings updates instead of being asked.
    pub telegram_webhook_secret: Option<Secret>,
    pub notify_after: Duration,
    pub presence_grace: Duration,
    pub registration: Registration,
    pub people_list: bool,
    pub rate_limits: bool,
    pub metrics_addr: Option<SocketAddr>,
    pub log_format: LogFormat,
}

/// A value that never shows itself in a log or an error.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The value, for the one call that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    Open,
    Invite,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// One wrong setting, as one sentence for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{name} is {given:?}, but it must be {allowed}.")]
pub struct SettingError {
    name: &'static str,
    given: String,
    allowed: &'static str,
}

impl Config {
    /// Parses all settings; the first wrong one is the error.
    pub fn parse(settings: Settings) -> Result<Self, SettingError> {
        let read = |name, value: Option<String>| Given {
            name,
            value: value.filter(|v| !v.trim().is_empty()),
        };
        let public_url =
            read("PUBLIC_URL", settings.public_url).or("http://localhost:3000", public_url)?;
        // Telegram brings updates over https only.
        let webhook_secret =
            if public_url.scheme() == "https" { webhook_secret } else { no_webhook_secret };
        let allowed = read("ALLOWED_HOSTS", settings.allowed_hosts).optional(hosts)?;
        let public = public_url.host_str().unwrap_or_default().to_owned();
        Ok(Self {
            own_names: OwnNames::new(allowed.unwrap_or_default().into_iter().chain([public])),
            database_url: read("DATABASE_URL", settings.database_url)
                .or("sqlite://natter.db?mode=rwc", database_url)?,
            redis_url: read("REDIS_URL", settings.redis_url).optional(redis_url)?,
            listen_addr: read("LISTEN_ADDR", settings.listen_addr).or("127.0.0.1:3000", address)?,
            public_url,
            trusted_proxies: read("TRUSTED_PROXIES", settings.trusted_proxies)
                .optional(networks)?
                .unwrap_or_default(),
            telegram_bot_token: read("TELEGRAM_BOT_TOKEN", settings.telegram_bot_token)
                .optional(bot_token)?,
            telegram_api_url: read("TELEGRAM_API_URL", settings.telegram_api_url)
                .or("https://api.telegram.org", http_url)?,
            telegram_webhook_secret: read(
                "TELEGRAM_WEBHOOK_SECRET",
                settings.telegram_webhook_secret,
            )
            .optional(webhook_secret)?,
            notify_after: read("NOTIFY_AFTER", settings.notify_after).or("15s", duration)?,
            presence_grace: read("PRESENCE_GRACE", settings.presence_grace).or("10s", duration)?,
            registration: read("REGISTRATION", settings.registration).or("open", registration)?,
            people_list: read("PEOPLE_LIST", settings.people_list).or("on", on_or_off)?,
            rate_limits: read("RATE_LIMITS", settings.rate_limits).or("on", on_or_off)?,
            metrics_addr: read("METRICS_ADDR", settings.metrics_addr).optional(address)?,
            log_format: read("LOG_FORMAT", settings.log_format).or("text", log_format)?,
        })
    }

    /// Whether browsers reach Natter over https, so cookies may be `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// A parser of one setting: the value, or what would have been allowed.
type Parse<T> = fn(&str) -> Result<T, &'static str>;

/// One setting as given, on its way to being parsed. Empty counts as unset.
struct Given {
    name: &'static str,
    value: Option<String>,
}

impl Given {
    fn or<T>(self, default: &str, parse: Parse<T>) -> Result<T, SettingError> {
        let value = self.value.clone().unwrap_or_else(|| default.to_owned());
        parse(value.trim()).map_err(|allowed| self.error(&value, allowed))
    }

    fn optional<T>(self, parse: Parse<T>) -> Result<Option<T>, SettingError> {
        let Some(value) = self.value.clone() else { return Ok(None) };
        parse(value.trim()).map(Some).map_err(|allowed| self.error(&value, allowed))
    }

    fn error(&self, value: &str, allowed: &'static str) -> SettingError {
        SettingError { name: self.name, given: without_secrets(self.name, value), allowed }
    }
}

/// Shows a value without its password: a token is all password, and in what
/// should be a URL everything before the last `@` and after a `?` may be one.
fn without_secrets(name: &str, value: &str) -> String {
    if name.starts_with("TELEGRAM_") && !name.ends_with("_URL") {
        return "***".to_owned();
    }
    let (place, query) = match value.split_once('?') {
        Some((place, _)) => (place, "?***"),
        None => (value, ""),
    };
    match place.rsplit_once('@') {
        Some((_, host)) => format!("***@{host}{query}"),
        None => format!("{place}{query}"),
    }
}

fn url_with(value: &str, schemes: &[&str]) -> Option<Url> {
    let url = Url::parse(value).ok()?;
    schemes.contains(&url.scheme()).then_some(url)
}

fn database_url(value: &str) -> Result<Url, &'static str> {
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

fn redis_url(value: &str) -> Result<Url, &'static str> {
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

fn http_url(value: &str) -> Result<Url, &'static str> {
    url_with(value, &["http", "https"])
        .filter(Url::has_host)
        .ok_or("a URL that begins with http:// or https://")
}

fn public_url(value: &str) -> Result<Url, &'static str> {
    http_url(value)
        .ok()
        .filter(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none())
        .filter(|url| url.username().is_empty() && url.password().is_none())
        .ok_or("a URL that begins with http:// or https:// and has no path")
}

fn address(value: &str) -> Result<SocketAddr, &'static str> {
    SocketAddr::from_str(value).map_err(|_| "an address and a port, like 127.0.0.1:3000")
}

/// Names as browsers send them: those beyond ASCII in their other form, without
/// a scheme, a port or a path.
fn hosts(value: &str) -> Result<Vec<String>, &'static str> {
    let host = |name: &str| match url::Host::parse(name) {
        Ok(url::Host::Domain(name)) => Some(name),
        _ => None,
    };
    value
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(host)
        .collect::<Option<_>>()
        .ok_or("names separated by commas, without scheme and port, like chat.lan, natter.local; addresses always work")
}

fn networks(value: &str) -> Result<Vec<IpNet>, &'static str> {
    value
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)))
        .collect::<Result<_, _>>()
        .map_err(|_| "networks or addresses separated by commas, like 10.0.0.0/8, 127.0.0.1")
}

fn bot_token(value: &str) -> Result<Secret, &'static str> {
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
fn webhook_secret(value: &str) -> Result<Secret, &'static str> {
    let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    ((16..=256).contains(&value.len()) && value.chars().all(known))
        .then(|| Secret(value.to_owned()))
        .ok_or("16 to 256 letters of A-Z a-z, digits, _ and -")
}

fn no_webhook_secret(_: &str) -> Result<Secret, &'static str> {
    Err(
        "unset while PUBLIC_URL does not begin with https://, because Telegram brings updates over https only",
    )
}

/// Between nothing and a day, like `15s`, `1m` or `1m 30s`.
fn duration(value: &str) -> Result<Duration, &'static str> {
    const ALLOWED: &str = "a time between 0s and 24h, like 15s or 2m";
    let parsed: jiff::SignedDuration = value.parse().map_err(|_| ALLOWED)?;
    let duration = Duration::try_from(parsed).map_err(|_| ALLOWED)?;
    (duration <= Duration::from_secs(24 * 3600)).then_some(duration).ok_or(ALLOWED)
}

fn registration(value: &str) -> Result<Registration, &'static str> {
    match value {
        "open" => Ok(Registration::Open),
        "invite" => Ok(Registration::Invite),
        "closed" => Ok(Registration::Closed),
        _ => Err("open, invite or closed"),
    }
}

fn on_or_off(value: &str) -> Result<bool, &'static str> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off"),
    }
}

fn log_format(value: &str) -> Result<LogFormat, &'static str> {
    match value {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("text or json"),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn sentence(settings: Settings) -> String {
        Config::parse(settings).map(|_| String::new()).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn the_command_line_is_sound_and_every_setting_has_its_line_of_help() {
        let mut line = CommandLine::command();
        line.build();
        line.clone().debug_assert();
        let silent: Vec<_> =
            line.get_arguments().filter(|argument| argument.get_help().is_none()).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }

    #[test]
    fn no_settings_at_all_is_the_embedded_way() {
        let config = Config::parse(Settings::default()).expect("the defaults are valid");
        assert_eq!(config.database_url.as_str(), "sqlite://natter.db?mode=rwc");
        assert!(config.redis_url.is_none());
        assert_eq!(config.notify_after, Duration::from_secs(15));
    }

    #[test]
    fn an_empty_value_counts_as_unset() {
        let config = Config::parse(Settings { redis_url: Some(" ".into()), ..Default::default() });
        assert!(config.is_ok_and(|config| config.redis_url.is_none()));
    }

    #[test]
    fn a_wrong_value_is_named_without_its_password() {
        let error = sentence(Settings {
            redis_url: Some("mysql://me:hush@host/1".into()),
            ..Default::default()
        });
        assert!(error.starts_with(r#"REDIS_URL is "***@host/1", but it must be a URL"#), "{error}");
        let error =
            sentence(Settings { telegram_bot_token: Some("hush".into()), ..Default::default() });
        assert!(error.contains("***") && !error.contains("hush"), "{error}");
    }

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
    fn a_webhook_needs_https_and_a_long_secret() {
        let of = |public_url: &str, secret: &str| {
            sentence(Settings {
                public_url: Some(public_url.into()),
                telegram_webhook_secret: Some(secret.into()),
                ..Default::default()
            })
        };
        assert_eq!(of("https://chat.example.org", "0123456789abcdef"), "");
        for wrong in [of("http://a.b", "0123456789abcdef"), of("https://a.b", "hush")] {
            assert!(wrong.starts_with(r#"TELEGRAM_WEBHOOK_SECRET is "***", but"#), "{wrong}");
        }
    }

    #[test]
    fn networks_may_be_single_addresses() {
        let config = Config::parse(Settings {
            trusted_proxies: Some("10.0.0.0/8, ::1".into()),
            ..Default::default()
        });
        assert!(config.is_ok_and(|config| config.trusted_proxies.len() == 2));
    }

    #[test]
    fn durations_have_a_unit_and_a_limit() {
        for wrong in ["15", "-3s", "25h", "soon"] {
            let error =
                sentence(Settings { notify_after: Some(wrong.into()), ..Default::default() });
            assert!(error.starts_with("NOTIFY_AFTER is"), "{wrong}: {error}");
        }
    }
}
