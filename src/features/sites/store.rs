//! SQL of sites.

use sqlx::FromRow;

use super::model::Site;
use crate::{execute, fetch_all, fetch_one, fetch_optional, ids::SiteId, platform::db::Tx, time::Timestamp};

#[derive(FromRow)]
struct SiteRow {
    id: SiteId,
    name: String,
    address: String,
}

impl From<SiteRow> for Site {
    fn from(row: SiteRow) -> Self {
        Self { id: row.id, name: row.name, address: row.address }
    }
}

/// Whether a site is in use.
pub async fn has_any(tx: &mut Tx) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (some,): (bool,) =
        fetch_one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM sites WHERE org_id = $1 AND archived_at IS NULL)", org)?;
    Ok(some)
}

/// Sites in use, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Site>, sqlx::Error> {
    let org = tx.org();
    let rows = fetch_all!(
        tx,
        SiteRow,
        "SELECT id, name, address FROM sites WHERE org_id = $1 AND archived_at IS NULL ORDER BY name, id",
        org
    )?;
    Ok(rows.into_iter().map(Site::from).collect())
}

/// A site in use.
pub async fn one(tx: &mut Tx, id: SiteId) -> Result<Option<Site>, sqlx::Error> {
    let org = tx.org();
    let row = fetch_optional!(
        tx,
        SiteRow,
        "SELECT id, name, address FROM sites WHERE org_id = $1 AND id = $2 AND archived_at IS NULL",
        org,
        id
    )?;
    Ok(row.map(Site::from))
}

/// A site, in use or not.
pub async fn any(tx: &mut Tx, id: SiteId) -> Result<Option<Site>, sqlx::Error> {
    let org = tx.org();
    let row =
        fetch_optional!(tx, SiteRow, "SELECT id, name, address FROM sites WHERE org_id = $1 AND id = $2", org, id)?;
    Ok(row.map(Site::from))
}

/// Adds a site, or changes the one with its id.
pub async fn save(tx: &mut Tx, site: &Site, now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO sites (org_id, id, name, address, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name, address = excluded.address",
        org,
        site.id,
        &site.name,
        &site.address,
        now
    )
    .map(drop)
}

/// Takes a site out of use; false where it is not in use.
pub async fn archive(tx: &mut Tx, id: SiteId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let done = execute!(
        tx,
        "UPDATE sites SET archived_at = $3 WHERE org_id = $1 AND id = $2 AND archived_at IS NULL",
        org,
        id,
        now
    )?;
    Ok(done == 1)
}
