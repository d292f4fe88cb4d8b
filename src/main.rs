//! Reads the settings, then serves, migrates, fills or checks.

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use natter::{
    app::App,
    check,
    config::{Command, CommandLine, Config, LogFormat},
    demo,
    error::StartError,
    health,
    store::{Database, OnlyProcess, migrate},
    web::{Assets, serve},
};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// Quiet about what libraries find remarkable on every start and every
/// expired cookie; `RUST_LOG` replaces all of it.
const LOG_FILTER: &str = "info,memory_serve=warn,sqlx::postgres::notice=warn,sea_orm_migration=warn,\
                          tower_sessions_core=error,tower_sessions=error,fred=error";

fn main() -> ExitCode {
    // Before any thread starts: setting variables later is not safe. A flag or
    // the environment wins over the file.
    match dotenvy::from_path(".env") {
        Err(error) if !error.not_found() => return refuse(&StartError::DotEnv(reason(&error))),
        _ => {}
    }
    let line = CommandLine::parse();
    let command = line.command.unwrap_or(Command::Serve);
    let config = match Config::parse(line.settings) {
        Ok(config) => config,
        Err(error) => return refuse(&error.into()),
    };
    start_log(config.log_format);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&StartError::Runtime(error)),
    };
    match runtime.block_on(run(command, config)) {
        Ok(code) => code,
        Err(error) => refuse(&error),
    }
}

fn reason(error: &dotenvy::Error) -> String {
    match error {
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "a line is not NAME=VALUE; a value with spaces needs quotes".to_owned(),
    }
}

fn refuse(error: &StartError) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}

async fn run(command: Command, config: Config) -> Result<ExitCode, StartError> {
    match command {
        Command::Serve => run_server(config).await?,
        Command::Migrate => {
            open(&config).await?;
        }
        Command::Demo => demo::fill(&open(&config).await?).await?,
        Command::Check => return Ok(check::run(&config).await),
        Command::Health => return Ok(health::run(config.listen_addr).await),
    }
    Ok(ExitCode::SUCCESS)
}

async fn open(config: &Config) -> Result<Database, StartError> {
    migrate(&config.database_url).await?;
    Ok(Database::connect(&config.database_url).await?)
}

async fn run_server(config: Config) -> Result<(), StartError> {
    let _only = match config.redis_url {
        Some(_) => None,
        None => Some(OnlyProcess::acquire(&config.database_url).await?),
    };
    let database = open(&config).await?;
    let app = App::build(config, database, Assets::embedded()).await?;
    serve::run(app).await
}

fn start_log(format: LogFormat) {
    let filter = std::env::var(EnvFilter::DEFAULT_ENV).ok().filter(|filter| !filter.is_empty());
    let filter = filter.and_then(|filter| EnvFilter::try_new(filter).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new(LOG_FILTER));
    let registry = tracing_subscriber::registry().with(filter);
    match format {
        LogFormat::Text => {
            let colours = std::io::stdout().is_terminal();
            registry.with(tracing_subscriber::fmt::layer().with_ansi(colours)).init();
        }
        LogFormat::Json => registry.with(tracing_subscriber::fmt::layer().json()).init(),
    }
}
