//! One topic in this process: a task that owns the topic's streams.
//!
//! Being one task, it does one thing after the other: joining, leaving,
//! subscribing and delivering never overtake each other on a topic.
//!
//! A task is for as long as it lives as large as all that it may ever wait for,
//! and nearly all channels wait for a command only. So the handling of commands
//! is boxed, and within it whatever asks the database or the backplane.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use metrics::counter;
use sea_orm::DbErr;
use tokio::{
    sync::{oneshot, watch},
    time::timeout,
};

use super::{
    Hub,
    in_time::in_time,
    kept_list::KeptList,
    list_reader::ReadEntries,
    queue::{Receiver, Refused, Sender, queue},
    render::PerForm,
    source::Source,
    subscriber::{Subscriber, Subscribers},
};
use crate::{
    announcement::{Hint, Topic},
    metrics as names,
    store::Epoch,
};

/// Commands that may wait for a busy channel. Hints beyond are dropped and the
/// database is read instead.
const MAILBOX: usize = 1024;
/// How long a channel outlives its last stream: reloading a page or changing
/// the conversation must not unsubscribe and subscribe again.
const LINGER: Duration = Duration::from_secs(30);
/// How long a page waits until its list is listened to.
const PATIENCE: Duration = Duration::from_millis(100);

pub(super) enum Command {
    Join(Box<Subscriber>, oneshot::Sender<Result<(), DbErr>>),
    /// Somebody looks at the list without a stream: listen for a while.
    Listen(oneshot::Sender<()>),
    Hear(Hint),
    /// A round has seen the conversation at this version, or the list to add
    /// up to this.
    Seen(i64),
    /// A round has seen the pointers of the members to add up to this.
    ReadingSeen(i64),
    /// What the list has asked for.
    Entries(Box<ReadEntries>),
    /// State of the list, rendered for everybody who is shown it.
    State(PerForm),
    /// Read what was not brought: the backplane came back, or the list could
    /// not be read. That the backplane must be subscribed again is seen at every
    /// command, should this one get lost.
    ReadAgain,
    /// The database lives in another epoch, which is seen at every command, too.
    OtherEpoch,
    /// A stream has ended.
    Tidy,
}

impl Command {
    /// Whether something that a list shows may be another now.
    fn may_change_a_list(&self) -> bool {
        match self {
            Self::Hear(hint) => !matches!(hint, Hint::Typing(_)),
            Self::ReadAgain | Self::OtherEpoch => true,
            // What a round has seen is looked at by the channel; a list gets no older
            // than that takes.
            Self::Seen(_) | Self::ReadingSeen(_) => false,
            Self::Join(..) | Self::Listen(_) | Self::Tidy => false,
            Self::Entries(_) | Self::State(_) => false,
        }
    }
}

/// What a channel and the ways to it tell each other.
#[derive(Debug, Default)]
struct Signs {
    /// Something was not taken.
    lagged: AtomicBool,
    has_streams: AtomicBool,
}

/// The way to a channel.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    mailbox: Sender<Command>,
    signs: Arc<Signs>,
    /// Of a user's channel.
    list: Option<Arc<KeptList>>,
}

impl Handle {
    /// Hands over without waiting; what does not fit is made up for by a read.
    pub fn tell(&self, command: Command) {
        if let Some(list) = self.list.as_ref().filter(|_| command.may_change_a_list()) {
            list.forget();
        }
        if self.mailbox.try_send(command) == Err(Refused::Full) {
            self.signs.lagged.store(true, Ordering::Release);
            // Wakes the channel if it has emptied its mailbox meanwhile.
            let _ = self.mailbox.try_send(Command::Tidy);
        }
    }

    /// An entry of the list has changed. Whether there is a stream that shows it.
    pub fn entry_changed(&self) -> bool {
        if let Some(list) = &self.list {
            list.forget();
        }
        self.has_streams()
    }

