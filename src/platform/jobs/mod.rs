//! Background jobs: enqueued in the transaction of the change that wants them, done at least once.
//!
//! A worker leases a due job and renews the lease while it is at work; a job whose worker died becomes
//! due again when the lease ends. A job that fails is tried again, each time later, and is dead after
//! [`MAX_ATTEMPTS`], also where its worker died at the last one: dead jobs stay visible. Attempts that end because
//! somebody else is out of reach are not counted. What must not be lost is revived every hour ([`revive`]). Handlers are
//! idempotent. Each [`Lane`] has workers of its own, and turns go round the organisations in it.

mod lane;
mod store;
mod worker;

pub use lane::Lane;
pub use store::{Job, JobState, enqueue, open, progress, revive, state_of};
pub use worker::{Handler, RENEW_EVERY, Registry, Worker};

use crate::time::Timestamp;

/// A job is given up after this many failures.
pub const MAX_ATTEMPTS: i32 = 8;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Which handler does it.
    pub kind: &'static str,
    /// A job with the same key is enqueued once.
    pub dedupe: String,
    /// What the handler needs to know, as JSON.
    pub payload: &'a serde_json::Value,
    /// The queue it waits in.
    pub lane: Lane,
    /// When it is of no use any more and is dropped, as a code is that has run out.
    pub useful_until: Option<Timestamp>,
}
