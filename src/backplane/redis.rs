//! The backplane on Redis, through fred.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use fred::{
    clients::{Client, Pool, SubscriberClient},
    error::{Error, ErrorKind},
    interfaces::{ClientLike, EventInterface, PubsubInterface},
    socket2::TcpKeepalive,
    types::{
        Builder,
        config::{Config, ReconnectPolicy},
    },
};
use metrics::counter;
use tokio::{
    sync::{broadcast::error::RecvError, mpsc, oneshot, watch},
    time::{Instant, sleep, timeout},
};
use url::Url;
use uuid::Uuid;

use super::{BackplaneEvent, Incoming, Parcel};
use crate::{
    announcement::{Hint, Topic},
    error::StartError,
    metrics as names,
    retry::{self, retry_at_start},
    store::House,
};

/// A question that takes longer is not worth waiting for; an answer takes a
/// tenth of a millisecond.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a Redis that did not answer is asked again.
const RECOVERY: Duration = Duration::from_secs(1);
/// A command that takes longer is given up: the caller can do without.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(2);
/// A silent connection is asked about after this time.
const KEEPALIVE: Duration = Duration::from_secs(10);
/// How long the start waits for Redis.
const START_TIMEOUT: Duration = Duration::from_secs(15);
/// Connections for sessions; commands share them, pipelined.
const POOL: usize = 4;
/// Hints that fred keeps until they are taken over; after a lag all is read.
const MOST_UNHEARD: usize = 1024;
/// Hints on their way out or in. What does not fit is lost, as hints may be.
const QUEUE: usize = 16_384;
/// Hints that leave in one write.
const TOGETHER: usize = 256;

/// What waits to be published.
#[derive(Debug)]
enum Outgoing {
    Hint {
        channel: String,
        text: String,
    },
    /// Answered when all before it has been published, or given up.
    Mark(oneshot::Sender<()>),
}

/// Connections to Redis: one that listens, one that publishes, a few for the
/// session store.
#[derive(Debug, Clone)]
pub struct Redis {
    name: Uuid,
    /// What its keys and channels begin with: `natter:HOUSE:`.
    prefix: Arc<str>,
    house: House,
    pool: Pool,
    subscriber: SubscriberClient,
    /// For what waits in Redis: it holds up what comes after it.
    blocking: Client,
    outgoing: mpsc::Sender<Outgoing>,
    /// False from the first question without an answer until a ping has one.
    answers: Arc<AtomicBool>,
    /// How often it has come back. What was subscribed before may be gone.
    life: Arc<AtomicU64>,
    /// When it last came back.
    returned: watch::Sender<Option<Instant>>,
}

impl Redis {
    /// Connects, or says why not after 15 s.
    pub async fn connect(url: &Url, house: House) -> Result<(Self, Incoming), Error> {
        let builder = builder(url)?;
        let pool = builder.build_pool(POOL)?;
        // Only this one hears a lot; each client holds eight queues of that length.
        let subscriber = builder
            .clone()
            .with_performance_config(|performance| {
                performance.broadcast_channel_capacity = MOST_UNHEARD;
            })
            .build_subscriber_client()?;
        let (publisher, blocking) = (builder.build()?, builder.build()?);
        let connected = async {
            pool.init().await?;
            subscriber.init().await?;
            blocking.init().await?;
            publisher.init().await
        };
        timeout(START_TIMEOUT, connected)
            .await
            .map_err(|_| Error::new(fred::error::ErrorKind::Timeout, "no answer within 15 s"))??;
        let (outgoing, outbox) = mpsc::channel(QUEUE);
        let (inbox, incoming) = mpsc::channel(QUEUE);
        let answers = Arc::new(AtomicBool::new(true));
        let redis = Self {
            name: Uuid::now_v7(),
            prefix: format!("natter:{house}:").into(),
            house,
            pool,
            subscriber,
            blocking,
            outgoing,
            answers,
            life: Arc::default(),
            returned: watch::Sender::new(None),
        };
        tokio::spawn(publish_all(publisher, outbox));
        tokio::spawn(redis.clone().listen(inbox.clone()));
        tokio::spawn(redis.clone().notice_return(inbox.clone()));
        tokio::spawn(redis.clone().notice_recovery(inbox));
        Ok((redis, incoming))
    }

