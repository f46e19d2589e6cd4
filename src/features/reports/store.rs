//! SQL of reports and the public register of digests.

/// The columns of [`ReportRow`].
macro_rules! report_columns {
    () => {
        "r.id, r.inspection_id, r.number, r.revision, r.state, r.site, r.template, r.inspector, r.items, r.answered,
                r.passed, r.failed, r.not_applicable, r.issued_at, u.name AS issued_by, r.content_sha256, r.record_key,
                r.pdf_key, r.file_sha256, r.file_bytes, r.status, r.correction"
    };
}

/// What the columns need beside the reports.
macro_rules! report_joins {
    () => {
        "JOIN users u ON u.id = r.issued_by "
    };
}

pub mod listing;

use norven_proof::digest::Digest;
use sqlx::FromRow;

use super::facts::Facts;
use crate::{
    execute, fetch_all, fetch_optional,
    ids::{InspectionId, ReportId, SiteId, UserId},
    in_reach,
    platform::db::{AnyTx, DirectoryTx, Tx},
    time::Timestamp,
};

/// A new report.
pub struct NewReport<'a> {
    pub id: ReportId,
    pub inspection: InspectionId,
    pub facts: &'a Facts,
    pub number: &'a str,
    pub revision: u32,
    pub issued_by: UserId,
    pub content_sha256: Digest,
    pub record_key: &'a str,
}

/// Adds a report whose PDF is still to be made.
pub async fn add(tx: &mut Tx, new: &NewReport<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "INSERT INTO reports (org_id, id, inspection_id, number, revision, state, issued_at, issued_by, content_sha256, record_key,
           site_id, inspector_id, template_id, site, template, inspector, items, answered, passed, failed, not_applicable, correction)
         SELECT $1, $2, $3, $4, $5, 'rendering', $6, $7, $8, $9,
           i.site_id, i.inspector_id, i.template_id, $10, $11, $12, $13, $14, $15, $16, $17, $18
         FROM inspections i WHERE i.org_id = $1 AND i.id = $3 AND ",
            in_reach!("i.site_id", "$19")
        ),
        org,
        new.id,
        new.inspection,
        new.number,
        i32::try_from(new.revision).unwrap_or(i32::MAX),
        now,
        new.issued_by,
        new.content_sha256.as_bytes().as_slice(),
        new.record_key,
        &new.facts.site,
        &new.facts.template,
        &new.facts.inspector,
        count(new.facts.tally.items),
        count(new.facts.tally.answered),
        count(new.facts.tally.passed),
        count(new.facts.tally.failed),
        count(new.facts.tally.not_applicable),
        &new.facts.correction,
        reach
    )
    .map(drop)
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
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
    pub inspector: String,
    pub items: i32,
    pub answered: i32,
    pub passed: i32,
    pub failed: i32,
    pub not_applicable: i32,
    pub issued_at: Timestamp,
    pub issued_by: String,
    pub content_sha256: Vec<u8>,
    pub record_key: String,
    pub pdf_key: Option<String>,
    pub file_sha256: Option<Vec<u8>>,
    pub file_bytes: Option<i64>,
    pub status: String,
    pub correction: String,
}

/// On which site a report hangs, and whose inspection it is of.
pub async fn whose(tx: &mut Tx, id: ReportId) -> Result<(Option<SiteId>, Option<UserId>), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    crate::fetch_one!(
        tx,
        (Option<SiteId>, Option<UserId>),
        concat!(
            "SELECT site_id, inspector_id FROM reports WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$3")
        ),
        org,
        id,
        reach
    )
}

/// Where the file of the organisation's latest report is kept, once it is made.
pub async fn latest_pdf(tx: &mut Tx) -> Result<Option<String>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row: Option<(Option<String>,)> = fetch_optional!(
        tx,
        (Option<String>,),
        concat!(
            "SELECT pdf_key FROM reports WHERE org_id = $1 AND ",
            in_reach!("site_id", "$2"),
            " ORDER BY issued_at DESC, id DESC LIMIT 1"
        ),
        org,
        reach
    )?;
    Ok(row.and_then(|(key,)| key))
}

