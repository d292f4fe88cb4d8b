//! The list of jobs: what wakes a worker. It may lose and double them.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, mpsc},
    time::sleep,
};

use super::outbox::Job;
use crate::backplane::Redis;

/// Jobs that wait in a process without Redis; more are found by the sweep.
const QUEUE: usize = 4096;
const AFTER_FAILURE: Duration = Duration::from_secs(1);

#[derive(Debug, Clone)]
pub enum Jobs {
    Local {
        sender: mpsc::Sender<Job>,
        receiver: Arc<Mutex<mpsc::Receiver<Job>>>,
    },
    /// One list for all processes.
    Redis(Redis),
}

impl Jobs {
    pub fn new(redis: Option<Redis>) -> Self {
        match redis {
            Some(redis) => Self::Redis(redis),
            None => {
                let (sender, receiver) = mpsc::channel(QUEUE);
                Self::Local { sender, receiver: Arc::new(Mutex::new(receiver)) }
            }
        }
    }

    /// Never fails: what is lost is pushed again.
    pub(super) async fn push(&self, job: Job) {
        match self {
            Self::Local { sender, .. } => {
                let _ = sender.try_send(job);
            }
            Self::Redis(redis) => redis.push_job(&job.to_string()).await,
        }
    }

    /// Waits for the next one.
    pub(super) async fn pop(&self) -> Job {
        loop {
            let job = match self {
                Self::Local { receiver, .. } => receiver.lock().await.recv().await,
                Self::Redis(redis) => match redis.pop_job().await {
                    Ok(text) => text.and_then(|text| text.parse().ok()),
                    Err(_) => {
                        sleep(AFTER_FAILURE).await;
                        None
                    }
                },
            };
            if let Some(job) = job {
                return job;
            }
        }
    }
}