    pub fn has_streams(&self) -> bool {
        self.signs.has_streams.load(Ordering::Acquire)
    }

    /// The list that is kept here; none of a conversation.
    pub fn list(&self) -> Option<&KeptList> {
        self.list.as_deref()
    }

    /// The same, and from now on the channel listens, if it can in this life of the
    /// backplane.
    pub async fn listened_list(&self, life: Option<u64>) -> Option<&KeptList> {
        let list = self.list()?;
        if life.is_some() && list.heard(life).is_none() {
            let (listens, answer) = oneshot::channel();
            self.mailbox.send_unbounded(Command::Listen(listens)).ok()?;
            // A page need not wait for it: without it nothing is kept.
            let _ = timeout(PATIENCE, answer).await;
        }
        Some(list)
    }

    pub fn has_ended(&self) -> bool {
        self.mailbox.is_closed()
    }

    /// None when the channel has just ended.
    pub async fn join(&self, subscriber: Box<Subscriber>) -> Option<Result<(), DbErr>> {
        let (joined, answer) = oneshot::channel();
        self.mailbox.send_unbounded(Command::Join(subscriber, joined)).ok()?;
        answer.await.ok()
    }
}

pub(super) struct Channel {
    topic: Topic,
    hub: Hub,
    mailbox: Receiver<Command>,
    signs: Arc<Signs>,
    list: Option<Arc<KeptList>>,
    subscribers: Subscribers,
    source: Source,
    /// Changes when nothing that was delivered counts any more.
    epoch: watch::Receiver<Epoch>,
    /// The life of the backplane in which it has confirmed the subscription.
    subscribed_in: Option<u64>,
}

impl Channel {
    pub fn open(topic: Topic, hub: Hub) -> Handle {
        let (sender, mailbox) = queue(MAILBOX);
        let signs = Arc::<Signs>::default();
        let (epoch, source) = (hub.epoch(), Source::of(topic, &hub));
        let list = matches!(topic, Topic::User(_)).then(Arc::<KeptList>::default);
        let channel = Self {
            topic,
            hub,
            mailbox,
            signs: signs.clone(),
            list: list.clone(),
            subscribers: Subscribers::default(),
            source,
            epoch,
            subscribed_in: None,
        };
        tokio::spawn(channel.run());
        Handle { mailbox: sender, signs, list }
    }

    async fn run(mut self) {
        loop {
            let command = if self.subscribers.is_empty() {
                match timeout(LINGER, self.mailbox.recv()).await {
                    Ok(command) => command,
                    Err(_) if Box::pin(self.leave()).await => return,
                    Err(_) => continue,
                }
            } else {
                self.mailbox.recv().await
            };
            let Some(command) = command else { return };
            Box::pin(self.handle(command)).await;
        }
    }

    /// Handles a command and all that have queued up behind it; their hints
    /// are delivered together.
    async fn handle(&mut self, first: Command) {
        let mut hints = Vec::new();
        let mut read_again = false;
        let mut next = Some(first);
        while let Some(command) = next {
            if self.epoch.has_changed().unwrap_or(false) {
                self.begin_anew();
                hints.clear();
            }
            match command {
                Command::Join(subscriber, joined) => self.join(subscriber, joined).await,
                Command::Listen(listens) => {
                    self.subscribe().await;
                    let _ = listens.send(());
                }
                Command::Hear(hint) => hints.push(hint),
                Command::Seen(version) => read_again |= self.source.is_behind(version),
                Command::ReadingSeen(mark) => read_again |= self.source.is_reading_behind(mark),
                Command::Entries(read) => {
                    self.source.deliver_entries(*read, &mut self.subscribers).await;
                }
                Command::State(rendered) => self.subscribers.send_state(&rendered),
                Command::ReadAgain => read_again = true,
                Command::OtherEpoch => {}
                Command::Tidy => self.subscribers.tidy(),
            }
            next = self.mailbox.try_recv();
        }
        if let Some(list) = &self.list {
            list.tidy();
        }
        if self.signs.lagged.swap(false, Ordering::AcqRel) {
            counter!(names::LAGS).increment(1);
            read_again = true;
        }
        // What was said while nobody listened is read.
        read_again |= !self.subscribers.is_empty() && self.subscribe().await;
        self.deliver(hints, read_again).await;
        self.signs.has_streams.store(!self.subscribers.is_empty(), Ordering::Release);
    }

