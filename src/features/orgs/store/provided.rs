//! SQL of memberships and invitations that a provider manages: as whom, it says by a digest of its own name for them.

use norven_proof::digest::Digest;

use crate::{execute, features::identity::model::Email, fetch_all, ids::UserId, platform::db::Tx};

/// Has a provider manage a membership.
pub async fn manage(tx: &mut Tx, user: UserId, manager: Digest) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE memberships SET managed_sha256 = $3 WHERE org_id = $1 AND user_id = $2",
        org,
        user,
        manager.as_bytes().as_slice()
    )
    .map(drop)
}

/// Has a provider manage an invitation.
pub async fn manage_invitation(tx: &mut Tx, email: &Email, manager: Digest) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE invitations SET managed_sha256 = $3 WHERE org_id = $1 AND email = $2",
        org,
        email.as_str(),
        manager.as_bytes().as_slice()
    )
    .map(drop)
}

/// Whose memberships are managed as somebody's.
pub async fn managed_by(tx: &mut Tx, manager: Digest) -> Result<Vec<UserId>, sqlx::Error> {
    let org = tx.org();
    let rows: Vec<(UserId,)> = fetch_all!(
        tx,
        (UserId,),
        "SELECT user_id FROM memberships WHERE org_id = $1 AND managed_sha256 = $2 ORDER BY user_id",
        org,
        manager.as_bytes().as_slice()
    )?;
    Ok(rows.into_iter().map(|(user,)| user).collect())
}

/// Takes the invitations away that are managed as somebody's; gives their addresses.
pub async fn take_managed_invitations(tx: &mut Tx, manager: Digest) -> Result<Vec<String>, sqlx::Error> {
    let org = tx.org();
    let rows: Vec<(String,)> = fetch_all!(
        tx,
        (String,),
        "DELETE FROM invitations WHERE org_id = $1 AND managed_sha256 = $2 RETURNING email",
        org,
        manager.as_bytes().as_slice()
    )?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}
