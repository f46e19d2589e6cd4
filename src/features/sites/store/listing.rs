//! SQL of the list of sites, sorted by name.

use sqlx::FromRow;

use crate::{ids::SiteId, in_reach, platform::db::Tx, time::Timestamp};

/// A site and what it is sorted by.
#[derive(FromRow)]
pub struct SiteLine {
    pub id: SiteId,
    pub name: String,
    pub address: String,
    pub client: String,
    pub sort_name: String,
    pub created_at: Timestamp,
}

crate::named_listing! {
    SiteLine, "s.id, s.name, s.address, s.client, s.sort_name, s.created_at", "sites s",
    org: "s.org_id", name: "s.sort_name", words: "s.words", at: "s.created_at", id: "s.id",
    conditions: concat!(
        "(s.archived_at IS NOT NULL) = ($2 IS NOT NULL) AND ($2 IS NULL OR $2 = 'archived')
         AND ($3 IS NULL OR EXISTS (SELECT 1 FROM site_group_sites g
           WHERE g.org_id = s.org_id AND g.group_id = $3 AND g.site_id = s.id)) AND ",
        in_reach!("s.id", "$8")
    )
}
