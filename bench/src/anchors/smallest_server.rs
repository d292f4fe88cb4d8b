//! The smallest server of event streams that axum can be, as a process of its
//! own: what is posted goes to all streams.

use std::{convert::Infallible, net::SocketAddrV4, path::Path};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::broadcast;

use crate::servers::{Process, Recipe, free_address};

/// Where it is told to listen.
const ADDRESS: &str = "BENCH_ADDRESS";
/// Events that a stream may lag behind.
const BACKLOG: usize = 1024;

type Channel = broadcast::Sender<Bytes>;

pub struct SmallestServer {
    pub process: Process,
    pub address: SocketAddrV4,
}

impl SmallestServer {
    pub fn start(folder: &Path) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let address = free_address();
        let mut process = Recipe::new(program, folder)
            .arguments(["--smallest-server"])
            .set(ADDRESS, &address.to_string())
            .start()?;
        process.until(|_| std::net::TcpStream::connect(address).is_ok())?;
        Ok(Self { process, address })
    }
}

/// Serves until it is ended.
pub fn serve() -> Result<(), String> {
    let address = std::env::var(ADDRESS).map_err(|error| error.to_string())?;
    crate::load::net::raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let routes = Router::new()
        .route("/events", get(events))
        .route("/events", post(publish))
        .with_state(Channel::new(BACKLOG));
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await;
        let listener = listener.map_err(|error| error.to_string())?;
        axum::serve(listener, routes).await.map_err(|error| error.to_string())
    })
}

async fn publish(State(channel): State<Channel>, data: String) -> StatusCode {
    let lines: String = data.lines().map(|line| format!("data: {line}\n")).collect();
    // Nobody may be listening.
    let _ = channel.send(format!("id: 0\n{lines}\n").into());
    StatusCode::NO_CONTENT
}

async fn events(State(channel): State<Channel>) -> Response {
    let events = stream::unfold(channel.subscribe(), |mut events| async move {
        let event = events.recv().await.ok()?;
        Some((Ok::<_, Infallible>(event), events))
    });
    ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(events)).into_response()
}
