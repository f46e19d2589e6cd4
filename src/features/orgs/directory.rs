//! Which organisations there are, for work that goes over all of them.

use super::store;
use crate::{
    ids::OrgId,
    platform::{db::DirectoryTx, fault::Fault},
};

/// So many organisations are named at a time.
const STEP: i64 = 500;

/// The organisations after one, by id; from the first on where none is named.
///
/// # Errors
/// When the database refuses.
pub async fn ids_after(tx: &mut DirectoryTx, after: Option<OrgId>) -> Result<Vec<OrgId>, Fault> {
    Ok(store::ids_after(tx, after, STEP).await?)
}
