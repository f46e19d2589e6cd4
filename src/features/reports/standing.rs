//! Reports that no longer stand: superseding and revoking, and the public list that says so.

use norven_proof::{
    day::Day,
    digest::Digest,
    log::leaf::{Statement, Status},
    record::Superseded,
    standing::{List, Prefix, Row},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    model::Revocation,
    store::{self, NewStanding, StandingRow},
};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        inspections::corrections,
        orgs::model::Permission,
    },
    ids::{JobId, ReportId},
    platform::{
        blobs::{
            BlobError,
            editions::{self, Edition, NewEdition},
        },
        db::{AnyTx, Tx},
        fault::Fault,
        jobs::{self, Job},
    },
    server::{actor::Member, origin::Origin, state::App},
    time::Timestamp,
};

/// The kind of the job that publishes the list.
pub const STANDING_JOB: &str = "reports.standing";

/// What the list is called among the public objects that have editions, and the folder of these.
const STANDING: &str = "standing-list";

/// How often a publisher begins again that others were faster than: each time another list was published.
const TRIES: u32 = 20;

/// For how long the list waits for more reports that are completed, in seconds: at most so often is one made for them.
const GATHERED_SECONDS: i64 = 10;

/// A list older than this is made again when the server starts, in seconds.
const STALE_SECONDS: i64 = 24 * 3600;

/// Says that the organisation no longer stands by a report. Revoked again, it stays as it is.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::NotFound`], [`AppError::Field`] `reason`.
pub async fn revoke(member: &Member, id: ReportId, reason: &str) -> Result<(), Fault> {
    member.may_proved(Permission::ManageInspections)?;
    let reason = corrections::check_reason(reason)?;
    let mut tx = member.write().await?;
    let row = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let content = super::service::digest(row.content_sha256)?;
    let new = NewStanding { content, report: id, successor: None, reason };
    if store::add_standing(&mut tx, &new, member.app.now()).await? {
        let event = Event::new("report.revoked", Object::of("report", id.0))
            .with("number", row.number.as_str())
            .with("reason", reason);
        audit::service::record_for(member, &mut tx, event).await?;
        enqueue(&member.app, &mut tx, content).await?;
    }
    tx.commit().await?;
    member.app.bell.notify_one();
    Ok(())
}

/// Says that a report replaces another, within the transaction that completes it: until then the other one stands.
///
/// # Errors
/// When the database refuses.
pub async fn supersede_in(app: &App, tx: &mut Tx, old: &Superseded, successor: Digest) -> Result<(), Fault> {
    let report: ReportId = old.report.parse().map_err(Fault::internal)?;
    let new = NewStanding { content: old.content_sha256, report, successor: Some(successor), reason: "" };
    if store::add_standing(tx, &new, app.now()).await? {
        let event = Event::new("report.superseded", Object::of("report", report.0));
        audit::service::record(app, tx, None, &Origin::server(app.id()), event).await?;
        enqueue(app, tx, old.content_sha256).await?;
    }
    Ok(())
}

/// Has a list published that is younger than a report, within the transaction that completes it: a list of before says
/// nothing about it. What is completed within the same ten seconds shares one list, made at their end.
///
/// # Errors
/// When the database refuses.
pub async fn refresh_in(app: &App, tx: &mut Tx) -> Result<(), Fault> {
    let due = gathered(app.now());
    enqueue_at(app, tx, format!("standing/at/{}", due.0), Announced { record: None }, due).await
}

/// The end of the time within which an instant lies.
const fn gathered(at: Timestamp) -> Timestamp {
    const MICROS: i64 = GATHERED_SECONDS * 1_000_000;
    Timestamp((at.0.div_euclid(MICROS) + 1) * MICROS)
}

/// What the job that publishes has to know.
#[derive(Serialize, Deserialize)]
struct Announced {
    /// The content digest of the report that no longer stands; nothing where the list is only to be of later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    record: Option<Digest>,
}

async fn enqueue(app: &App, tx: &mut impl AnyTx, record: Digest) -> Result<(), Fault> {
    enqueue_at(app, tx, format!("standing/{record}"), Announced { record: Some(record) }, app.now()).await
}

async fn enqueue_at(
    app: &App,
    tx: &mut impl AnyTx,
    dedupe: String,
    announced: Announced,
    due: Timestamp,
) -> Result<(), Fault> {
    let payload = serde_json::to_value(announced)?;
    let lane = jobs::Lane::Interactive;
    let job = jobs::NewJob { kind: STANDING_JOB, dedupe, payload: &payload, lane, useful_until: None };
    Ok(jobs::enqueue(tx, app.id::<JobId>(), job, due).await?)
}

/// How a report stands, for its organisation.
///
/// # Errors
/// When the database refuses.
pub async fn of_report(member: &Member, tx: &mut Tx, id: ReportId) -> Result<Option<Revocation>, Fault> {
    Ok(store::standing_of(tx, id).await?.map(|row| Revocation {
        superseded: row.successor_sha256.is_some(),
        reason: row.reason,
        at: member.org.moment(row.at),
    }))
}

/// A report that no longer stands.
struct Fallen {
    record: Digest,
    status: Status,
    at: Timestamp,
    day: Day,
}

impl TryFrom<StandingRow> for Fallen {
    type Error = Fault;

