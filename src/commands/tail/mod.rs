//! `natter tail`: prints what happens at a server, one event a line, until it is
//! asked to stop. What is not an event goes to the other output.

mod events;
mod pauses;
mod server;

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use tokio::{task::spawn_blocking, time::sleep};
use url::Url;
use uuid::Uuid;

use self::{
    events::{Event, Parser},
    pauses::Pauses,
    server::{Failure, Place, Server},
};
use crate::visible::harmless;

/// What is to be followed.
#[derive(Debug, Clone, Args)]
pub struct Tail {
    /// Where the server is, like https://chat.example.org
    #[arg(long)]
    url: Url,
    /// What holds the token; without it NATTER_TOKEN is the token
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A conversation to follow, beside the list
    conversation: Option<Uuid>,
    /// The version of it that is known already; without it only what is new counts
    #[arg(long, value_name = "VERSION", requires = "conversation")]
    after: Option<i64>,
}

/// Why a stream is over that has not failed.
enum Over {
    /// Nobody reads what is printed.
    Unread,
    Reset,
}

/// Success only when nobody reads it any more.
pub async fn run(tail: Tail) -> ExitCode {
    match follow(tail).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            say(&sentence);
            ExitCode::FAILURE
        }
    }
}

fn say(sentence: &str) {
    eprintln!("{}", harmless(sentence));
}

async fn follow(tail: Tail) -> Result<(), String> {
    let server = Server::new(tail.url, &token(tail.token_file)?, tail.conversation)?;
    let mut pauses = Pauses::default();
    let mut place = None;
    let mut after = tail.after;
    loop {
        let least = match stream(&server, &mut place, &mut after, &mut pauses).await {
            Ok(Over::Unread) => return Ok(()),
            Ok(Over::Reset) => {
                say("Too much was missed, or it never happened: it begins anew.");
                place = None;
                None
            }
            Err(Failure::Lasting(sentence)) => return Err(sentence),
            Err(Failure::Passing { sentence, wait }) => {
                say(&sentence);
                wait
            }
        };
        sleep(pauses.next().max(least.unwrap_or_default())).await;
    }
}

/// From a file, or from the environment: on the command line everybody on the
/// machine could read it.
fn token(file: Option<PathBuf>) -> Result<String, String> {
    let Some(file) = file else {
        let given = std::env::var("NATTER_TOKEN").unwrap_or_default();
        return Some(given)
            .filter(|token| !token.is_empty())
            .ok_or("NATTER_TOKEN is not set, and no --token-file is named.".to_owned());
    };
    std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}.", file.display()))
}

/// Prints one stream to its end, and moves the place on with what was printed.
async fn stream(
    server: &Server,
    place: &mut Option<Place>,
    after: &mut Option<i64>,
    pauses: &mut Pauses,
) -> Result<Over, Failure> {
    if place.is_none() {
        // Kept until it was good for something: the first try may fail.
        *place = Some(server.place(*after).await?);
        *after = None;
    }
    let place = place.get_or_insert_default();
    let mut answer = server.stream(place).await?;
    let mut parser = Parser::default();
    while let Some(bytes) = answer.chunk().await.map_err(server::broken)? {
        for event in parser.feed(&bytes) {
            match event.name.as_deref() {
                Some("reset") => return Ok(Over::Reset),
                Some("closed") => return Err(Failure::Lasting(server::detail(&event.data))),
                Some(_) => {}
                None if !print(&event).await => return Ok(Over::Unread),
                None => pauses.begin_anew(),
            }
            place.version = event.id.unwrap_or(place.version);
        }
    }
    Err(Failure::passing("The server has ended the stream."))
}

/// False when nobody reads it. Written beside, because a reader may take its
/// time, and whoever wants to stop must not wait for that.
async fn print(event: &Event) -> bool {
    if event.data.is_empty() {
        return true;
    }
    let line = event.data.replace('\n', " ") + "\n";
    let written = spawn_blocking(move || {
        let mut out = io::stdout().lock();
        out.write_all(line.as_bytes()).and_then(|()| out.flush())
    });
    match written.await {
        Ok(Err(error)) if error.kind() != ErrorKind::BrokenPipe => {
            say(&error.to_string());
            false
        }
        Ok(written) => written.is_ok(),
        Err(_) => false,
    }
}
