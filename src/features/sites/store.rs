//! SQL of sites.

pub mod listing;

use sqlx::FromRow;

use super::model::{Site, SiteGroup};
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{SiteGroupId, SiteId},
    in_reach,
    platform::{db::Tx, search::fold},
    time::Timestamp,
};

/// So many sites are in groups at most, each counted once for each group.
pub const MAX_IN_GROUPS: i64 = 50_000;

#[derive(FromRow)]
struct SiteRow {
    id: SiteId,
    name: String,
    address: String,
    client: String,
}

impl From<SiteRow> for Site {
    fn from(row: SiteRow) -> Self {
        Self { id: row.id, name: row.name, address: row.address, client: row.client }
    }
}

/// Whether a site is in use.
pub async fn has_any(tx: &mut Tx) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let (some,): (bool,) = fetch_one!(
        tx,
        (bool,),
        concat!(
            "SELECT EXISTS (SELECT 1 FROM sites WHERE org_id = $1 AND archived_at IS NULL AND ",
            in_reach!("id", "$2"),
            ")"
        ),
        org,
        reach
    )?;
    Ok(some)
}

/// How many sites there are: in use, and ever.
pub async fn count(tx: &mut Tx) -> Result<(i64, i64), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_one!(
        tx,
        (i64, i64),
        concat!(
            "SELECT COUNT(CASE WHEN archived_at IS NULL THEN 1 END), COUNT(*) FROM sites WHERE org_id = $1 AND ",
            in_reach!("id", "$2")
        ),
        org,
        reach
    )
}

/// The first sites in use, by name.
pub async fn names(tx: &mut Tx, limit: i64) -> Result<Vec<(SiteId, String)>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_all!(
        tx,
        (SiteId, String),
        concat!(
            "SELECT id, name FROM sites WHERE org_id = $1 AND archived_at IS NULL AND ",
            in_reach!("id", "$2"),
            " ORDER BY sort_name, id LIMIT $3"
        ),
        org,
        reach,
        limit
    )
}

/// A site in use.
pub async fn one(tx: &mut Tx, id: SiteId) -> Result<Option<Site>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row = fetch_optional!(
        tx,
        SiteRow,
        concat!(
            "SELECT id, name, address, client FROM sites WHERE org_id = $1 AND id = $2 AND archived_at IS NULL AND ",
            in_reach!("id", "$3")
        ),
        org,
        id,
        reach
    )?;
    Ok(row.map(Site::from))
}

/// A site, in use or not.
pub async fn any(tx: &mut Tx, id: SiteId) -> Result<Option<Site>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row = fetch_optional!(
        tx,
        SiteRow,
        concat!(
            "SELECT id, name, address, client FROM sites WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("id", "$3")
        ),
        org,
        id,
        reach
    )?;
    Ok(row.map(Site::from))
}

/// Changes a site; false where there is none of its id.
pub async fn change(tx: &mut Tx, site: &Site) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let changed = execute!(
        tx,
        concat!(
            "UPDATE sites SET name = $3, address = $4, sort_name = $5, words = $6, client = $7
             WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("id", "$8")
        ),
        org,
        site.id,
        &site.name,
        &site.address,
        fold::sort_key(&site.name),
        words(site),
        &site.client,
        reach
    )?;
    Ok(changed == 1)
}

/// Adds a site, or changes the one with its id.
pub async fn save(tx: &mut Tx, site: &Site, now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO sites (org_id, id, name, address, created_at, sort_name, words, client)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name, address = excluded.address,
           sort_name = excluded.sort_name, words = excluded.words, client = excluded.client",
        org,
        site.id,
        &site.name,
        &site.address,
        now,
        fold::sort_key(&site.name),
        words(site),
        &site.client
    )
    .map(drop)
}

/// What a site is found by in the list.
fn words(site: &Site) -> String {
    fold::line([site.name.as_str(), site.address.as_str()])
}

