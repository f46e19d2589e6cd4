//! SQL of reports and the public register of digests.

use norven_proof::digest::Digest;
use sqlx::FromRow;

use crate::{
    execute, fetch_all, fetch_optional,
    ids::{InspectionId, ReportId, UserId},
    in_reach,
    platform::db::{AnyTx, DirectoryTx, Tx},
    time::Timestamp,
};

/// A new report.
pub struct NewReport<'a> {
    pub id: ReportId,
    pub inspection: InspectionId,
    pub number: &'a str,
    pub revision: u32,
    pub issued_by: UserId,
    pub content_sha256: Digest,
    pub record_key: &'a str,
}

/// Adds a report whose PDF is still to be made.
pub async fn add(tx: &mut Tx, new: &NewReport<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO reports (org_id, id, inspection_id, number, revision, state, issued_at, issued_by, content_sha256, record_key)
         VALUES ($1, $2, $3, $4, $5, 'rendering', $6, $7, $8, $9)",
        org,
        new.id,
        new.inspection,
        new.number,
        i32::try_from(new.revision).unwrap_or(i32::MAX),
        now,
        new.issued_by,
        new.content_sha256.as_bytes().as_slice(),
        new.record_key
    )
    .map(drop)
}

/// A report as it is kept.
#[derive(FromRow)]
pub struct ReportRow {
    pub id: ReportId,
    pub inspection_id: InspectionId,
    pub number: String,
    pub revision: i32,
    pub state: String,
    pub site: String,
    pub template: String,
    pub passed: i32,
    pub failed: i32,
    pub not_applicable: i32,
    pub answered: i32,
    pub items: i32,
    pub issued_at: Timestamp,
    pub issued_by: String,
    pub content_sha256: Vec<u8>,
    pub record_key: String,
    pub pdf_key: Option<String>,
    pub file_sha256: Option<Vec<u8>>,
    pub file_bytes: Option<i64>,
}

/// The latest reports; of one inspector's inspections, where one is named.
pub async fn latest(tx: &mut Tx, inspector: Option<UserId>, limit: i64) -> Result<Vec<ReportRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_all!(
        tx,
        ReportRow,
        concat!(
            "SELECT r.id, r.inspection_id, r.number, r.revision, r.state, s.name AS site, t.title AS template,
                i.passed, i.failed, i.not_applicable, i.answered, i.items, r.issued_at, u.name AS issued_by,
                r.content_sha256, r.record_key, r.pdf_key, r.file_sha256, r.file_bytes
         FROM reports r
         JOIN inspections i ON i.org_id = r.org_id AND i.id = r.inspection_id
         JOIN sites s ON s.org_id = i.org_id AND s.id = i.site_id
         JOIN templates t ON t.org_id = i.org_id AND t.id = i.template_id
         JOIN users u ON u.id = r.issued_by
         WHERE r.org_id = $1 AND ($2 IS NULL OR i.inspector_id = $2) AND ",
            in_reach!("i.site_id", "$4"),
            " ORDER BY r.issued_at DESC, r.id DESC LIMIT $3"
        ),
        org,
        inspector,
        limit,
        reach
    )
}

/// A report.
pub async fn one(tx: &mut Tx, id: ReportId) -> Result<Option<ReportRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_optional!(
        tx,
        ReportRow,
        concat!(
            "SELECT r.id, r.inspection_id, r.number, r.revision, r.state, s.name AS site, t.title AS template,
                i.passed, i.failed, i.not_applicable, i.answered, i.items, r.issued_at, u.name AS issued_by,
                r.content_sha256, r.record_key, r.pdf_key, r.file_sha256, r.file_bytes
         FROM reports r
         JOIN inspections i ON i.org_id = r.org_id AND i.id = r.inspection_id
         JOIN sites s ON s.org_id = i.org_id AND s.id = i.site_id
         JOIN templates t ON t.org_id = i.org_id AND t.id = i.template_id
         JOIN users u ON u.id = r.issued_by
         WHERE r.org_id = $1 AND r.id = $2 AND ",
            in_reach!("i.site_id", "$3")
        ),
        org,
        id,
        reach
    )
}

/// What the next report of an inspection has to know of the ones before.
#[derive(FromRow)]
pub struct LatestRow {
    pub id: ReportId,
    pub number: String,
    pub revision: i32,
    pub content_sha256: Vec<u8>,
    pub state: String,
}

/// The latest two reports of an inspection, the last one first.
pub async fn of_inspection(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<LatestRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        LatestRow,
        "SELECT id, number, revision, content_sha256, state FROM reports
         WHERE org_id = $1 AND inspection_id = $2 ORDER BY revision DESC LIMIT 2",
        org,
        inspection
    )
}