    fn try_from(row: StandingRow) -> Result<Self, Fault> {
        let record = super::service::digest(row.content_sha256)?;
        let status = match row.successor_sha256 {
            Some(by) => Status::Superseded { by: super::service::digest(by)? },
            None => Status::Revoked,
        };
        let day = Day::of(&row.at.to_record()).ok_or_else(|| Fault::internal("an instant on no day"))?;
        Ok(Self { record, status, at: row.at, day })
    }
}

/// Every report that no longer stands, and the edition of the list that may lack some of them: both of one moment.
async fn all(app: &App) -> Result<(Edition, Vec<Fallen>), Fault> {
    let mut tx = app.db.directory_read().await?;
    let seen = editions::latest(&mut tx, STANDING).await?;
    let rows = store::all_standing(&mut tx).await?;
    Ok((seen, rows.into_iter().map(Fallen::try_from).collect::<Result<_, Fault>>()?))
}

/// Enters in the log that a report no longer stands, where one is named, then publishes the list.
///
/// # Errors
/// When database, log or object store refuse; it is tried again.
pub async fn announce(app: App, job: Job) -> Result<(), Fault> {
    let announced: Announced = serde_json::from_value(job.payload)?;
    if let Some(announced) = announced.record {
        let (_, all) = all(&app).await?;
        let fallen = all.iter().find(|fallen| fallen.record == announced);
        let Fallen { record, status, at, day } = *fallen.ok_or_else(|| Fault::internal("a report that stands"))?;
        app.logs.at(app.now())?.append(at, Statement::ReportStatus { record, status, day }).await?;
    }
    publish(&app).await
}

/// Publishes the list of this moment. Nothing is locked meanwhile: whoever read an edition that another publisher replaced
/// since begins again, so that no older list ever replaces a newer one.
async fn publish(app: &App) -> Result<(), Fault> {
    for _ in 0..TRIES {
        let (seen, all) = all(app).await?;
        if put(app, &seen, &all).await? {
            return Ok(());
        }
    }
    Err(Fault::internal("others publish the list all the time"))
}

/// Signs the list, enters its digest in the log, and has it replace the edition that was seen; false where another one did.
async fn put(app: &App, seen: &Edition, all: &[Fallen]) -> Result<bool, Fault> {
    let row = |fallen: &Fallen| {
        let successor = match &fallen.status {
            Status::Superseded { by } => Some(Prefix::of(by)),
            Status::Revoked => None,
        };
        Row { report: Prefix::of(&fallen.record), day: fallen.day, successor }
    };
    let now = app.now();
    let time = u64::try_from(now.0 / 1_000_000).map_err(Fault::internal)?;
    let list = List::new(time, all.iter().map(row).collect()).map_err(Fault::internal)?;
    let text = list.sign(&app.keys.standing()?).map_err(Fault::internal)?.to_string();
    let snapshot = Statement::StatusSnapshot { list: Digest::of(&text), time };
    app.logs.at(now)?.append(now, snapshot).await?;
    let object = format!("{STANDING}/{}", app.id::<Uuid>());
    let new = NewEdition { name: STANDING, object: &object, bytes: text.into_bytes() };
    editions::replace(&app.db, &*app.public, seen, new, now).await
}

/// The list as it is published, a signed note; nothing before the first.
///
/// # Errors
/// When database or object store refuse.
pub async fn list(app: &App) -> Result<Option<Vec<u8>>, Fault> {
    let mut tx = app.db.directory_read().await?;
    let latest = editions::latest(&mut tx, STANDING).await?;
    drop(tx);
    match latest.object {
        None => Ok(None),
        Some(object) => match app.public.get(&object).await {
            // Lost with a disk, say: it is made again.
            Err(BlobError::Missing { .. }) => Ok(None),
            read => Ok(Some(read?)),
        },
    }
}

/// Makes the list where there is none, or where it is older than a day.
///
/// # Errors
/// When database, log or object store refuse.
pub async fn ensure(app: &App) -> Result<(), Fault> {
    let made = list(app).await?.and_then(|bytes| made_at(&bytes));
    let fresh = made.is_some_and(|made| app.now().seconds_since(made) < STALE_SECONDS);
    if fresh { Ok(()) } else { publish(app).await }
}

/// When a published list was made, by its second line.
fn made_at(note: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(note).ok()?;
    let seconds: i64 = text.lines().nth(1)?.strip_prefix("time ")?.parse().ok()?;
    Some(Timestamp(seconds.checked_mul(1_000_000)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_completed_together_shares_one_list_and_the_list_is_of_later() {
        let second = |seconds: i64| Timestamp(seconds * 1_000_000);
        assert_eq!(gathered(second(100)), second(110));
        assert_eq!(gathered(Timestamp(second(110).0 - 1)), second(110));
        assert_eq!(gathered(second(110)), second(120));
    }

    #[test]
    fn a_job_of_an_earlier_server_still_names_its_report() {
        let record = Digest::of("record");
        let announced: Announced = serde_json::from_value(serde_json::json!({ "record": record })).expect("reads");
        assert_eq!(announced.record, Some(record));
        assert_eq!(serde_json::to_value(Announced { record: None }).expect("writes"), serde_json::json!({}));
    }
}