/// Takes a site out of use; false where it is not in use.
pub async fn archive(tx: &mut Tx, id: SiteId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let done = execute!(
        tx,
        concat!(
            "UPDATE sites SET archived_at = $3 WHERE org_id = $1 AND id = $2 AND archived_at IS NULL AND ",
            in_reach!("id", "$4")
        ),
        org,
        id,
        now,
        reach
    )?;
    Ok(done == 1)
}

/// Takes a site into use again; false where it is not out of use.
pub async fn restore(tx: &mut Tx, id: SiteId) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let done = execute!(
        tx,
        concat!(
            "UPDATE sites SET archived_at = NULL WHERE org_id = $1 AND id = $2 AND archived_at IS NOT NULL AND ",
            in_reach!("id", "$3")
        ),
        org,
        id,
        reach
    )?;
    Ok(done == 1)
}

#[derive(FromRow)]
struct GroupRow {
    id: SiteGroupId,
    name: String,
}

/// The groups of sites, by name.
pub async fn groups(tx: &mut Tx) -> Result<Vec<SiteGroup>, sqlx::Error> {
    let org = tx.org();
    let rows = fetch_all!(
        tx,
        GroupRow,
        "SELECT id, name FROM site_groups WHERE org_id = $1 ORDER BY name, id LIMIT 1000",
        org
    )?;
    let sites: Vec<(SiteGroupId, SiteId)> = fetch_all!(
        tx,
        (SiteGroupId, SiteId),
        "SELECT group_id, site_id FROM site_group_sites WHERE org_id = $1 ORDER BY group_id, site_id LIMIT $2",
        org,
        MAX_IN_GROUPS
    )?;
    let within = |id| sites.iter().filter(move |(group, _)| *group == id).map(|(_, site)| *site).collect();
    Ok(rows.into_iter().map(|row| SiteGroup { id: row.id, name: row.name, sites: within(row.id) }).collect())
}

/// The name of a group.
pub async fn group_name(tx: &mut Tx, id: SiteGroupId) -> Result<Option<String>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(String,)> =
        fetch_optional!(tx, (String,), "SELECT name FROM site_groups WHERE org_id = $1 AND id = $2", org, id)?;
    Ok(row.map(|(name,)| name))
}

/// How many groups there are, and how many sites in them.
pub async fn count_groups(tx: &mut Tx) -> Result<(i64, i64), sqlx::Error> {
    let org = tx.org();
    let (groups,): (i64,) = fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM site_groups WHERE org_id = $1", org)?;
    let (sites,): (i64,) = fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM site_group_sites WHERE org_id = $1", org)?;
    Ok((groups, sites))
}

/// Whether another group has a name.
pub async fn group_name_taken(tx: &mut Tx, id: SiteGroupId, name: &str) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (taken,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM site_groups WHERE org_id = $1 AND id <> $2 AND name = $3)",
        org,
        id,
        name
    )?;
    Ok(taken)
}

/// Adds a group without sites, or renames the one with its id and empties it.
pub async fn put_group(tx: &mut Tx, id: SiteGroupId, name: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO site_groups (org_id, id, name, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name",
        org,
        id,
        name,
        now
    )?;
    execute!(tx, "DELETE FROM site_group_sites WHERE org_id = $1 AND group_id = $2", org, id).map(drop)
}

/// Puts a site into a group; false where there is no such site.
pub async fn put_into_group(tx: &mut Tx, group: SiteGroupId, site: SiteId) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let put = execute!(
        tx,
        concat!(
            "INSERT INTO site_group_sites (org_id, group_id, site_id)
             SELECT org_id, $2, id FROM sites WHERE org_id = $1 AND id = $3 AND ",
            in_reach!("id", "$4"),
            " ON CONFLICT (org_id, group_id, site_id) DO NOTHING"
        ),
        org,
        group,
        site,
        reach
    )?;
    Ok(put == 1)
}

/// Removes a group; false where there is none.
pub async fn remove_group(tx: &mut Tx, id: SiteGroupId) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    Ok(execute!(tx, "DELETE FROM site_groups WHERE org_id = $1 AND id = $2", org, id)? == 1)
}
