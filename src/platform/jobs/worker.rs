//! The worker: leases jobs and hands them to their handlers.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::sync::Notify;

use super::{Job, store};
use crate::platform::{clock::Clock, db::Db, fault::Fault};

/// How long a worker may hold a job before another may take it.
const LEASE_SECONDS: i64 = 120;
/// How often the table is looked at when nobody rings.
const POLL: Duration = Duration::from_secs(2);

/// Does one kind of job.
pub type Handler = Arc<dyn Fn(Job) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>> + Send + Sync>;

/// Which handler does which kind.
#[derive(Clone, Default)]
pub struct Registry(HashMap<&'static str, Handler>);

impl Registry {
    /// Registers the handler of a kind.
    pub fn register<F>(&mut self, kind: &'static str, handler: impl Fn(Job) -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        self.0.insert(kind, Arc::new(move |job| Box::pin(handler(job))));
    }
}

/// Does jobs, one at a time.
pub struct Worker {
    /// Where the jobs are.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The handlers.
    pub registry: Registry,
    /// Rung when a job was enqueued in this process.
    pub bell: Arc<Notify>,
}

impl Worker {
    /// Works until the task is aborted.
    pub async fn run(self) {
        loop {
            match self.step().await {
                Ok(true) => {}
                Ok(false) => drop(tokio::time::timeout(POLL, self.bell.notified()).await),
                Err(error) => {
                    tracing::warn!(error = %error, "the job table is out of reach");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Works until no job is due.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drain(&self) -> Result<(), Fault> {
        while self.step().await? {}
        Ok(())
    }

    /// Does the next due job; tells whether there was one.
    async fn step(&self) -> Result<bool, Fault> {
        let mut tx = self.db.directory().await?;
        let now = self.clock.now();
        let leased = store::lease(&mut tx, now, now.plus_seconds(LEASE_SECONDS)).await?;
        tx.commit().await?;
        let Some(job) = leased else { return Ok(false) };

        // A handler that panics must not take the worker with it.
        let done = match self.registry.0.get(job.kind.as_str()) {
            Some(handler) => {
                tokio::spawn(handler(job.clone())).await.unwrap_or_else(|panic| Err(Fault::internal(panic)))
            }
            None => Err(Fault::internal(format!("no handler for jobs of kind {}", job.kind))),
        };
        let mut tx = self.db.directory().await?;
        match done {
            Ok(()) => store::finish(&mut tx, job.id, self.clock.now()).await?,
            Err(fault) => {
                tracing::error!(job.kind, job.id = %job.id, job.attempts, error = %fault, "job failed");
                store::fail(&mut tx, &job, &fault.to_string(), self.clock.now()).await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }
}
