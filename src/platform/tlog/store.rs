//! SQL of the public logs.

use norven_proof::digest::Digest;
use sqlx::FromRow;

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    platform::db::{AnyTx, DirectoryTx},
    time::Timestamp,
};

/// How far a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Head {
    /// How many entries it has.
    pub size: i64,
    /// Of how many the object store has the files.
    pub published: i64,
}

/// How far a log is; whoever else would write to it waits until the transaction ends. A log that is not
/// there begins, with this quorum of witnesses.
pub async fn lock(tx: &mut DirectoryTx, origin: &str, quorum: i64) -> Result<Head, sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO logs (origin, size, published, quorum) VALUES ($1, 0, 0, $2) ON CONFLICT (origin) DO NOTHING",
        origin,
        quorum
    )?;
    fetch_one!(tx, Head, "UPDATE logs SET size = size WHERE origin = $1 RETURNING size, published", origin)
}

/// Where a leaf stands that was stated at an instant, if it does.
pub async fn position(
    tx: &mut impl AnyTx,
    origin: &str,
    stated_at: Timestamp,
    leaf: Digest,
) -> Result<Option<i64>, sqlx::Error> {
    let row: Option<(i64,)> = fetch_optional!(
        tx,
        (i64,),
        "SELECT position FROM log_entries WHERE origin = $1 AND stated_at = $2 AND leaf = $3",
        origin,
        stated_at,
        leaf.as_bytes().as_slice()
    )?;
    Ok(row.map(|(position,)| position))
}

/// Adds an entry at the end.
pub async fn add(
    tx: &mut DirectoryTx,
    origin: &str,
    position: i64,
    stated_at: Timestamp,
    leaf: Digest,
    entry: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO log_entries (origin, position, stated_at, leaf, entry) VALUES ($1, $2, $3, $4, $5)",
        origin,
        position,
        stated_at,
        leaf.as_bytes().as_slice(),
        entry
    )
    .map(drop)
}

/// Moves the head.
pub async fn grow(tx: &mut DirectoryTx, origin: &str, size: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE logs SET size = $2 WHERE origin = $1", origin, size).map(drop)
}

/// Notes of how many entries the files are in the object store.
pub async fn publish(tx: &mut DirectoryTx, origin: &str, size: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE logs SET published = $2 WHERE origin = $1 AND published < $2", origin, size).map(drop)
}

/// The entries from one position up to another, which is left out.
pub async fn entries(tx: &mut impl AnyTx, origin: &str, from: i64, to: i64) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String,)> = fetch_all!(
        tx,
        (String,),
        "SELECT entry FROM log_entries WHERE origin = $1 AND position >= $2 AND position < $3 ORDER BY position",
        origin,
        from,
        to
    )?;
    Ok(rows.into_iter().map(|(entry,)| entry).collect())
}

/// How many witnesses every checkpoint of a log was signed by at least.
pub async fn quorum(tx: &mut impl AnyTx, origin: &str) -> Result<Option<i64>, sqlx::Error> {
    let row: Option<(i64,)> = fetch_optional!(tx, (i64,), "SELECT quorum FROM logs WHERE origin = $1", origin)?;
    Ok(row.map(|(quorum,)| quorum))
}

/// The keys of the witnesses that ever signed a checkpoint of a log.
pub async fn witnesses(tx: &mut impl AnyTx, origin: &str) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String,)> =
        fetch_all!(tx, (String,), "SELECT witness FROM log_witnesses WHERE origin = $1 ORDER BY witness", origin)?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Notes that a witness signed a checkpoint of a log.
pub async fn add_witness(tx: &mut DirectoryTx, origin: &str, key: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO log_witnesses (origin, witness) VALUES ($1, $2) ON CONFLICT (origin, witness) DO NOTHING",
        origin,
        key
    )
    .map(drop)
}

/// The names of all logs, oldest first.
pub async fn origins(tx: &mut impl AnyTx) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String,)> = fetch_all!(tx, (String,), "SELECT origin FROM logs ORDER BY origin")?;
    Ok(rows.into_iter().map(|(origin,)| origin).collect())
}

/// For which entries of a log a certificate seals.
#[derive(FromRow)]
pub struct IntervalRow {
    pub log: String,
    pub certificate: Vec<u8>,
    pub first_position: i64,
    pub last_position: Option<i64>,
}

/// For which entries which certificates seal, in every log.
pub async fn intervals(tx: &mut impl AnyTx) -> Result<Vec<IntervalRow>, sqlx::Error> {
    fetch_all!(
        tx,
        IntervalRow,
        "SELECT log, certificate, first_position, last_position FROM seal_keys ORDER BY log, first_position"
    )
}

/// Whether a certificate seals in a log, or did.
pub async fn has_begun(tx: &mut impl AnyTx, log: &str, certificate: Digest) -> Result<bool, sqlx::Error> {
    let (some,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM seal_keys WHERE log = $1 AND certificate = $2)",
        log,
        certificate.as_bytes().as_slice()
    )?;
    Ok(some)
}

/// Notes that a certificate seals from a position on; one that is known keeps its own.
pub async fn begin(tx: &mut DirectoryTx, log: &str, certificate: Digest, first: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO seal_keys (log, certificate, first_position) VALUES ($1, $2, $3)
         ON CONFLICT (log, certificate) DO NOTHING",
        log,
        certificate.as_bytes().as_slice(),
        first
    )
    .map(drop)
}

/// Closes a certificate's interval; false where it does not seal in that log. An interval only shrinks; closed again where
/// it ends, it stays.
pub async fn close(tx: &mut DirectoryTx, log: &str, certificate: Digest, last: i64) -> Result<bool, sqlx::Error> {
    let closed = execute!(
        tx,
        "UPDATE seal_keys SET last_position = $3
         WHERE log = $1 AND certificate = $2 AND (last_position IS NULL OR last_position >= $3)",
        log,
        certificate.as_bytes().as_slice(),
        last
    )?;
    Ok(closed == 1)
}
