//! The list of jobs that all processes share.

use fred::{error::Error, interfaces::ListInterface};

use super::Redis;

const JOBS: &str = "jobs";
/// How long one request waits, in seconds: less than a command may take.
const WAIT: f64 = 1.0;

impl Redis {
    /// False when Redis is away.
    pub async fn push_job(&self, job: &str) -> bool {
        self.ask(self.pool().lpush::<i64, _, _>(self.key(JOBS), job)).await.is_some()
    }

    /// How many wait; none while Redis is away.
    pub async fn jobs_waiting(&self) -> Option<usize> {
        self.ask(self.pool().llen(self.key(JOBS))).await
    }

    /// The oldest job, by a client that does nothing else; none when there was
    /// none for a second.
    pub async fn pop_job(&self) -> Result<Option<String>, Error> {
        let popped: Option<(String, String)> = self.blocking().brpop(self.key(JOBS), WAIT).await?;
        Ok(popped.map(|(_, job)| job))
    }
}
