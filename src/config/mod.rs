//! Settings: the only place that reads flags and the environment (into which
//! the program has loaded `.env`).
//!
//! Every setting arrives as text and is parsed here once, so that a wrong
//! value stops the start with one sentence that names it, and the rest of the
//! program only ever sees values that make sense.

mod allowed_hosts;
pub mod dot_env;
mod files;
mod urls;
mod values;

use std::{fmt, net::SocketAddr, time::Duration};

use clap::Args;
use ipnet::IpNet;
use url::Url;

pub use self::{
    allowed_hosts::AllowedHosts,
    files::{Bucket, FilesUrl},
};
use self::{
    files::{file_size, files_url, storage},
    urls::{database_url, http_url, origins, public_url, redis_url},
    values::{
        address, bot_token, duration, hosts, log_format, networks, no_webhook_secret, on_or_off,
        registration, webhook_secret,
    },
};

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
    /// Origins whose pages may ask the API, separated by commas; unset lets no other one
    #[arg(long, env = "CORS_ORIGINS", global = true)]
    cors_origins: Option<String>,
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
    /// Where files are kept: file:FOLDER beside the database, or s3://BUCKET/PREFIX [default: file:natter-files]
    #[arg(long, env = "FILES_URL", global = true)]
    files_url: Option<String>,
    /// The largest file that is taken in [default: 25MB]
    #[arg(long, env = "MAX_FILE_SIZE", global = true)]
    max_file_size: Option<String>,
    /// How much the files of one person may take up, 0 for no limit [default: 2GB]
    #[arg(long, env = "STORAGE_PER_PERSON", global = true)]
    storage_per_person: Option<String>,
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
    pub allowed_hosts: AllowedHosts,
    /// The origins whose pages may ask the API.
    pub cors_origins: Vec<String>,
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
    pub files_url: FilesUrl,
    /// In bytes.
    pub max_file_size: u64,
    /// In bytes; none is as much as there is room for.
    pub storage_per_person: Option<u64>,
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
        let database_url = read("DATABASE_URL", settings.database_url)
            .or("sqlite://natter.db?mode=rwc", database_url)?;
        Ok(Self {
            files_url: read("FILES_URL", settings.files_url)
                .or("file:natter-files", files_url)?
                .beside(&database_url),
            max_file_size: read("MAX_FILE_SIZE", settings.max_file_size).or("25MB", file_size)?,
            storage_per_person: read("STORAGE_PER_PERSON", settings.storage_per_person)
                .or("2GB", storage)?,
            allowed_hosts: AllowedHosts::new(
                allowed.unwrap_or_default().into_iter().chain([public]),
            ),
            database_url,
            cors_origins: read("CORS_ORIGINS", settings.cors_origins)
                .optional(origins)?
                .unwrap_or_default(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(settings: Settings) -> String {
        Config::parse(settings).map(|_| String::new()).unwrap_or_else(|error| error.to_string())
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
