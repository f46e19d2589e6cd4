//! SQL of whether an installation is empty.

use crate::{fetch_one, platform::db::DirectoryTx};

/// Whether nobody ever signed in but in the samples.
pub async fn is_empty(tx: &mut DirectoryTx) -> Result<bool, sqlx::Error> {
    let (somebody,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (
           SELECT 1 FROM known_devices d
           WHERE NOT EXISTS (
             SELECT 1 FROM memberships m JOIN organisations o ON o.id = m.org_id
             WHERE m.user_id = d.user_id AND o.demo = $1))",
        true
    )?;
    Ok(!somebody)
}
