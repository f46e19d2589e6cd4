//! SQL of taking a sample organisation out exactly. What was said in public stays: the register of
//! digests, the log, the standing list. So do audit events.

use super::content::OWNER_EMAIL;
use crate::{
    execute, features::orgs, fetch_all, fetch_optional, ids::OrgId, platform::fault::Fault, server::state::App,
};

/// The sample organisations that people see.
pub async fn demo_organisations(app: &App) -> Result<Vec<OrgId>, Fault> {
    let mut tx = app.db.directory_read().await?;
    let rows: Vec<(OrgId,)> = fetch_all!(
        &mut tx,
        (OrgId,),
        "SELECT o.id FROM organisations o JOIN memberships m ON m.org_id = o.id WHERE o.demo = $1 GROUP BY o.id",
        true
    )?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Whether there is an organisation.
pub async fn exists(app: &App, org: OrgId) -> Result<bool, Fault> {
    let mut tx = app.db.directory_read().await?;
    let row: Option<(OrgId,)> = fetch_optional!(&mut tx, (OrgId,), "SELECT id FROM organisations WHERE id = $1", org)?;
    Ok(row.is_some())
}

/// Takes a sample organisation out: its objects, rows, and its owner where they belong to nothing else.
pub async fn remove(app: &App, org: OrgId) -> Result<(), Fault> {
    let mut tx = app.db.write(org).await?;
    let logo = orgs::logo::key(&orgs::service::organisation(&mut tx).await?);
    let objects: Vec<(Option<String>,)> = fetch_all!(
        &mut tx,
        (Option<String>,),
        "SELECT original_key FROM photos WHERE org_id = $1
         UNION ALL SELECT shown_key FROM photos WHERE org_id = $1
         UNION ALL SELECT thumb_key FROM photos WHERE org_id = $1
         UNION ALL SELECT record_key FROM reports WHERE org_id = $1
         UNION ALL SELECT pdf_key FROM reports WHERE org_id = $1",
        org
    )?;
    macro_rules! empty {
        ($($table:literal),*) => {
            $( execute!(&mut tx, concat!("DELETE FROM ", $table, " WHERE org_id = $1"), org)?; )*
        };
    }
    empty!(
        "reports",
        "signatures",
        "actions",
        "photos",
        "answers",
        "corrections",
        "inspection_commands",
        "inspections",
        "template_versions",
        "templates",
        "member_groups",
        "site_group_sites",
        "site_groups",
        "sites",
        "org_domains",
        "org_providers",
        "org_keys",
        "jobs",
        "search_docs",
        "search_queue",
        "invitations",
        "memberships"
    );
    execute!(&mut tx, "DELETE FROM organisations WHERE id = $1 AND demo = $2", org, true)?;
    tx.commit().await?;
    for object in objects.into_iter().filter_map(|(object,)| object).chain(logo) {
        app.vault.delete(&object).await?;
    }
    remove_owner(app).await
}

async fn remove_owner(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.directory().await?;
    let idle = "SELECT u.id FROM users u WHERE u.email = $1 AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = u.id)";
    let row: Option<(crate::ids::UserId,)> = fetch_optional!(&mut tx, (crate::ids::UserId,), idle, OWNER_EMAIL)?;
    if let Some((user,)) = row {
        execute!(&mut tx, "DELETE FROM sessions WHERE user_id = $1", user)?;
        execute!(&mut tx, "DELETE FROM identities WHERE user_id = $1", user)?;
        execute!(&mut tx, "DELETE FROM passkeys WHERE user_id = $1", user)?;
        execute!(&mut tx, "DELETE FROM known_devices WHERE user_id = $1", user)?;
        execute!(&mut tx, "DELETE FROM login_links WHERE email = $1", OWNER_EMAIL)?;
        execute!(&mut tx, "DELETE FROM users WHERE id = $1", user)?;
    }
    Ok(tx.commit().await?)
}
