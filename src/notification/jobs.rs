//! The list of jobs: what wakes a worker. It may lose and double them.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, mpsc},
    time::sleep,
};

use super::outbox::Job;
use crate::backplane::Redis;

/// Jobs that wait in the process; more are found by the sweep.
const QUEUE: usize = 4096;
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// One list for all processes in Redis, and one in the process for when there
/// is none or while it is away.
#[derive(Debug, Clone)]
pub struct Jobs {
    redis: Option<Redis>,
    sender: mpsc::Sender<Job>,
    receiver: Arc<Mutex<mpsc::Receiver<Job>>>,
}

impl Jobs {
    pub fn new(redis: Option<Redis>) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        Self { redis, sender, receiver: Arc::new(Mutex::new(receiver)) }
    }

    /// Never fails: what is lost is pushed again.
    pub async fn push(&self, job: Job) {
        let is_shared = match &self.redis {
            Some(redis) => redis.push_job(&job.to_string()).await,
            None => false,
        };
        if !is_shared {
            let _ = self.sender.try_send(job);
        }
    }

    /// Waits for the next one.
    pub async fn pop(&self) -> Job {
        let mut own = self.receiver.lock().await;
        loop {
            let job = match &self.redis {
                None => own.recv().await,
                Some(redis) => tokio::select! {
                    biased;
                    job = own.recv() => job,
                    job = shared(redis) => job,
                },
            };
            if let Some(job) = job {
                return job;
            }
        }
    }
}

/// None when nothing came for a while.
async fn shared(redis: &Redis) -> Option<Job> {
    match redis.pop_job().await {
        Ok(text) => text?.parse().ok(),
        Err(_) => {
            sleep(AFTER_FAILURE).await;
            None
        }
    }
}
