//! The table of jobs.

use serde_json::Value;
use sqlx::FromRow;

use super::{Lane, MAX_ATTEMPTS, NewJob};
use crate::{
    execute, fetch_one, fetch_optional,
    ids::{JobId, OrgId},
    platform::{
        db::{AnyTx, DirectoryTx, Tx},
        fault::Fault,
    },
    time::Timestamp,
};

/// Nothing waits longer than this, neither for its time nor for a lease to end: what says that it does was written by a
/// clock that was ahead, and is due.
const FARTHEST_SECONDS: i64 = 600;
/// Between two tries of what was given up.
const REVIVED_AFTER_SECONDS: i64 = 3600;

/// A job that a worker holds.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The organisation it works for, if any.
    pub org: Option<OrgId>,
    /// Which handler does it.
    pub kind: String,
    /// The queue it was in.
    pub lane: Lane,
    /// What the handler needs to know.
    pub payload: Value,
    /// How often it was begun, this time included.
    pub attempts: i32,
    /// How often that ended because somebody else was out of reach.
    pub waits: i32,
    /// When it is of no use any more.
    pub useful_until: Option<Timestamp>,
}

#[derive(FromRow)]
struct JobRow {
    id: JobId,
    org_id: Option<OrgId>,
    kind: String,
    payload: String,
    attempts: i32,
    waits: i32,
    turn: i64,
    useful_until: Option<Timestamp>,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Waiting or being done.
    Open {
        /// Steps done.
        done: i32,
        /// Steps in all; 0 while unknown.
        total: i32,
    },
    /// Done.
    Finished,
    /// Given up.
    Dead,
}

/// Enqueues a job within the caller's transaction. One with the same dedupe key is kept as it is.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue(tx: &mut impl AnyTx, id: JobId, job: NewJob<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.bound_to();
    let turn = next_turn(tx, org, job.lane).await?;
    execute!(
        tx,
        "INSERT INTO jobs
           (id, org_id, kind, dedupe, payload, run_at, attempts, progress_done, progress_total, created_at, lane, turn,
            useful_until)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, $6, $7, $8, $9)
         ON CONFLICT (dedupe) DO NOTHING",
        id,
        org,
        job.kind,
        &job.dedupe,
        job.payload.to_string(),
        now,
        job.lane.as_str(),
        turn,
        job.useful_until
    )
    .map(drop)
}

/// The turn of an organisation's next job: after its own last one, and not before the lane's, so that who queues much waits
/// behind who queues little, and who comes late gets nothing back for the time before. What is of no organisation queues
/// in the order in which it came.
async fn next_turn(tx: &mut impl AnyTx, org: Option<OrgId>, lane: Lane) -> Result<i64, sqlx::Error> {
    let (lanes, own): (i64, Option<i64>) = fetch_one!(
        tx,
        (i64, Option<i64>),
        "SELECT l.turn, (SELECT MAX(j.turn) FROM jobs j
                         WHERE j.org_id = $2 AND j.lane = l.lane AND j.finished_at IS NULL AND j.dead_at IS NULL)
         FROM job_lanes l WHERE l.lane = $1",
        lane.as_str(),
        org
    )?;
    Ok(own.map_or(lanes, |own| lanes.max(own + 1)))
}

/// Where the job with a dedupe key stands.
///
/// # Errors
/// When the database refuses.
pub async fn state_of(tx: &mut impl AnyTx, dedupe: &str) -> Result<Option<JobState>, sqlx::Error> {
    let row: Option<(Option<Timestamp>, Option<Timestamp>, i32, i32)> = fetch_optional!(
        tx,
        (Option<Timestamp>, Option<Timestamp>, i32, i32),
        "SELECT finished_at, dead_at, progress_done, progress_total FROM jobs WHERE dedupe = $1",
        dedupe
    )?;
    Ok(row.map(|row| match row {
        (Some(_), ..) => JobState::Finished,
        (None, Some(_), ..) => JobState::Dead,
        (None, None, done, total) => JobState::Open { done, total },
    }))
}

/// How far the organisation's newest job of a kind has come that waits or is being done; nothing where there is none.
///
/// # Errors
/// When the database refuses.
pub async fn open(tx: &mut Tx, kind: &str) -> Result<Option<(i32, i32)>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        (i32, i32),
        "SELECT progress_done, progress_total FROM jobs
         WHERE org_id = $1 AND kind = $2 AND finished_at IS NULL AND dead_at IS NULL ORDER BY created_at DESC LIMIT 1",
        org,
        kind
    )
}

/// Notes how far a job has come.
///
/// # Errors
/// When the database refuses.
pub async fn progress(tx: &mut DirectoryTx, id: JobId, done: i32, total: i32) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE jobs SET progress_done = $2, progress_total = $3 WHERE id = $1", id, done, total).map(drop)
}

/// Gives up the jobs of a lane whose last attempt ended with its worker: nobody else says that they failed.
async fn bury(tx: &mut DirectoryTx, lane: Lane, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE jobs SET dead_at = $1, leased_until = NULL, last_error = 'the process ended while it was at work'
         WHERE lane = $3 AND finished_at IS NULL AND dead_at IS NULL AND attempts - waits >= $2 AND leased_until <= $1",
        now,
        MAX_ATTEMPTS,
        lane.as_str()
    )
    .map(drop)
}

