//! SQL of the messages of providers that were heard: digests and instants, nothing of what they said.

use norven_proof::digest::Digest;

use crate::{execute, fetch_one, platform::db::AnyTx, time::Timestamp};

/// Keeps that a message was heard; false where it was before. Forgets what is over.
pub async fn add(
    tx: &mut impl AnyTx,
    message: Digest,
    about: Digest,
    said_at: Timestamp,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, sqlx::Error> {
    execute!(tx, "DELETE FROM webhook_messages WHERE expires_at <= $1", now)?;
    let added = execute!(
        tx,
        "INSERT INTO webhook_messages (message_sha256, about_sha256, said_at, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (message_sha256) DO NOTHING",
        message.as_bytes().as_slice(),
        about.as_bytes().as_slice(),
        said_at,
        expires_at
    )?;
    Ok(added == 1)
}

/// Whether something was heard of a thing that was said later.
pub async fn is_overtaken(tx: &mut impl AnyTx, about: Digest, said_at: Timestamp) -> Result<bool, sqlx::Error> {
    let (is,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM webhook_messages WHERE about_sha256 = $1 AND said_at > $2)",
        about.as_bytes().as_slice(),
        said_at
    )?;
    Ok(is)
}
