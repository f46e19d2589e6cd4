//! The worker: leases jobs and hands them to their handlers.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, watch},
    task::{JoinHandle, JoinSet},
};

use super::{Job, Lane, store};
use crate::platform::{clock::Clock, db::Db, fault::Fault};

/// How long a worker may hold a job before another may take it.
const LEASE_SECONDS: i64 = 120;
/// How often a worker says that it is still at a job: well before the lease ends, since a long job is no dead one.
pub const RENEW_EVERY: Duration = Duration::from_secs(30);
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

/// Does jobs: in each lane as many at once as it has workers.
pub struct Worker {
    /// Where the jobs are.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The handlers.
    pub registry: Registry,
    /// Rung when a job was enqueued in this process.
    pub bell: Arc<Notify>,
    /// How often it renews its lease: [`RENEW_EVERY`].
    pub renew_every: Duration,
}

impl Worker {
    /// Works until the task is aborted.
    pub async fn run(self) {
        let worker = Arc::new(self);
        let (ring, heard) = watch::channel(());
        let mut workers = JoinSet::new();
        for lane in Lane::ALL {
            for _ in 0..lane.workers() {
                workers.spawn(Arc::clone(&worker).work(lane, heard.clone()));
            }
        }
        // Whoever rings does not know the lanes: all of them look.
        loop {
            worker.bell.notified().await;
            ring.send_replace(());
        }
    }

    async fn work(self: Arc<Self>, lane: Lane, mut heard: watch::Receiver<()>) {
        loop {
            match self.step(lane).await {
                Ok(true) => {}
                Ok(false) => drop(tokio::time::timeout(POLL, heard.changed()).await),
                Err(error) => {
                    tracing::warn!(error = %error, "the job table is out of reach");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Works through the lanes, the most urgent first, until no job is due.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drain(&self) -> Result<(), Fault> {
        loop {
            let mut idle = true;
            for lane in Lane::ALL {
                while self.step(lane).await? {
                    idle = false;
                }
            }
            if idle {
                return Ok(());
            }
        }
    }

    /// Does the next due job of a lane; tells whether there was one.
    async fn step(&self, lane: Lane) -> Result<bool, Fault> {
        let now = self.clock.now();
        if !store::is_due(&mut self.db.directory_read().await?, lane, now).await? {
            return Ok(false);
        }
        let mut tx = self.db.directory().await?;
        let leased = store::lease(&mut tx, lane, now, now.plus_seconds(LEASE_SECONDS)).await?;
        if let Some(job) = &leased
            && job.useful_until.is_some_and(|until| until <= now)
        {
            store::drop_late(&mut tx, job.id, now).await?;
            tx.commit().await?;
            tracing::warn!(job.kind, job.id = %job.id, "a job was dropped: it came too late to be of use");
            return Ok(true);
        }
        tx.commit().await?;
        let Some(job) = leased else { return Ok(false) };

        // A handler that panics must not take the worker with it.
        let done = match self.registry.0.get(job.kind.as_str()) {
            Some(handler) => match self.hold(&job, tokio::spawn(handler(job.clone()))).await {
                Some(done) => done,
                None => return Ok(true),
            },
            None => Err(Fault::internal(format!("no handler for jobs of kind {}", job.kind))),
        };
        let mut tx = self.db.directory().await?;
        match done {
            Ok(()) => store::finish(&mut tx, &job, self.clock.now()).await?,
            Err(fault) => {
                tracing::error!(job.kind, job.id = %job.id, job.attempts, error = %fault, "job failed");
                store::fail(&mut tx, &job, &fault, self.clock.now()).await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Renews the lease of a job until its handler is done. Nothing where another worker has the job by now: the handler
    /// is stopped then.
    async fn hold(&self, job: &Job, mut work: JoinHandle<Result<(), Fault>>) -> Option<Result<(), Fault>> {
        loop {
            tokio::select! {
                done = &mut work => return Some(done.unwrap_or_else(|panic| Err(Fault::internal(panic)))),
                () = tokio::time::sleep(self.renew_every) => {}
            }
            match self.renew(job).await {
                Ok(true) => {}
                Ok(false) => {
                    tracing::warn!(job.kind, job.id = %job.id, job.attempts, "another worker took the job over");
                    work.abort();
                    return None;
                }
                Err(error) => tracing::warn!(error = %error, job.id = %job.id, "the lease of a job is not renewed"),
            }
        }
    }

    async fn renew(&self, job: &Job) -> Result<bool, sqlx::Error> {
        let mut tx = self.db.directory().await?;
        let held = store::renew(&mut tx, job, self.clock.now().plus_seconds(LEASE_SECONDS)).await?;
        tx.commit().await?;
        Ok(held)
    }
}
