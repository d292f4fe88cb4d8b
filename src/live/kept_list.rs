//! The first screen of a person's list, kept for whoever shows it next.
//!
//! It counts while this process hears of every change to the list: it is dropped
//! when a hint comes, which is before the writer is answered in the same process,
//! and as soon as the backplane brings it from another. While that is away nothing
//! is kept, and a hint that got lost makes it no older than [`LONGEST`]. It counts
//! for one era, which each request reads: names may change more often than that is
//! announced.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::DbErr;
use tokio::time::Instant;
use uuid::Uuid;

use super::{Hub, in_time::in_time};
use crate::{
    announcement::Topic,
    conversation::{Conversation, Entry, LIST_PAGE, ListCursor, ListPart, ListRepository, list},
    presence::States,
    store::Era,
};

/// How old it gets at most; things that end by themselves are noticed, too.
const LONGEST: Duration = Duration::from_secs(5);

/// The first screen of a list, with the presence of those in it.
#[derive(Debug)]
pub struct FirstScreen {
    pub part: ListPart,
    pub states: States,
    era: Era,
    read_at: Instant,
}

impl FirstScreen {
    pub(super) async fn read(hub: &Hub, user_id: Uuid, era: &Era) -> Result<Self, DbErr> {
        let read_at = Instant::now();
        let lists = ListRepository::of(hub.database());
        let mut part = in_time(lists.part(user_id, ListCursor::START, LIST_PAGE)).await?;
        let states = hub.presence().of(list::peers(&part.entries)).await;
        states.mark(&mut part.entries);
        Ok(Self { part, states, era: era.clone(), read_at })
    }

    /// With the open conversation, which stands further down or is archived, below
    /// all others.
    async fn with(&self, hub: &Hub, user: Uuid, open: &Conversation) -> Result<Self, DbErr> {
        let lists = ListRepository::of(hub.database());
        let mut apart = in_time(lists.entries_for(&[(user, open.id)])).await?;
        apart.retain(|entry| !entry.is_archived);
        let known = self.part.entries.iter().filter_map(|entry| entry.peer());
        let people = known.chain(open.peer()).map(|peer| peer.id);
        let states = hub.presence().of(people).await;
        states.mark(&mut apart);
        let (part, era) = (self.part.with_apart(apart.pop()), self.era.clone());
        Ok(Self { part, states, era, read_at: self.read_at })
    }

    fn is_young(&self) -> bool {
        self.read_at.elapsed() < LONGEST
    }

    /// What it says of the conversation, if that is in it.
    fn entry(&self, conversation: &Conversation) -> Option<&Entry> {
        self.part.entries.iter().find(|entry| entry.id == conversation.id)
    }
}

impl Hub {
    /// The first screen of a user's list, at most five seconds old and only where
    /// no change to it can have been missed. Whoever asks listens to that list for
    /// half a minute: mostly a stream of theirs is about to be opened.
    pub async fn first_screen(&self, user: Uuid, era: &Era) -> Result<Arc<FirstScreen>, DbErr> {
        let handle = self.handle(Topic::User(user));
        let life = self.backplane().is_up().then(|| self.backplane().life());
        let kept = handle.list().and_then(|list| list.get(life, era));
        if let Some(screen) = kept {
            return Ok(screen);
        }
        let list = handle.listened_list(life).await;
        let heard = list.and_then(|list| list.heard(life));
        let screen = Arc::new(FirstScreen::read(self, user, era).await?);
        if let Some((list, heard)) = list.zip(heard) {
            list.keep(heard, screen.clone());
        }
        Ok(screen)
    }

    /// The same, with the conversation that is open beside it: as its member sees it
    /// now, even if no hint of that has come yet.
    pub async fn first_screen_beside(
        &self,
        user: Uuid,
        open: &Conversation,
        era: &Era,
    ) -> Result<Arc<FirstScreen>, DbErr> {
        let screen = self.first_screen(user, era).await?;
        let is_of_now = |entry: &Entry| {
            entry.version >= open.version
                && entry.last_read_seq == open.last_read_seq
                && (entry.is_pinned, entry.is_muted) == (open.is_pinned, open.is_muted)
        };
        match screen.entry(open).map(is_of_now) {
            Some(true) => Ok(screen),
            Some(false) => FirstScreen::read(self, user, era).await.map(Arc::new),
            None => screen.with(self, user, open).await.map(Arc::new),
        }
    }
}

