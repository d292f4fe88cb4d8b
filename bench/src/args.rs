//! What is asked for on the command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

#[derive(Debug, Parser)]
#[command(about = "Measures Natter beside the limits of the same machine, in the same run")]
pub struct Args {
    /// A program to measure; without it this checkout's release build. Several are measured by turns
    #[arg(long, value_name = "PATH")]
    pub natter: Vec<PathBuf>,
    /// Only these rows of the budgets, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "1,3,10")]
    pub rows: Vec<u8>,
    #[arg(long, value_enum, default_value_t = Modes::Both)]
    pub mode: Modes,
    /// Shorter and fewer runs: to see that it works, not to compare
    #[arg(long)]
    pub quick: bool,
    /// Write everything that was measured into this file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Instead of measuring, be the smallest event-stream server, on a free port
    #[arg(long, hide = true)]
    pub smallest_server: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Modes {
    Full,
    Embedded,
    Both,
}

/// One of the two ways to run Natter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// With PostgreSQL and Redis.
    Full,
    /// With SQLite and nobody.
    Embedded,
}

impl Modes {
    pub fn each(self) -> &'static [Mode] {
        match self {
            Self::Full => &[Mode::Full],
            Self::Embedded => &[Mode::Embedded],
            Self::Both => &[Mode::Full, Mode::Embedded],
        }
    }
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Embedded => "embedded",
        }
    }
}
