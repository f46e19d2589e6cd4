//! SQL of what providers said: digests and instants, nothing of what they said.

use norven_proof::digest::Digest;

use crate::{execute, fetch_one, platform::db::AnyTx, time::Timestamp};

/// Keeps that a message was heard; false where it was before. Forgets what is over.
pub async fn hear(
    tx: &mut impl AnyTx,
    message: Digest,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, sqlx::Error> {
    execute!(tx, "DELETE FROM webhook_messages WHERE expires_at <= $1", now)?;
    let added = execute!(
        tx,
        "INSERT INTO webhook_messages (message_sha256, expires_at) VALUES ($1, $2) ON CONFLICT (message_sha256) DO NOTHING",
        message.as_bytes().as_slice(),
        expires_at
    )?;
    Ok(added == 1)
}

/// What a provider said of a thing, as it is kept.
pub struct Word {
    /// What it is about.
    pub about: Digest,
    pub said_at: Timestamp,
    /// Whether the thing ended with it.
    pub ended: bool,
    /// The message that said so.
    pub message: Digest,
}

/// Keeps a word, where it is the last of its thing; false where it was kept before, or a later one was. Words are put in
/// one order, by instant, ends last, then by message: so what is kept does not depend on how they arrive.
pub async fn keep(tx: &mut impl AnyTx, word: &Word) -> Result<bool, sqlx::Error> {
    let kept = execute!(
        tx,
        "INSERT INTO provider_words (about_sha256, said_at, ended, message_sha256) VALUES ($1, $2, $3, $4)
         ON CONFLICT (about_sha256) DO UPDATE
         SET said_at = excluded.said_at, ended = excluded.ended, message_sha256 = excluded.message_sha256
         WHERE (provider_words.said_at, provider_words.ended, provider_words.message_sha256)
             < (excluded.said_at, excluded.ended, excluded.message_sha256)",
        word.about.as_bytes().as_slice(),
        word.said_at,
        word.ended,
        word.message.as_bytes().as_slice()
    )?;
    Ok(kept == 1)
}

/// Whether anything was said of a thing.
pub async fn is_kept(tx: &mut impl AnyTx, about: Digest) -> Result<bool, sqlx::Error> {
    let (is,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM provider_words WHERE about_sha256 = $1)",
        about.as_bytes().as_slice()
    )?;
    Ok(is)
}
