//! SQL of templates and their versions.

pub mod listing;

use norven_proof::digest::Digest;
use norven_words::Locale;
use sqlx::FromRow;

use super::model::Checklist;
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{TemplateId, UserId},
    platform::{db::Tx, search::fold},
    time::Timestamp,
};

/// A template as it is kept.
#[derive(FromRow)]
pub struct TemplateRow {
    pub id: TemplateId,
    pub locale: String,
    pub icon: String,
    pub draft: String,
    pub draft_rev: i64,
    pub draft_changed: bool,
    pub latest_version: Option<i32>,
}

/// A template as lists show it.
#[derive(FromRow)]
pub struct TemplateLine {
    pub id: TemplateId,
    pub title: String,
    pub locale: String,
    pub icon: String,
    pub draft_items: i32,
    pub draft_changed: bool,
    pub latest_version: Option<i32>,
    pub updated_at: Timestamp,
    pub sort_name: String,
}

/// How many templates there are: in use, and ever.
pub async fn count(tx: &mut Tx) -> Result<(i64, i64), sqlx::Error> {
    let org = tx.org();
    fetch_one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN archived_at IS NULL THEN 1 END), COUNT(*) FROM templates WHERE org_id = $1",
        org
    )
}

/// Whether a template in use has been published.
pub async fn has_published(tx: &mut Tx) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (some,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM templates
           WHERE org_id = $1 AND archived_at IS NULL AND latest_version IS NOT NULL)",
        org
    )?;
    Ok(some)
}

/// The title of a template in use.
pub async fn title(tx: &mut Tx, id: TemplateId) -> Result<Option<String>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT title FROM templates WHERE org_id = $1 AND id = $2 AND archived_at IS NULL",
        org,
        id
    )?;
    Ok(row.map(|(title,)| title))
}

/// The first published templates in use, by title.
pub async fn titles(tx: &mut Tx, limit: i64) -> Result<Vec<(TemplateId, String)>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        (TemplateId, String),
        "SELECT id, title FROM templates
         WHERE org_id = $1 AND archived_at IS NULL AND latest_version IS NOT NULL ORDER BY sort_name, id LIMIT $2",
        org,
        limit
    )
}

/// A template in use.
pub async fn one(tx: &mut Tx, id: TemplateId) -> Result<Option<TemplateRow>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        TemplateRow,
        "SELECT id, locale, icon, draft, draft_rev, draft_changed, latest_version
         FROM templates WHERE org_id = $1 AND id = $2 AND archived_at IS NULL",
        org,
        id
    )
}

/// Whether a template is there, in use or not.
pub async fn exists(tx: &mut Tx, id: TemplateId) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (exists,): (bool,) =
        fetch_one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM templates WHERE org_id = $1 AND id = $2)", org, id)?;
    Ok(exists)
}

/// Adds a template; false where one with its id is there, which stays as it is.
pub async fn add(
    tx: &mut Tx,
    id: TemplateId,
    locale: Locale,
    icon: &str,
    checklist: &Checklist,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO templates
           (org_id, id, title, locale, icon, draft, draft_items, draft_rev, draft_changed, created_at, updated_at, sort_name,
            words)
         VALUES ($1, $2, $3, $4, $5, $6, $9, 1, $8, $7, $7, $10, $11) ON CONFLICT (org_id, id) DO NOTHING",
        org,
        id,
        &checklist.title,
        locale.tag(),
        icon,
        json(checklist),
        now,
        true,
        items(checklist),
        fold::sort_key(&checklist.title),
        fold::line([checklist.title.as_str()])
    )?;
    Ok(added == 1)
}

/// Saves a draft that was based on a revision; false where it has moved on.
pub async fn save_draft(
    tx: &mut Tx,
    id: TemplateId,
    base_rev: i64,
    checklist: &Checklist,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let saved = execute!(
        tx,
        "UPDATE templates SET draft = $4, title = $5, draft_items = $8, draft_rev = draft_rev + 1, draft_changed = $7,
           updated_at = $6, sort_name = $9, words = $10
         WHERE org_id = $1 AND id = $2 AND draft_rev = $3 AND archived_at IS NULL",
        org,
        id,
        base_rev,
        json(checklist),
        &checklist.title,
        now,
        true,
        items(checklist),
        fold::sort_key(&checklist.title),
        fold::line([checklist.title.as_str()])
    )?;
    Ok(saved == 1)
}

/// Makes the draft of a revision the latest version, and says which that is; nothing where the draft has moved on.
pub async fn next_version(
    tx: &mut Tx,
    id: TemplateId,
    base_rev: i64,
    now: Timestamp,
) -> Result<Option<i32>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(i32,)> = fetch_optional!(
        tx,
        (i32,),
        "UPDATE templates SET latest_version = COALESCE(latest_version, 0) + 1, draft_changed = $5, updated_at = $4
         WHERE org_id = $1 AND id = $2 AND draft_rev = $3 AND draft_changed = $6 AND archived_at IS NULL
         RETURNING latest_version",
        org,
        id,
        base_rev,
        now,
        false,
        true
    )?;
    Ok(row.map(|(version,)| version))
}

/// Keeps an immutable version.
pub async fn add_version(
    tx: &mut Tx,
    id: TemplateId,
    version: i32,
    (body, sha256): (&str, Digest),
    by: UserId,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO template_versions (org_id, template_id, version, body, sha256, published_at, published_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        org,
        id,
        version,
        body,
        sha256.as_bytes().as_slice(),
        now,
        by
    )
    .map(drop)
}

/// An immutable version: its body and digest.
pub async fn version(tx: &mut Tx, id: TemplateId, version: i32) -> Result<Option<(String, Vec<u8>)>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        (String, Vec<u8>),
        "SELECT body, sha256 FROM template_versions WHERE org_id = $1 AND template_id = $2 AND version = $3",
        org,
        id,
        version
    )
}

/// Takes a template out of use; false where it is not in use.
pub async fn archive(tx: &mut Tx, id: TemplateId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let done = execute!(
        tx,
        "UPDATE templates SET archived_at = $3 WHERE org_id = $1 AND id = $2 AND archived_at IS NULL",
        org,
        id,
        now
    )?;
    Ok(done == 1)
}

/// Takes a template into use again; false where it is not out of use.
pub async fn restore(tx: &mut Tx, id: TemplateId) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let done = execute!(
        tx,
        "UPDATE templates SET archived_at = NULL WHERE org_id = $1 AND id = $2 AND archived_at IS NOT NULL",
        org,
        id
    )?;
    Ok(done == 1)
}

fn items(checklist: &Checklist) -> i32 {
    i32::try_from(checklist.items().count()).unwrap_or(i32::MAX)
}

fn json(checklist: &Checklist) -> String {
    serde_json::to_string(checklist).expect("a checklist is plain data")
}
