//! The accept loop.
//!
//! Our own because `axum::serve` can set no time-out for headers and costs
//! nearly twice the memory an idle stream.

use std::{net::SocketAddr, pin::pin, time::Duration};

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Layer;

use super::router::router;
use crate::{app::App, error::StartError};

/// Who has not sent a whole head by then is not a browser.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// From the signal to the exit, whatever is still open.
const STOP_WITHIN: Duration = Duration::from_secs(8);
/// A pause when the process has run out of file descriptors.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(100);
const SWEEP_SESSIONS_EVERY: Duration = Duration::from_secs(3600);

/// Serves until SIGTERM or SIGINT, then stops: readiness turns 503, streams
/// end spread over 2 s, requests are finished.
pub async fn run(app: App) -> Result<(), StartError> {
    let listener = TcpListener::bind(app.config.listen_addr).await.map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    let router = router(app.clone())?;
    tokio::spawn(sweep(app.clone()));
    tracing::info!("listening on http://{address}");
    let connections = TaskTracker::new();
    tokio::select! {
        () = accept(&listener, &router, &connections, &app.stopping) => {}
        () = stop_signal() => {}
    }
    tracing::info!("stopping");
    app.stopping.cancel();
    drop(listener);
    connections.close();
    if timeout(STOP_WITHIN, connections.wait()).await.is_err() {
        tracing::warn!(open = connections.len(), "stopped with connections still open");
    }
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    router: &Router,
    connections: &TaskTracker,
    stopping: &CancellationToken,
) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                connections.spawn(serve(stream, peer, router.clone(), stopping.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(AFTER_FAILED_ACCEPT).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, stopping: CancellationToken) {
    // A stream's events are small and must leave at once.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = TowerToHyperService::new(Extension(peer).layer(router));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn stop_signal() {
    // Without a handler the default action ends the process, which is right too.
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

async fn sweep(app: App) {
    loop {
        app.sessions.sweep().await;
        sleep(SWEEP_SESSIONS_EVERY).await;
    }
}
