//! Reads the settings, then serves, migrates, fills, checks or administers.

use std::{
    future::pending,
    io::{IsTerminal, stderr, stdout},
    pin::pin,
    process::ExitCode,
};

use clap::Parser;
use natter::{
    app::App,
    assets::Assets,
    backplane::Redis,
    commands::{Command, CommandLine, obey, open},
    config::{Config, LogFormat, dot_env},
    error::StartError,
    server::{self, serve},
    store::{OnlyProcess, wait_until_reachable},
    visible::harmless,
};
use rustix::{fs::Mode, process::umask};
use tracing_subscriber::{
    EnvFilter, fmt::writer::BoxMakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};
use url::Url;

#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Quiet about what libraries find remarkable on every start and every
/// expired cookie; `RUST_LOG` replaces all of it.
const LOG_FILTER: &str = "info,memory_serve=warn,sqlx::postgres::notice=warn,sea_orm_migration=warn,\
                          tower_sessions_core=error,tower_sessions=error,fred=error";
/// Whatever `RUST_LOG` says: it writes down whole paths, and in one of them is a
/// secret.
const NEVER: &str = "tower_http::csrf=off";

fn main() -> ExitCode {
    // The database and its locks are nobody else's on this machine.
    umask(Mode::RWXG | Mode::RWXO);
    // Before any thread starts: setting variables later is not safe. A flag or
    // the environment wins over the file.
    if let Err(error) = dot_env::load() {
        return refuse(&error);
    }
    let line = CommandLine::parse();
    let command = line.command.unwrap_or(Command::Serve);
    let config = match Config::parse(line.settings) {
        Ok(config) => config,
        Err(error) => return refuse(&error.into()),
    };
    start_log(config.log_format, &command);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&StartError::Runtime(error)),
    };
    let outcome = runtime.block_on(run(command, config));
    // Somebody may still wait for a lock, and need not any more.
    runtime.shutdown_background();
    outcome.unwrap_or_else(|error| refuse(&error))
}

fn refuse(error: &StartError) -> ExitCode {
    eprintln!("{}", harmless(&error.to_string()));
    ExitCode::FAILURE
}

async fn run(command: Command, config: Config) -> Result<ExitCode, StartError> {
    // One for the whole run: once somebody listens, the signal ends nothing by
    // itself any more.
    let mut stop = pin!(serve::stop_signal());
    if matches!(command, Command::Serve) {
        let url = config.database_url.clone();
        let (only, app) = or_stopped(stop.as_mut(), build(config)).await?;
        return serve_alone(only, &url, app, stop).await.map(|()| ExitCode::SUCCESS);
    }
    let is_endless = matches!(command, Command::Tail(_));
    match or_stopped(stop, obey(command, &config)).await {
        Err(StartError::Interrupted) if is_endless => Ok(ExitCode::SUCCESS),
        outcome => outcome,
    }
}

/// Serves until it is asked to stop, or may not go on beside another process.
/// Nobody else begins before the last request is answered.
async fn serve_alone(
    mut only: Option<OnlyProcess>,
    url: &Url,
    app: App,
    stop: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let mut taken_over = false;
    let alone = async {
        match &mut only {
            Some(only) => only.keep(url).await,
            None => pending().await,
        }
    };
    let stop = async {
        tokio::select! {
            () = stop => {}
            () = alone => taken_over = true,
        }
    };
    serve::run(app, stop).await?;
    if taken_over { Err(StartError::TakenOver) } else { Ok(()) }
}

/// What is asked for, unless the process is asked to stop before. As the first
/// process of a container it would not end by itself.
async fn or_stopped<T>(
    stop: impl Future<Output = ()>,
    asked: impl Future<Output = Result<T, StartError>>,
) -> Result<T, StartError> {
    tokio::select! {
        done = asked => done,
        () = stop => Err(StartError::Interrupted),
    }
}

async fn build(config: Config) -> Result<(Option<OnlyProcess>, App), StartError> {
    wait_until_reachable(&config.database_url).await?;
    let only = match &config.redis_url {
        Some(url) => {
            Redis::wait_until_reachable(url).await?;
            None
        }
        None => Some(OnlyProcess::acquire(&config.database_url).await?),
    };
    let database = open(&config).await?;
    Ok((only, server::build(config, database, Assets::embedded()).await?))
}

/// On the standard output for a server; what else a command prints there is
/// what it was asked for.
fn start_log(format: LogFormat, command: &Command) {
    let asked = std::env::var(EnvFilter::DEFAULT_ENV).ok().filter(|filter| !filter.is_empty());
    let asked = asked.and_then(|filter| {
        EnvFilter::try_new(format!("{filter},{NEVER}"))
            .inspect_err(|error| eprintln!("RUST_LOG is {filter:?} and ignored: {error}."))
            .ok()
    });
    let filter = asked.unwrap_or_else(|| EnvFilter::new(LOG_FILTER));
    let registry = tracing_subscriber::registry().with(filter);
    let (writer, colours) = match command {
        Command::Serve => (BoxMakeWriter::new(stdout), stdout().is_terminal()),
        _ => (BoxMakeWriter::new(stderr), stderr().is_terminal()),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    match format {
        LogFormat::Text => registry.with(lines.with_ansi(colours)).init(),
        LogFormat::Json => registry.with(lines.json()).init(),
    }
}
