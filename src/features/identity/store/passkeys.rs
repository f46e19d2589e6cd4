//! SQL of passkeys.

use norven_proof::digest::Digest;
use sqlx::FromRow;

use crate::{
    execute, fetch_all, fetch_optional,
    ids::{PasskeyId, UserId},
    platform::db::DirectoryTx,
    time::Timestamp,
};

/// A passkey to be kept.
pub struct NewPasskey<'a> {
    pub id: PasskeyId,
    pub user: UserId,
    /// SHA-256 of the id that its device knows it by.
    pub credential_id: Digest,
    /// As webauthn-rs writes it.
    pub credential: &'a str,
    pub name: &'a str,
}

/// Keeps a passkey; false where somebody has it already.
pub async fn add(tx: &mut DirectoryTx, passkey: &NewPasskey<'_>, now: Timestamp) -> Result<bool, sqlx::Error> {
    let added = execute!(
        tx,
        "INSERT INTO passkeys (id, user_id, credential_sha256, credential, name, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (credential_sha256) DO NOTHING",
        passkey.id,
        passkey.user,
        passkey.credential_id.as_bytes().as_slice(),
        passkey.credential,
        passkey.name,
        now
    )?;
    Ok(added == 1)
}

/// A passkey as its person sees it.
#[derive(FromRow)]
pub struct PasskeyRow {
    pub id: PasskeyId,
    pub credential: String,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// The passkeys of a person, oldest first.
pub async fn of_user(tx: &mut DirectoryTx, user: UserId) -> Result<Vec<PasskeyRow>, sqlx::Error> {
    fetch_all!(
        tx,
        PasskeyRow,
        "SELECT id, credential, name, created_at, last_used_at FROM passkeys
         WHERE user_id = $1 ORDER BY id LIMIT 100",
        user
    )
}

/// The passkey that a device knows by this id, where it is this person's.
pub async fn with_credential(
    tx: &mut DirectoryTx,
    user: UserId,
    credential_id: Digest,
) -> Result<Option<PasskeyRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        PasskeyRow,
        "SELECT id, credential, name, created_at, last_used_at FROM passkeys
         WHERE user_id = $1 AND credential_sha256 = $2",
        user,
        credential_id.as_bytes().as_slice()
    )
}

/// Notes that a passkey was used, with the counter that its device told.
pub async fn note_use(
    tx: &mut DirectoryTx,
    id: PasskeyId,
    credential: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE passkeys SET credential = $2, last_used_at = $3 WHERE id = $1", id, credential, now).map(drop)
}

/// Names a passkey of a person; false where they have none of that id.
pub async fn rename(tx: &mut DirectoryTx, user: UserId, id: PasskeyId, name: &str) -> Result<bool, sqlx::Error> {
    Ok(execute!(tx, "UPDATE passkeys SET name = $3 WHERE id = $2 AND user_id = $1", user, id, name)? == 1)
}

/// Removes a passkey of a person; false where they have none of that id.
pub async fn remove(tx: &mut DirectoryTx, user: UserId, id: PasskeyId) -> Result<bool, sqlx::Error> {
    Ok(execute!(tx, "DELETE FROM passkeys WHERE id = $2 AND user_id = $1", user, id)? == 1)
}