/// Whether a job of a lane is due. Looking takes no lock, as leasing does.
pub(super) async fn is_due(tx: &mut DirectoryTx, lane: Lane, now: Timestamp) -> Result<bool, sqlx::Error> {
    let (due,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (
           SELECT 1 FROM jobs
           WHERE lane = $2 AND finished_at IS NULL AND dead_at IS NULL AND (run_at <= $1 OR run_at > $3)
             AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $3))",
        now,
        lane.as_str(),
        now.plus_seconds(FARTHEST_SECONDS)
    )?;
    Ok(due)
}

/// Takes the next due job of a lane until `until`.
pub(super) async fn lease(
    tx: &mut DirectoryTx,
    lane: Lane,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Job>, sqlx::Error> {
    // Whoever holds the lane's row chooses; the next one sees what was chosen. The guards in the outer statement are for
    // the worker whose lease ran out and who ends the job between choosing and updating: that takes no lane.
    execute!(tx, "UPDATE job_lanes SET turn = turn WHERE lane = $1", lane.as_str())?;
    bury(tx, lane, now).await?;
    let row = fetch_optional!(
        tx,
        JobRow,
        "UPDATE jobs SET leased_until = $2, attempts = attempts + 1
         WHERE id = (
           SELECT id FROM jobs
           WHERE lane = $3 AND finished_at IS NULL AND dead_at IS NULL AND (run_at <= $1 OR run_at > $4)
             AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $4)
           ORDER BY turn, run_at, id LIMIT 1)
         AND finished_at IS NULL AND dead_at IS NULL AND (run_at <= $1 OR run_at > $4)
         AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $4)
         RETURNING id, org_id, kind, payload, attempts, waits, turn, useful_until",
        now,
        until,
        lane.as_str(),
        now.plus_seconds(FARTHEST_SECONDS)
    )?;
    let Some(row) = row else { return Ok(None) };
    // What comes again after its worker died has an earlier turn: the lane does not go back to it.
    execute!(tx, "UPDATE job_lanes SET turn = $2 WHERE lane = $1 AND turn < $2", lane.as_str(), row.turn)?;
    Ok(Some(Job {
        id: row.id,
        org: row.org_id,
        kind: row.kind,
        lane,
        payload: serde_json::from_str(&row.payload).unwrap_or(Value::Null),
        attempts: row.attempts,
        waits: row.waits,
        useful_until: row.useful_until,
    }))
}

/// Holds a job until `until`; false where another worker has it by now, or it is done.
pub(super) async fn renew(tx: &mut DirectoryTx, job: &Job, until: Timestamp) -> Result<bool, sqlx::Error> {
    let held = execute!(
        tx,
        "UPDATE jobs SET leased_until = $3
         WHERE id = $1 AND attempts = $2 AND leased_until IS NOT NULL AND finished_at IS NULL AND dead_at IS NULL",
        job.id,
        job.attempts,
        until
    )?;
    Ok(held == 1)
}

/// Drops a job that came too late to be of use, and forgets what it needed to know.
pub(super) async fn drop_late(tx: &mut DirectoryTx, id: JobId, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE jobs SET finished_at = $2, leased_until = NULL, last_error = 'too late to be of use', payload = 'null'
         WHERE id = $1",
        id,
        now
    )
    .map(drop)
}

/// Notes that a job is done, and forgets what it needed to know: a mail holds a link to sign in. Done is done, also where
/// another worker has begun it once more.
pub(super) async fn finish(tx: &mut DirectoryTx, job: &Job, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE jobs SET finished_at = $2, dead_at = NULL, leased_until = NULL, last_error = NULL, payload = 'null'
         WHERE id = $1 AND finished_at IS NULL",
        job.id,
        now
    )
    .map(drop)
}

/// Tries what was given up at least an hour ago once more, of kinds that must not be lost; says how many.
///
/// # Errors
/// When the database refuses.
pub async fn revive(tx: &mut DirectoryTx, kind: &str, now: Timestamp) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "UPDATE jobs SET dead_at = NULL, run_at = $2, waits = waits + 1,
           turn = (SELECT l.turn + 1 FROM job_lanes l WHERE l.lane = jobs.lane)
         WHERE kind = $1 AND finished_at IS NULL AND dead_at <= $3",
        kind,
        now,
        now.plus_seconds(-REVIVED_AFTER_SECONDS)
    )
}

/// Puts a failed job back for later, or gives it up; one that another worker has by now is left to it. What waits for
/// somebody else is not given up: its handler says when it is too late.
pub(super) async fn fail(tx: &mut DirectoryTx, job: &Job, fault: &Fault, now: Timestamp) -> Result<(), sqlx::Error> {
    let waits = job.waits.saturating_add(i32::from(fault.waits_for_others()));
    let dead = (job.attempts - waits >= MAX_ATTEMPTS).then_some(now);
    // 2 s, 4 s, 8 s … about four minutes in all before it is given up; every four minutes where it waits.
    let later = now.plus_seconds(1 << job.attempts.clamp(1, 8));
    // It is done after what else its organisation has waiting, like what comes anew: what fails again and again holds up
    // nobody.
    let turn = next_turn(tx, job.org, job.lane).await?;
    execute!(
        tx,
        "UPDATE jobs SET leased_until = NULL, run_at = $2, dead_at = $3, last_error = $4, waits = $6, turn = $7
         WHERE id = $1 AND attempts = $5 AND finished_at IS NULL AND dead_at IS NULL",
        job.id,
        later,
        dead,
        fault.to_string(),
        job.attempts,
        waits,
        turn
    )
    .map(drop)
}
