//! The accept loop.
//!
//! Our own because `axum::serve` can set no time-out for headers and costs
//! nearly twice the memory an idle stream.

use std::{
    future::poll_fn,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use axum::Router;
use futures_util::future::BoxFuture;
use hyper::{Request, Version, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{router::router, security::MOST_HEAD};
use crate::{
    app::App,
    attempt,
    error::StartError,
    search::{Backlog, merge_index},
    sse::{Handover, STOP_SPREAD, Socket},
    telegram,
};

/// Who has not sent a whole head by then is not a browser. An idle connection
/// that is kept alive ends after this time, too.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// From the end of accepting to the exit, whatever is still open.
const STOP_WITHIN: Duration = Duration::from_secs(6);
/// Time for what is stored only at the end.
const LAST_WRITES_WITHIN: Duration = Duration::from_secs(1);
/// A pause when the process has run out of file descriptors.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(100);
/// More files than this are never asked for.
const MOST_FILES: u64 = 1 << 20;
/// Connections of those who ask for metrics.
const FEW: usize = 16;
/// Files kept free for the database, Redis and the log.
const FILES_FOR_OTHERS: u64 = 128;
/// Who takes nothing for so long is gone or has stopped reading. A page gives
/// a silent stream up after the same time; pings keep something on the way.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(35);
/// How long a stream waits for what was written before it.
const HANDOVER_WITHIN: Duration = Duration::from_secs(5);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
const ROUNDS_OF_A_DAY: u64 = 24;

/// Serves until `stop`, and then stops: readiness turns 503, streams end spread
/// over 2 s, requests are finished.
pub async fn run(app: App, stop: impl Future<Output = ()>) -> Result<(), StartError> {
    let (listener, address) = listen("LISTEN_ADDR", app.config.listen_addr).await?;
    let router = router(app.clone())?;
    tokio::spawn(sweep(app.clone()));
    tokio::spawn(backlog(&app).work_off(app.stopping.clone()));
    if let Some(address) = app.config.metrics_addr {
        let (listener, address) = listen("METRICS_ADDR", address).await?;
        tracing::info!("metrics at http://{address}/metrics");
        tokio::spawn(serve_metrics(
            listener,
            super::metrics::router(app.clone())?,
            app.stopping.clone(),
        ));
    }
    if let Some(telegram) = app.telegram.clone() {
        app.writes.spawn(telegram::hear(app.clone(), telegram));
    }
    tracing::info!("listening on http://{address}");
    let connections = Connections::within_limits();
    tokio::select! {
        () = accept(&listener, &router, &connections, &app.stopping) => {}
        () = stop => {}
    }
    tracing::info!("stopping");
    app.stopping.cancel();
    // Long enough for a proxy to see that readiness is gone.
    let draining = accept(&listener, &router, &connections, &app.stopping);
    let _ = timeout(STOP_SPREAD, draining).await;
    drop(listener);
    finish(&app, &connections).await;
    Ok(())
}

/// Waits for what is under way, but not for ever.
async fn finish(app: &App, connections: &Connections) {
    connections.tasks.close();
    app.writes.close();
    let finished = async {
        connections.tasks.wait().await;
        app.writes.wait().await;
    };
    if timeout(STOP_WITHIN, finished).await.is_err() {
        tracing::warn!(open = connections.tasks.len(), "stopped with connections still open");
    }
    if timeout(LAST_WRITES_WITHIN, app.presence.stop()).await.is_err() {
        tracing::warn!("stopped before it was stored when everybody was last here");
    }
}

/// With the address that it got, when the port was 0.
async fn listen(
    setting: &'static str,
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let unusable = |source| StartError::Listen { setting, address, source };
    let listener = TcpListener::bind(address).await.map_err(unusable)?;
    let address = listener.local_addr().map_err(unusable)?;
    Ok((listener, address))
}

/// The open connections, never so many that files and database connections
/// could not be opened any more.
struct Connections {
    tasks: TaskTracker,
    places: Arc<Semaphore>,
}

impl Connections {
    fn within_limits() -> Self {
        // As many as the operator's hard limit allows; the soft one is often 1,024.
        let files = rlimit::increase_nofile_limit(MOST_FILES).unwrap_or(FILES_FOR_OTHERS * 2);
        let places = files.saturating_sub(FILES_FOR_OTHERS).max(FILES_FOR_OTHERS);
        let places = usize::try_from(places).unwrap_or(Semaphore::MAX_PERMITS);
        Self { tasks: TaskTracker::new(), places: Arc::new(Semaphore::new(places)) }
    }

    /// For who only asks now and then.
    fn few() -> Self {
        Self { tasks: TaskTracker::new(), places: Arc::new(Semaphore::new(FEW)) }
    }

    /// Runs what serves a connection, and then what has taken it over: as a
    /// task of its own, because a task never becomes smaller.
    fn serve(
        &self,
        place: OwnedSemaphorePermit,
        served: impl Future<Output = Option<BoxFuture<'static, ()>>> + Send + 'static,
    ) {
        let tasks = self.tasks.clone();
        self.tasks.spawn(async move {
            let Some(writer) = served.await else { return drop(place) };
            tasks.spawn(async move {
                writer.await;
                drop(place);
            });
        });
    }
}

async fn accept(
    listener: &TcpListener,
    router: &Router,
    connections: &Connections,
    stopping: &CancellationToken,
) {
    loop {
        // Who comes when all places are taken waits in the kernel's queue.
        let Ok(place) = connections.places.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                connections.serve(place, serve(stream, peer, router.clone(), stopping.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(AFTER_FAILED_ACCEPT).await;
            }
        }
    }
}

/// Serves requests, until the connection ends or a stream takes it over.
async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    stopping: CancellationToken,
) -> Option<BoxFuture<'static, ()>> {
    // A stream's events are small and must leave at once.
    let socket = SockRef::from(&stream);
    socket.set_tcp_nodelay(true).ok()?;
    socket.set_tcp_user_timeout(Some(DELIVERY_TIMEOUT)).ok()?;
    let handover = Handover::default();
    let service = service_fn(|mut request: Request<Incoming>| {
        handover.begin();
        request.extensions_mut().insert(peer);
        if request.version() == Version::HTTP_11 {
            request.extensions_mut().insert(handover.clone());
        }
        router.clone().oneshot(request)
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MOST_HEAD)
        .serve_connection(TokioIo::new(Socket::new(stream, handover.clone())), service);
    let mut stopped = pin!(stopping.cancelled());
    let (mut is_last, mut spread, mut late) = (false, None, None);
    let writer = poll_fn(|context| {
        if let Poll::Ready(ended) = Pin::new(&mut connection).poll(context) {
            return Poll::Ready(Err(ended));
        }
        if !is_last && stopped.as_mut().poll(context).is_ready() {
            let spread = spread.get_or_insert_with(|| Box::pin(sleep(STOP_SPREAD)));
            is_last = handover.has_begun() || spread.as_mut().poll(context).is_ready();
            if is_last {
                Pin::new(&mut connection).graceful_shutdown();
                context.waker().wake_by_ref();
            }
        }
        if let Some(writer) = handover.take() {
            return Poll::Ready(Ok(writer));
        }
        // Only who asks for a stream behind an answer that they do not read.
        if handover.is_wanted() {
            let late = late.get_or_insert_with(|| Box::pin(sleep(HANDOVER_WITHIN)));
            return late.as_mut().poll(context).map(|()| Err(Ok(())));
        }
        Poll::Pending
    });
    match writer.await {
        Ok(writer) => Some(writer(connection.into_parts().io.into_inner().stream)),
        Err(ended) => {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended");
            }
            None
        }
    }
}

