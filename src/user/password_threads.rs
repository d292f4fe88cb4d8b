//! Where passwords are hashed: on threads of their own, which yield to those
//! that answer everybody else, and which keep their memory for the next one.

use std::{sync::Arc, thread::available_parallelism, time::Duration};

use rustix::{process::setpriority_process, thread::gettid};
use tokio::{
    runtime::{Builder, Runtime},
    sync::Semaphore,
};

use crate::{
    error::{Error, Result},
    metrics::{Counted, PASSWORDS_WAITING},
};

/// How long a thread waits for the next password before it ends, and gives back
/// the memory that it has hashed in.
const IDLE: Duration = Duration::from_secs(10);
/// A third of the weight that other threads have on a core they both want: with
/// less, a busy machine would keep people from signing in.
const PRIORITY: i32 = 5;
/// How many may wait for each core: about four seconds.
const WAITING: usize = 256;

/// As many threads as there are cores, when they are needed.
#[derive(Debug)]
pub(super) struct PasswordThreads {
    /// Runs no tasks. Its threads for what blocks are not those of the program.
    /// None when it could not be made, or is about to end.
    runtime: Option<Runtime>,
    places: Semaphore,
    cores: Arc<Semaphore>,
}

impl PasswordThreads {
    pub fn new() -> Self {
        Self::with(available_parallelism().map_or(1, usize::from), WAITING)
    }

    fn with(cores: usize, waiting: usize) -> Self {
        let runtime = Builder::new_current_thread()
            .thread_name("natter-password")
            .max_blocking_threads(cores)
            .thread_keep_alive(IDLE)
            .on_thread_start(yield_to_others)
            .build()
            .inspect_err(|error| tracing::error!(%error, "there is no thread for passwords"));
        Self {
            runtime: runtime.ok(),
            places: Semaphore::new(cores * (1 + waiting)),
            cores: Arc::new(Semaphore::new(cores)),
        }
    }

    /// Does the work when it is its turn; an error when too many wait already.
    /// Who stops waiting leaves the line; work that has begun comes to its end.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let full = |_| Error::Unavailable("too many passwords wait".to_owned());
        let _place = self.places.try_acquire().map_err(full)?;
        let waiting = Counted::begin(PASSWORDS_WAITING);
        let core = self.cores.clone().acquire_owned().await.map_err(|_| stopped())?;
        drop(waiting);
        let runtime = self.runtime.as_ref().ok_or_else(stopped)?;
        let working = runtime.spawn_blocking(move || {
            let result = work();
            drop(core);
            result
        });
        working.await.map_err(|_| stopped())
    }
}

impl Drop for PasswordThreads {
    fn drop(&mut self) {
        // Dropped by itself it would wait, which a task must not.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn stopped() -> Error {
    Error::Unavailable("the password threads have stopped".to_owned())
}

/// Linux has a priority for each thread. Without the lower one it works, too.
fn yield_to_others() {
    if let Err(error) = setpriority_process(Some(gettid()), PRIORITY) {
        tracing::debug!(%error, "a password thread keeps the priority of all");
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashSet,
        pin::{Pin, pin},
        sync::mpsc,
        task::{Context, Poll, Waker},
        thread,
    };

    use rustix::process::getpriority_process;

    use super::*;

    fn poll_once<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test]
    async fn who_waits_behind_too_many_is_refused_and_a_place_left_is_a_place_free() {
        let threads = PasswordThreads::with(1, 1);
        let (finish, finished) = mpsc::channel::<()>();
        let mut works = pin!(threads.run(move || finished.recv()));
        assert!(poll_once(works.as_mut()).is_pending());
        {
            let mut waits = pin!(threads.run(|| ()));
            assert!(poll_once(waits.as_mut()).is_pending());
            let refused = threads.run(|| ()).await;
            assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        }
        let mut waits = pin!(threads.run(|| "done"));
        assert!(poll_once(waits.as_mut()).is_pending(), "the one before it has given up");
        finish.send(()).unwrap();
        assert_eq!(works.await.unwrap(), Ok(()));
        assert_eq!(waits.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn who_gives_up_frees_the_core_when_the_work_is_done() {
        let threads = PasswordThreads::with(1, 1);
        let (finish, finished) = mpsc::channel::<()>();
        {
            let mut works = pin!(threads.run(move || finished.recv()));
            assert!(poll_once(works.as_mut()).is_pending());
        }
        let mut next = pin!(threads.run(|| "done"));
        assert!(poll_once(next.as_mut()).is_pending(), "never two at once on one core");
        finish.send(()).unwrap();
        assert_eq!(next.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn work_that_panics_takes_no_thread_with_it() {
        let threads = PasswordThreads::with(1, 1);
        for _ in 0..3 {
            assert!(threads.run(|| panic!("on purpose")).await.is_err());
        }
        assert_eq!(threads.run(|| "done").await.unwrap(), "done");
    }

    #[tokio::test]
    async fn the_threads_are_the_same_few_and_yield() {
        let threads = PasswordThreads::with(2, 64);
        let seen = || (thread::current().id(), getpriority_process(Some(gettid())));
        let mut ids = HashSet::new();
        for _ in 0..16 {
            let (id, priority) = threads.run(seen).await.unwrap();
            assert_eq!(priority, Ok(PRIORITY));
            ids.insert(id);
        }
        assert!(ids.len() <= 2, "{ids:?}");
        assert!(!ids.contains(&thread::current().id()));
        assert_ne!(getpriority_process(Some(gettid())), Ok(PRIORITY));
    }
}