/// A report.
pub async fn one(tx: &mut Tx, id: ReportId) -> Result<Option<ReportRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_optional!(
        tx,
        ReportRow,
        concat!(
            "SELECT ",
            report_columns!(),
            " FROM reports r ",
            report_joins!(),
            "WHERE r.org_id = $1 AND r.id = $2 AND ",
            in_reach!("r.site_id", "$3")
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
    pub issued_at: Timestamp,
}

/// The latest two reports of an inspection, the last one first.
pub async fn of_inspection(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<LatestRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        LatestRow,
        "SELECT id, number, revision, content_sha256, state, issued_at FROM reports
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
            "UPDATE reports SET state = 'issued', status = 'current', pdf_key = $3, file_sha256 = $4, file_bytes = $5, faces = $8
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
            "UPDATE reports SET state = 'unsealed', status = 'unsealed'
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
            "UPDATE reports SET state = 'rendering', status = 'rendering', issued_by = $3, content_sha256 = $4, record_key = $5, issued_at = $6,
           site = $8, template = $9, inspector = $10, items = $11, answered = $12, passed = $13, failed = $14,
           not_applicable = $15, correction = $16
         WHERE org_id = $1 AND id = $2 AND state = 'unsealed' AND ",
            in_reach!(inspection_id, "$7")
        ),
        org,
        new.id,
        new.issued_by,
        new.content_sha256.as_bytes().as_slice(),
        new.record_key,
        now,
        reach,
        &new.facts.site,
        &new.facts.template,
        &new.facts.inspector,
        count(new.facts.tally.items),
        count(new.facts.tally.answered),
        count(new.facts.tally.passed),
        count(new.facts.tally.failed),
        count(new.facts.tally.not_applicable),
        &new.facts.correction
    )
    .map(drop)
}

/// Takes the corrected report of an inspection out that was never sealed, and gives the key of its record.
pub async fn take_unsealed(tx: &mut Tx, inspection: InspectionId) -> Result<Option<String>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        concat!(
            "DELETE FROM reports WHERE org_id = $1 AND inspection_id = $2 AND state = 'unsealed' AND revision > 1 AND ",
            in_reach!(inspection_id, "$3"),
            " RETURNING record_key"
        ),
        org,
        inspection,
        reach
    )?;
    Ok(row.map(|(key,)| key))
}

/// A report that was issued before reports kept what their records say.
#[derive(FromRow)]
pub struct WithoutFacts {
    pub id: ReportId,
    pub record_key: String,
}

/// Reports whose facts were not read from their records yet.
pub async fn without_facts(tx: &mut Tx, limit: i64) -> Result<Vec<WithoutFacts>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_all!(
        tx,
        WithoutFacts,
        concat!(
            "SELECT id, record_key FROM reports WHERE org_id = $1 AND facts_missing = 1 AND ",
            in_reach!("site_id", "$3"),
            " ORDER BY id LIMIT $2"
        ),
        org,
        limit,
        reach
    )
}

/// Keeps what the record of a report says.
pub async fn set_facts(tx: &mut Tx, report: &WithoutFacts, facts: &Facts) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE reports SET site = $4, template = $5, inspector = $6, items = $7, answered = $8, passed = $9, failed = $10,
           not_applicable = $11, correction = $12, facts_missing = 0
         WHERE org_id = $1 AND id = $2 AND record_key = $3 AND ",
            in_reach!("site_id", "$13")
        ),
        org,
        report.id,
        &report.record_key,
        &facts.site,
        &facts.template,
        &facts.inspector,
        count(facts.tally.items),
        count(facts.tally.answered),
        count(facts.tally.passed),
        count(facts.tally.failed),
        count(facts.tally.not_applicable),
        &facts.correction,
        reach
    )
    .map(drop)
}

/// How many reports were issued between two instants.
pub async fn issued_between(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<i64, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let (count,): (i64,) = crate::fetch_one!(
        tx,
        (i64,),
        concat!(
            "SELECT COUNT(*) FROM reports
         WHERE org_id = $1 AND state = 'issued' AND issued_at >= $2 AND issued_at < $3 AND ",
            in_reach!("site_id", "$4")
        ),
        org,
        from,
        to,
        reach
    )?;
    Ok(count)
}

/// A revision of a report.
#[derive(FromRow)]
pub struct RevisionRow {
    pub id: ReportId,
    pub revision: i32,
    pub state: String,
    pub issued_at: Timestamp,
    pub correction: String,
    pub status: String,
}

/// The revisions of an inspection's report, the latest first.
pub async fn revisions(tx: &mut Tx, inspection: InspectionId, limit: i64) -> Result<Vec<RevisionRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_all!(
        tx,
        RevisionRow,
        concat!(
            "SELECT id, revision, state, issued_at, correction, status FROM reports
         WHERE org_id = $1 AND inspection_id = $2 AND ",
            in_reach!("site_id", "$4"),
            " ORDER BY revision DESC LIMIT $3"
        ),
        org,
        inspection,
        limit,
        reach
    )
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
    if added == 0 {
        return Ok(false);
    }
    let reach = tx.reach();
    execute!(
        tx,
        concat!(
            "UPDATE reports SET status = $3 WHERE org_id = $1 AND content_sha256 = $2 AND ",
            in_reach!("site_id", "$4")
        ),
        org,
        new.content.as_bytes().as_slice(),
        if new.successor.is_some() { "replaced" } else { "revoked" },
        reach
    )?;
    Ok(true)
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