async fn serve_metrics(listener: TcpListener, router: Router, stopping: CancellationToken) {
    accept(&listener, &router, &Connections::few(), &stopping).await;
}

/// Ends when the process is asked to stop.
pub async fn stop_signal() {
    // Without a handler the default action ends the process, which is right too.
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// One process for all: the lock outlives the work, and goes on with who has it.
async fn sweep_files(app: &App) {
    let is_mine = match &app.redis {
        Some(redis) => redis.try_lock("sweep:files", SWEEP_EVERY).await,
        None => true,
    };
    if is_mine {
        app.files.sweep().await;
    }
}

fn backlog(app: &App) -> Backlog {
    Backlog {
        database: app.database.clone(),
        announcer: app.announcer.clone(),
        redis: app.redis.clone(),
    }
}

/// Once a day, as it may write the whole index.
async fn merge_search(app: &App, round: u64) {
    if round.is_multiple_of(ROUNDS_OF_A_DAY)
        && let Err(error) = merge_index(&app.database, &app.announcer).await
    {
        tracing::warn!(%error, "words of what was deleted stay in the index for now");
    }
}

async fn sweep(app: App) {
    for round in 0.. {
        app.session_store.sweep().await;
        app.tokens.sweep().await;
        attempt::sweep(&app.database).await;
        sweep_files(&app).await;
        merge_search(&app, round).await;
        sleep(SWEEP_EVERY).await;
    }
}
