//! SQL of what the operator decided about organisations.

use sqlx::FromRow;

use crate::{
    execute,
    features::orgs::model::Approval,
    fetch_all, fetch_one,
    ids::OrgId,
    platform::db::{DirectoryTx, Tx},
    time::Timestamp,
};

/// Whether there is an organisation besides the transaction's own and the samples.
pub async fn has_another(tx: &mut Tx) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (has,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM organisations WHERE id <> $1 AND demo = $2)",
        org,
        false
    )?;
    Ok(has)
}

/// Keeps what was decided.
pub async fn set(tx: &mut Tx, approval: &Approval) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE organisations SET approval = $2, refusal = $3 WHERE id = $1",
        org,
        approval.as_str(),
        approval.reason()
    )
    .map(drop)
}

/// An organisation as the operator sees it.
#[derive(FromRow)]
pub struct DecidedRow {
    pub id: OrgId,
    pub name: String,
    pub approval: String,
    pub refusal: Option<String>,
    pub created_at: Timestamp,
}

/// The organisations that are not approved, or all of them but the samples, the oldest first.
pub async fn list(tx: &mut DirectoryTx, all: bool, limit: i64) -> Result<Vec<DecidedRow>, sqlx::Error> {
    fetch_all!(
        tx,
        DecidedRow,
        "SELECT id, name, approval, refusal, created_at FROM organisations
         WHERE demo = $1 AND (approval <> 'approved' OR $2) ORDER BY created_at, id LIMIT $3",
        false,
        all,
        limit
    )
}