    /// Waits until Redis answers, up to a minute; an error at once when it
    /// refuses who asks.
    pub async fn wait_until_reachable(url: &Url) -> Result<(), StartError> {
        let host = url.host_str().unwrap_or_default();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        retry_at_start(&format!("Redis at {host}{port}"), async || {
            let client = builder(url).and_then(|builder| builder.build()).map_err(failure)?;
            let answer = async {
                client.init().await?;
                client.ping::<()>(None).await
            };
            let answer = answer.await;
            let _ = client.quit().await;
            answer.map_err(failure)
        })
        .await
    }

    /// What this process is called among the others.
    pub(super) fn name(&self) -> Uuid {
        self.name
    }

    pub fn house(&self) -> &House {
        &self.house
    }

    /// The key or channel of this house with that name.
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub(super) fn subscriber(&self) -> &SubscriberClient {
        &self.subscriber
    }

    pub(super) fn blocking(&self) -> &Client {
        &self.blocking
    }

    /// For the session store.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Connected, and the last question was answered.
    pub fn is_up(&self) -> bool {
        self.subscriber.is_connected() && self.answers.load(Ordering::Acquire)
    }

    /// What Redis answers. None at once while it is away, and after a
    /// second when it turns out to be: nobody else waits for it then.
    pub async fn ask<T>(&self, question: impl Future<Output = Result<T, Error>>) -> Option<T> {
        if !self.is_up() {
            return None;
        }
        match timeout(PATIENCE, question).await {
            Ok(Ok(answer)) => return Some(answer),
            // It answers, and says no to this.
            Ok(Err(error)) if !means_away(&error) => {
                tracing::warn!(%error, "Redis refuses a command");
            }
            Ok(Err(error)) => self.is_away(&error.to_string()),
            Err(_) => self.is_away("no answer in time"),
        }
        None
    }

    fn is_away(&self, reason: &str) {
        if self.answers.swap(false, Ordering::AcqRel) {
            tracing::warn!(reason, "Redis is away; going on without it");
        }
    }

    async fn notice_recovery(self, inbox: mpsc::Sender<BackplaneEvent>) {
        loop {
            sleep(RECOVERY).await;
            if self.answers.load(Ordering::Acquire) || !self.subscriber.is_connected() {
                continue;
            }
            if timeout(PATIENCE, self.ping()).await.is_ok_and(|answer| answer.is_ok()) {
                self.answers.store(true, Ordering::Release);
                tracing::info!("Redis answers again");
                self.tell_return(&inbox).await;
            }
        }
    }

    async fn tell_return(&self, inbox: &mpsc::Sender<BackplaneEvent>) {
        self.life.fetch_add(1, Ordering::AcqRel);
        self.returned.send_replace(Some(Instant::now()));
        let _ = inbox.send(BackplaneEvent::Back).await;
    }

    /// Which of its lives this is; a subscription is worth something only in
    /// the life it was made in.
    pub(super) fn life(&self) -> u64 {
        self.life.load(Ordering::Acquire)
    }

    /// Tells when Redis comes back after it was away.
    pub fn returns(&self) -> watch::Receiver<Option<Instant>> {
        self.returned.subscribe()
    }

