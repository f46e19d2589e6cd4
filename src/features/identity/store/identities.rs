//! SQL of identities: whom a provider means.

use sqlx::FromRow;

use crate::{
    execute, fetch_all, fetch_optional,
    ids::UserId,
    platform::db::{AnyTx, DirectoryTx},
    time::Timestamp,
};

/// Keeps whom an issuer's subject means; false where it means somebody already.
pub async fn add(
    tx: &mut DirectoryTx,
    issuer: &str,
    subject: &str,
    user: UserId,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let added = execute!(
        tx,
        "INSERT INTO identities (issuer, subject, user_id, created_at, last_used_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (issuer, subject) DO NOTHING",
        issuer,
        subject,
        user,
        now
    )?;
    Ok(added == 1)
}

/// Notes that somebody signed in as an issuer's subject.
pub async fn note_use(tx: &mut DirectoryTx, issuer: &str, subject: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE identities SET last_used_at = $3 WHERE issuer = $1 AND subject = $2", issuer, subject, now)
        .map(drop)
}

/// An identity as it is kept.
#[derive(FromRow)]
pub struct IdentityRow {
    pub issuer: String,
    pub subject: String,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
}

/// The identities of a person, the oldest first.
pub async fn of_user(tx: &mut DirectoryTx, user: UserId) -> Result<Vec<IdentityRow>, sqlx::Error> {
    fetch_all!(
        tx,
        IdentityRow,
        "SELECT issuer, subject, created_at, last_used_at FROM identities
         WHERE user_id = $1 ORDER BY created_at, issuer, subject LIMIT 100",
        user
    )
}

/// Removes an identity of a person; false where they have none such.
pub async fn remove(tx: &mut DirectoryTx, user: UserId, issuer: &str, subject: &str) -> Result<bool, sqlx::Error> {
    let gone = execute!(
        tx,
        "DELETE FROM identities WHERE user_id = $1 AND issuer = $2 AND subject = $3",
        user,
        issuer,
        subject
    )?;
    Ok(gone == 1)
}

/// Whom an issuer's subject means.
pub async fn whom(tx: &mut impl AnyTx, issuer: &str, subject: &str) -> Result<Option<UserId>, sqlx::Error> {
    let row: Option<(UserId,)> = fetch_optional!(
        tx,
        (UserId,),
        "SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2",
        issuer,
        subject
    )?;
    Ok(row.map(|(user,)| user))
}

/// Has an issuer's subject mean nobody any more; gives whom it meant.
pub async fn forget(tx: &mut DirectoryTx, issuer: &str, subject: &str) -> Result<Option<UserId>, sqlx::Error> {
    let row: Option<(UserId,)> = fetch_optional!(
        tx,
        (UserId,),
        "DELETE FROM identities WHERE issuer = $1 AND subject = $2 RETURNING user_id",
        issuer,
        subject
    )?;
    Ok(row.map(|(user,)| user))
}
