//! SQL of links to reports. Whether the member may see the report is asked before.

use norven_proof::digest::Digest;
use sqlx::FromRow;

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{OrgId, ReportId, ReportLinkId, UserId},
    platform::db::{DirectoryTx, Tx},
    time::Timestamp,
};

/// A link that is to be kept.
pub struct NewRow<'a> {
    pub id: ReportLinkId,
    pub report: ReportId,
    pub token: Digest,
    pub code: Option<Digest>,
    pub pass: Option<[u8; 32]>,
    pub recipient: &'a str,
    pub note: &'a str,
    pub by: UserId,
    pub by_name: &'a str,
    pub expires_at: Timestamp,
}

/// Adds a link.
pub async fn add(tx: &mut Tx, new: &NewRow<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO report_links (org_id, id, report_id, token_sha256, code_sha256, pass, recipient, note, created_at,
                                   created_by, created_by_name, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        org,
        new.id,
        new.report,
        new.token.as_bytes().as_slice(),
        new.code.map(|code| code.as_bytes().to_vec()),
        new.pass.map(|pass| pass.to_vec()),
        new.recipient,
        new.note,
        now,
        new.by,
        new.by_name,
        new.expires_at
    )
    .map(drop)
}

/// How many links of a report are open, and how many there ever were.
pub async fn count(tx: &mut Tx, report: ReportId, now: Timestamp) -> Result<(i64, i64), sqlx::Error> {
    let org = tx.org();
    fetch_one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN revoked_at IS NULL AND expires_at > $3 THEN 1 END), COUNT(*) FROM report_links
         WHERE org_id = $1 AND report_id = $2",
        org,
        report,
        now
    )
}

/// When a report was last mailed to an address.
pub async fn last_to(tx: &mut Tx, report: ReportId, recipient: &str) -> Result<Option<Timestamp>, sqlx::Error> {
    let org = tx.org();
    let (last,): (Option<Timestamp>,) = fetch_one!(
        tx,
        (Option<Timestamp>,),
        "SELECT MAX(created_at) FROM report_links WHERE org_id = $1 AND report_id = $2 AND recipient = $3",
        org,
        report,
        recipient
    )?;
    Ok(last)
}

/// A link in the list of a report.
#[derive(FromRow)]
pub struct LineRow {
    pub id: ReportLinkId,
    pub recipient: String,
    pub note: String,
    pub created_at: Timestamp,
    pub created_by_name: String,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub has_code: bool,
    pub views: i32,
    pub viewed_at: Option<Timestamp>,
}

/// The latest links of a report.
pub async fn of_report(tx: &mut Tx, report: ReportId) -> Result<Vec<LineRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        LineRow,
        "SELECT id, recipient, note, created_at, created_by_name, expires_at, revoked_at, code_sha256 IS NOT NULL AS has_code,
                views, viewed_at
         FROM report_links WHERE org_id = $1 AND report_id = $2 ORDER BY created_at DESC, id DESC LIMIT 200",
        org,
        report
    )
}

/// Ends a link of a report; false where it was ended before, or is not there.
pub async fn revoke(tx: &mut Tx, report: ReportId, id: ReportLinkId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let ended = execute!(
        tx,
        "UPDATE report_links SET revoked_at = $4
         WHERE org_id = $1 AND report_id = $2 AND id = $3 AND revoked_at IS NULL",
        org,
        report,
        id,
        now
    )?;
    Ok(ended == 1)
}

/// A link as it is found by its token.
#[derive(FromRow)]
pub struct LinkRow {
    pub org_id: OrgId,
    pub id: ReportLinkId,
    pub report_id: ReportId,
    pub code_sha256: Option<Vec<u8>>,
    pub pass: Option<Vec<u8>>,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub viewed_at: Option<Timestamp>,
}

/// The link of a token.
pub async fn by_token(tx: &mut DirectoryTx, token: Digest) -> Result<Option<LinkRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        LinkRow,
        "SELECT org_id, id, report_id, code_sha256, pass, expires_at, revoked_at, viewed_at FROM report_links
         WHERE token_sha256 = $1",
        token.as_bytes().as_slice()
    )
}

/// Counts that a report was opened by a link; false where it was within the time before.
pub async fn note_view(tx: &mut Tx, id: ReportLinkId, now: Timestamp, before: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let noted = execute!(
        tx,
        "UPDATE report_links SET views = views + 1, viewed_at = $3
         WHERE org_id = $1 AND id = $2 AND (viewed_at IS NULL OR viewed_at < $4)",
        org,
        id,
        now,
        before
    )?;
    Ok(noted == 1)
}