    /// Whether Redis answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.pool.ping::<()>(None).await
    }

    pub(super) async fn subscribe(&self, channel: &str) -> bool {
        self.ask(self.subscriber.subscribe(self.key(channel))).await.is_some()
    }

    pub(super) async fn unsubscribe(&self, channel: &str) {
        if let Err(error) = self.subscriber.unsubscribe(self.key(channel)).await {
            tracing::debug!(%error, channel, "a channel could not be left");
        }
    }

    pub(super) fn publish(&self, topic: &Topic, hint: &Hint) {
        if !self.is_up() {
            // Nobody would hear it; the rounds make up for it.
            return;
        }
        let parcel = Parcel { from: self.name, hint };
        let sent = serde_json::to_string(&parcel).is_ok_and(|text| {
            let hint = Outgoing::Hint { channel: self.key(&topic.to_string()), text };
            self.outgoing.try_send(hint).is_ok()
        });
        if !sent {
            counter!(names::HINTS_DROPPED).increment(1);
            tracing::warn!(%topic, "a hint was dropped; the next round makes up for it");
        }
    }

    /// Waits until what was published so far has left, or was given up.
    pub(super) async fn flush(&self) {
        let (mark, passed) = oneshot::channel();
        if self.outgoing.send(Outgoing::Mark(mark)).await.is_ok() {
            let _ = passed.await;
        }
    }

    async fn listen(self, inbox: mpsc::Sender<BackplaneEvent>) {
        let mut messages = self.subscriber.message_rx();
        loop {
            let message = match messages.recv().await {
                Ok(message) => message,
                Err(RecvError::Lagged(_)) => {
                    let _ = inbox.send(BackplaneEvent::Back).await;
                    continue;
                }
                Err(RecvError::Closed) => return,
            };
            let topic = message.channel.strip_prefix(&*self.prefix).map(str::parse::<Topic>);
            let Some(Ok(topic)) = topic else { continue };
            let Some(text) = message.value.as_str() else { continue };
            match serde_json::from_str::<Parcel<Hint>>(&text) {
                Ok(parcel) if parcel.from == self.name => {}
                Ok(parcel) => {
                    let _ = inbox.send(BackplaneEvent::Heard(topic, Box::new(parcel.hint))).await;
                }
                Err(error) => tracing::warn!(%error, "a hint was not understood"),
            }
        }
    }

    /// A client that subscribes again by itself leaves a hole, so every channel
    /// does it, and reads the database only then.
    async fn notice_return(self, inbox: mpsc::Sender<BackplaneEvent>) {
        let mut returns = self.subscriber.reconnect_rx();
        loop {
            match returns.recv().await {
                Ok(_) | Err(RecvError::Lagged(_)) => {
                    tracing::info!("the backplane is back");
                    self.tell_return(&inbox).await;
                }
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// Redis does not answer; everything else is an answer that says no.
pub(super) fn means_away(error: &Error) -> bool {
    let kind = error.kind();
    matches!(kind, ErrorKind::IO | ErrorKind::Timeout | ErrorKind::Canceled | ErrorKind::Cluster)
}

/// What keeps Redis from being used at the start.
fn failure(error: Error) -> retry::Failure {
    let starts = ["LOADING", "MASTERDOWN", "CLUSTERDOWN"];
    let is_starting = starts.iter().any(|state| error.details().starts_with(state));
    if means_away(&error) || is_starting || matches!(error.kind(), ErrorKind::Sentinel) {
        retry::Failure::Passing(error.to_string())
    } else {
        retry::Failure::Lasting(error.into())
    }
}

fn builder(url: &Url) -> Result<Builder, Error> {
    let mut builder = Builder::from_config(Config::from_url(url.as_str())?);
    builder
        .with_performance_config(|performance| {
            performance.default_command_timeout = COMMAND_TIMEOUT;
        })
        .with_connection_config(|connection| {
            connection.tcp.nodelay = Some(true);
            // The one that only listens would never notice a host that is gone.
            let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE / 2);
            connection.tcp.keepalive = Some(keepalive);
            connection.unresponsive.max_timeout = Some(Duration::from_secs(10));
            connection.unresponsive.interval = Duration::from_secs(2);
        })
        .set_policy(ReconnectPolicy::new_exponential(0, 100, 3000, 2));
    Ok(builder)
}

/// In the order of their commits; all that waits leaves together, so that no hint
/// waits for the answer to the one before.
async fn publish_all(publisher: Client, mut outbox: mpsc::Receiver<Outgoing>) {
    let mut waiting = Vec::new();
    while outbox.recv_many(&mut waiting, TOGETHER).await > 0 {
        let (pipeline, mut marks) = (publisher.pipeline(), Vec::new());
        for outgoing in waiting.drain(..) {
            match outgoing {
                Outgoing::Hint { channel, text } => {
                    // Only remembered here: what becomes of it is told below.
                    let _ = pipeline.publish::<(), _, _>(channel, text).await;
                }
                Outgoing::Mark(passed) => marks.push(passed),
            }
        }
        for error in pipeline.try_all::<()>().await.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "a hint was not published; the next round makes up for it");
        }
        for passed in marks {
            // Who does not wait any more does not need the answer.
            let _ = passed.send(());
        }
    }
}