    /// What the pages show, and the mark, may be of what never happened.
    fn begin_anew(&mut self) {
        self.epoch.mark_unchanged();
        self.source = Source::of(self.topic, &self.hub);
        if let Topic::User(_) = self.topic {
            // Each stream is in one of these, and perhaps in a conversation's.
            counter!(names::RESETS).increment(self.subscribers.len() as u64);
        }
        self.subscribers.end(|_| true, |form| self.hub.render().of(form).reset());
    }

    async fn deliver(&mut self, hints: Vec<Hint>, read_again: bool) {
        let mut delivered = in_time(self.source.hear(hints, &mut self.subscribers)).await;
        if delivered.is_ok() && read_again {
            let _place = self.hub.place_to_read().await;
            delivered = in_time(self.source.read_again(&mut self.subscribers)).await;
        }
        if let Err(error) = delivered {
            // The mark has not moved; the next command or round reads it again.
            self.signs.lagged.store(true, Ordering::Release);
            tracing::warn!(%error, topic = %self.topic, "changes could not be read; trying again later");
        }
    }

    async fn join(
        &mut self,
        subscriber: Box<Subscriber>,
        joined: oneshot::Sender<Result<(), DbErr>>,
    ) {
        self.subscribe().await;
        let begun = in_time(self.source.begin()).await;
        // Who does not wait for the answer any more has closed the stream.
        if begun.is_ok() && !joined.is_closed() {
            self.subscribers.push(subscriber);
            self.source.joined(&mut self.subscribers);
            self.signs.has_streams.store(true, Ordering::Release);
        }
        let _ = joined.send(begun);
    }

    /// While the backplane is away the stream opens all the same and without
    /// waiting; the rounds serve it, and the backplane announces its return. True
    /// when it listens from now on and did not before.
    async fn subscribe(&mut self) -> bool {
        let life = self.hub.backplane().life();
        if self.subscribed_in == Some(life) || !self.hub.backplane().is_up() {
            return false;
        }
        let topic = self.topic.to_string();
        let mut subscribed = Box::pin(self.hub.backplane().subscribe(&topic)).await;
        if let Topic::User(user) = self.topic {
            // Their list changes with their groups, too.
            subscribed = subscribed && Box::pin(self.hub.follows_groups_of(user, life)).await;
        }
        self.listens_in(subscribed.then_some(life));
        subscribed
    }

    fn listens_in(&mut self, life: Option<u64>) {
        self.subscribed_in = life;
        if let Some(list) = &self.list {
            list.listens_in(life);
        }
    }

    /// Leaves the backplane and ends, unless somebody came meanwhile.
    async fn leave(&mut self) -> bool {
        self.listens_in(None);
        self.hub.backplane().unsubscribe(&self.topic.to_string()).await;
        if self.hub.forget_if(self.topic, || self.mailbox.is_empty()) {
            // The mailbox is closed with it: whoever still holds the handle finds it so
            // and opens a new channel.
            return true;
        }
        self.subscribe().await;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size_of_task<T>(_: impl FnOnce(Channel) -> T) -> usize {
        size_of::<T>()
    }

    /// There are two for each person who is here.
    #[test]
    fn an_idle_channel_is_small() {
        let (task, command) = (size_of_task(Channel::run), size_of::<Command>());
        assert!(task <= 768 && command <= 64, "{task} and {command} bytes");
    }
}