/// What a channel and the ways to it share.
#[derive(Debug, Default)]
pub(super) struct KeptList(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The life of the backplane in which the channel listens.
    listens_in: Option<u64>,
    /// How often something was heard.
    heard: u64,
    screen: Option<Arc<FirstScreen>>,
}

impl KeptList {
    /// The channel listens in this life of the backplane, or not any more.
    pub fn listens_in(&self, life: Option<u64>) {
        let mut state = self.lock();
        if state.listens_in != life {
            *state = State { listens_in: life, heard: state.heard + 1, screen: None };
        }
    }

    /// Something in the list may have changed.
    pub fn forget(&self) {
        let mut state = self.lock();
        state.heard += 1;
        state.screen = None;
    }

    /// What counts still, in this life of the backplane.
    pub fn get(&self, life: Option<u64>, era: &Era) -> Option<Arc<FirstScreen>> {
        let state = self.lock();
        let counts = |screen: &&Arc<FirstScreen>| screen.era == *era && screen.is_young();
        let screen = state.screen.as_ref().filter(counts);
        screen.filter(|_| life.is_some() && state.listens_in == life).cloned()
    }

    /// To be asked for before reading what is then kept; none while nobody listens.
    pub fn heard(&self, life: Option<u64>) -> Option<u64> {
        let state = self.lock();
        (life.is_some() && state.listens_in == life).then_some(state.heard)
    }

    /// Gives back the memory of one that is too old.
    pub fn tidy(&self) {
        let mut state = self.lock();
        state.screen = state.screen.take().filter(|screen| screen.is_young());
    }

    /// Keeps it, unless something was heard since.
    pub fn keep(&self, heard: u64, screen: Arc<FirstScreen>) {
        let mut state = self.lock();
        if state.heard == heard {
            state.screen = Some(screen);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Epoch;

    fn screen(era: &Era, read_at: Instant) -> Arc<FirstScreen> {
        let (part, states) = (ListPart::default(), States::default());
        Arc::new(FirstScreen { part, states, era: era.clone(), read_at })
    }

    #[test]
    fn it_counts_as_long_as_nothing_can_have_changed() {
        let (list, era) = (KeptList::default(), Era::default());
        assert_eq!(list.heard(Some(1)), None, "nobody listens yet");
        list.listens_in(Some(1));
        let keep = |list: &KeptList| {
            let heard = list.heard(Some(1)).unwrap();
            list.keep(heard, screen(&era, Instant::now()));
            assert!(list.get(Some(1), &era).is_some());
        };
        keep(&list);
        let later = Era { appearance: 1, ..Era::default() };
        assert!(list.get(Some(1), &later).is_none(), "somebody is called otherwise");
        assert!(list.get(None, &era).is_none(), "the backplane is away");
        assert!(list.get(Some(2), &era).is_none(), "it came back and is not listened to yet");
        let elsewhere = Era { epoch: Epoch::named("another"), ..Era::default() };
        assert!(list.get(Some(1), &elsewhere).is_none());
        list.forget();
        assert!(list.get(Some(1), &era).is_none());
        keep(&list);
        list.listens_in(None);
        list.listens_in(Some(1));
        assert!(list.get(Some(1), &era).is_none(), "nobody listened for a while");
        list.keep(list.heard(Some(1)).unwrap(), screen(&era, Instant::now() - LONGEST));
        assert!(list.get(Some(1), &era).is_none(), "a hint may have got lost");
    }

    #[test]
    fn what_was_read_before_something_was_heard_is_not_kept() {
        let (list, era) = (KeptList::default(), Era::default());
        list.listens_in(Some(1));
        let heard = list.heard(Some(1)).unwrap();
        list.forget();
        list.keep(heard, screen(&era, Instant::now()));
        assert!(list.get(Some(1), &era).is_none());
    }
}
