//! SQL of ceremonies: what a passkey or a provider was asked, until it answers.

use norven_proof::digest::Digest;

use crate::{execute, fetch_optional, platform::db::DirectoryTx, time::Timestamp};

/// Keeps what is asked, in place of what the same asker asked of the kind before; forgets what is over.
pub async fn put(
    tx: &mut DirectoryTx,
    asker: Digest,
    kind: &str,
    state: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM ceremonies WHERE expires_at <= $1", now)?;
    execute!(
        tx,
        "INSERT INTO ceremonies (asker_sha256, kind, state, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (asker_sha256, kind) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at",
        asker.as_bytes().as_slice(),
        kind,
        state,
        expires_at
    )
    .map(drop)
}

/// What was asked and waits.
pub async fn waiting(
    tx: &mut DirectoryTx,
    asker: Digest,
    kind: &str,
    now: Timestamp,
) -> Result<Option<String>, sqlx::Error> {
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT state FROM ceremonies WHERE asker_sha256 = $1 AND kind = $2 AND expires_at > $3",
        asker.as_bytes().as_slice(),
        kind,
        now
    )?;
    Ok(row.map(|(state,)| state))
}

/// What was asked, to be answered once.
pub async fn take(
    tx: &mut DirectoryTx,
    asker: Digest,
    kind: &str,
    now: Timestamp,
) -> Result<Option<String>, sqlx::Error> {
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "DELETE FROM ceremonies WHERE asker_sha256 = $1 AND kind = $2 AND expires_at > $3 RETURNING state",
        asker.as_bytes().as_slice(),
        kind,
        now
    )?;
    Ok(row.map(|(state,)| state))
}