/// Points a report at the PDF of its record and names the faces in it; false where it has one already, or another record
/// by now.
pub async fn complete(
    tx: &mut Tx,
    id: ReportId,
    content: Digest,
    pdf_key: &str,
    file: Digest,
    bytes: usize,
    faces: &str,
) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let done = execute!(
        tx,
        concat!(
            "UPDATE reports SET state = 'issued', pdf_key = $3, file_sha256 = $4, file_bytes = $5, faces = $8
         WHERE org_id = $1 AND id = $2 AND state = 'rendering' AND content_sha256 = $6 AND ",
            in_reach!(inspection_id, "$7")
        ),
        org,
        id,
        pdf_key,
        file.as_bytes().as_slice(),
        i64::try_from(bytes).unwrap_or(i64::MAX),
        content.as_bytes().as_slice(),
        reach,
        faces
    )?;
    Ok(done == 1)
}

/// Notes that a report with this record is not sealed any more, and gives who issued it; nothing where it was sealed, or
/// given up before.
pub async fn give_up(tx: &mut Tx, id: ReportId, content: &[u8]) -> Result<Option<UserId>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row: Option<(UserId,)> = fetch_optional!(
        tx,
        (UserId,),
        concat!(
            "UPDATE reports SET state = 'unsealed'
         WHERE org_id = $1 AND id = $2 AND state = 'rendering' AND content_sha256 = $3 AND ",
            in_reach!(inspection_id, "$4"),
            " RETURNING issued_by"
        ),
        org,
        id,
        content,
        reach
    )?;
    Ok(row.map(|(user,)| user))
}

/// Issues a report again that was given up, with another record.
pub async fn issue_again(tx: &mut Tx, new: &NewReport<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE reports SET state = 'rendering', issued_by = $3, content_sha256 = $4, record_key = $5, issued_at = $6
         WHERE org_id = $1 AND id = $2 AND state = 'unsealed' AND ",
            in_reach!(inspection_id, "$7")
        ),
        org,
        new.id,
        new.issued_by,
        new.content_sha256.as_bytes().as_slice(),
        new.record_key,
        now,
        reach
    )
    .map(drop)
}

/// What the public register says of a digest.
#[derive(FromRow)]
pub struct DigestRow {
    pub kind: String,
    pub issuer: String,
    pub number: String,
    pub revision: i32,
    pub issued_at: Timestamp,
}

/// An entry of the public register.
pub struct NewDigest<'a> {
    pub digest: Digest,
    pub kind: &'a str,
    pub report: ReportId,
    pub issuer: &'a str,
    pub number: &'a str,
    pub revision: u32,
    pub issued_at: Timestamp,
}

/// Registers a digest.
pub async fn register(tx: &mut Tx, new: &NewDigest<'_>) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO report_digests (digest, kind, org_id, report_id, issuer, number, revision, issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest, kind) DO NOTHING",
        new.digest.as_bytes().as_slice(),
        new.kind,
        org,
        new.report,
        new.issuer,
        new.number,
        i32::try_from(new.revision).unwrap_or(i32::MAX),
        new.issued_at
    )
    .map(drop)
}

/// Looks a digest up, whoever asks.
pub async fn look_up(tx: &mut impl AnyTx, digest: Digest) -> Result<Option<DigestRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        DigestRow,
        "SELECT kind, issuer, number, revision, issued_at FROM report_digests WHERE digest = $1 ORDER BY kind DESC LIMIT 1",
        digest.as_bytes().as_slice()
    )
}

/// A report that no longer stands.
pub struct NewStanding<'a> {
    pub content: Digest,
    pub report: ReportId,
    pub successor: Option<Digest>,
    pub reason: &'a str,
}

/// Notes that a report no longer stands; false where it did not before. What was said first stays.
pub async fn add_standing(tx: &mut Tx, new: &NewStanding<'_>, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO report_standing (content_sha256, org_id, report_id, successor_sha256, reason, at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (content_sha256) DO NOTHING",
        new.content.as_bytes().as_slice(),
        org,
        new.report,
        new.successor.map(|digest| digest.as_bytes().to_vec()),
        new.reason,
        now
    )?;
    Ok(added == 1)
}

/// A report that no longer stands, as it is kept.
#[derive(FromRow)]
pub struct StandingRow {
    pub content_sha256: Vec<u8>,
    pub successor_sha256: Option<Vec<u8>>,
    pub reason: String,
    pub at: Timestamp,
}

/// How a report stands, where it no longer does.
pub async fn standing_of(tx: &mut Tx, report: ReportId) -> Result<Option<StandingRow>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        StandingRow,
        "SELECT content_sha256, successor_sha256, reason, at FROM report_standing WHERE org_id = $1 AND report_id = $2",
        org,
        report
    )
}

/// Every report that no longer stands, whoever issued it.
pub async fn all_standing(tx: &mut DirectoryTx) -> Result<Vec<StandingRow>, sqlx::Error> {
    fetch_all!(
        tx,
        StandingRow,
        "SELECT content_sha256, successor_sha256, reason, at FROM report_standing ORDER BY content_sha256"
    )
}
