//! Quotas: so much of something in a window of time, counted in the database, so that every process counts the same.

use crate::{execute, fetch_one, fetch_optional, platform::db::AnyTx, time::Timestamp};

/// Two days: no window is longer than one.
const LONGEST_SECONDS: i64 = 2 * 24 * 3600;

/// How much of something there is.
#[derive(Clone, Debug)]
pub struct Quota {
    /// What is counted.
    pub name: String,
    /// So much of it.
    pub limit: u32,
    /// In this many seconds, from the first on.
    pub seconds: i64,
}

/// Takes one, in the caller's transaction; where none is left, gives the seconds until there is one again. Whoever takes of
/// the same waits until the transaction ends, so that two never both see the last one.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut impl AnyTx, quota: &Quota, now: Timestamp) -> Result<Option<u32>, sqlx::Error> {
    let over = now.plus_seconds(-quota.seconds);
    let limit = i32::try_from(quota.limit).unwrap_or(i32::MAX);
    let whole = || u32::try_from(quota.seconds).unwrap_or(u32::MAX);
    if limit == 0 {
        return Ok(Some(whole()));
    }
    let taken: Option<(i32,)> = fetch_optional!(
        tx,
        (i32,),
        "INSERT INTO quotas (name, since, used) VALUES ($1, $2, 1)
         ON CONFLICT (name) DO UPDATE SET
           used = CASE WHEN quotas.since <= $3 THEN 1 ELSE quotas.used + 1 END,
           since = CASE WHEN quotas.since <= $3 THEN $2 ELSE quotas.since END
         WHERE quotas.since <= $3 OR quotas.used < $4
         RETURNING used",
        &quota.name,
        now,
        over,
        limit
    )?;
    if taken.is_some() {
        return Ok(None);
    }
    let (since,): (Timestamp,) = fetch_one!(tx, (Timestamp,), "SELECT since FROM quotas WHERE name = $1", &quota.name)?;
    let wait = quota.seconds - now.seconds_since(since);
    Ok(Some(u32::try_from(wait.max(1)).unwrap_or_else(|_| whole())))
}

/// Forgets what was counted in windows that are over: none is longer than a day.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut impl AnyTx, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM quotas WHERE since <= $1", now.plus_seconds(-LONGEST_SECONDS)).map(drop)
}

/// Forgets what was counted under a name.
///
/// # Errors
/// When the database refuses.
pub async fn forget_one(tx: &mut impl AnyTx, name: &str) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM quotas WHERE name = $1", name).map(drop)
}

/// Has whoever else locks the same wait until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn lock(tx: &mut impl AnyTx, name: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO quotas (name, since, used) VALUES ($1, 0, 0) ON CONFLICT (name) DO UPDATE SET used = quotas.used",
        name
    )
    .map(drop)
}
