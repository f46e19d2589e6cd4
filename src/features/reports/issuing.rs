//! Issuing: the record of a finished inspection is fixed.

use norven_proof::{
    digest::Digest,
    record::{self, RECORD_VERSION, Record},
};

use super::{
    facts::Facts,
    jobs::RENDER_JOB,
    model::ReportState,
    service::{RenderPayload, digest, of_inspection, render_key},
    store::{self, LatestRow, NewReport},
};
use crate::{
    error::AppError,
    features::{
        access,
        audit::{
            self,
            model::{Event, Object},
        },
        evidence,
        inspections::{self, model::State},
        orgs::{self, quotas::Taken},
    },
    ids::{InspectionId, JobId, ReportId},
    platform::{blobs::pending, db::Tx, fault::Fault, jobs},
    server::{actor::Member, state::App},
    time::Timestamp,
};

/// How often issuing begins again because something it read changed meanwhile: a number that another report took, say.
const TRIES: u32 = 20;

/// Issues the report of a finished inspection: fixes its record, and has its PDF made. Issuing again
/// gives the same report. A page says which core was on its screen; one of an earlier version did not.
///
/// The record is made and kept before the writer is asked for, which then only checks that nothing changed since: others
/// do not wait for one organisation's data to load.
///
/// # Errors
/// [`AppError::NotFinished`], [`AppError::Field`] `signature` while a required slot is empty,
/// [`AppError::NameNeeded`], [`AppError::AwaitingApproval`], [`AppError::Conflict`] where another core was on the screen, or it changes
/// all the time.
pub async fn issue(member: &Member, inspection: InspectionId, core: Option<Digest>) -> Result<ReportId, Fault> {
    member.named()?;
    let app = &member.app;
    for _ in 0..TRIES {
        let draft = match draft(member, inspection, core).await? {
            Drafted::Issued(report) => return Ok(report),
            Drafted::New(draft) => draft,
        };
        let issued = fix(member, inspection, &draft).await;
        if !matches!(issued, Ok(Fixed::Issued)) {
            pending::discard(&app.db, app.vault.objects(), &[&draft.record_key], app.present()).await;
        }
        match issued? {
            Fixed::Issued => {
                app.bell.notify_one();
                return Ok(draft.place.id);
            }
            Fixed::Before(report) => return Ok(report),
            Fixed::Changed => {}
        }
    }
    Err(AppError::Conflict.into())
}

/// What issuing begins with.
enum Drafted {
    /// There is a report already.
    Issued(ReportId),
    /// A report that is to be.
    New(Box<Draft>),
}

/// A report that is to be: its record is made and kept, and nothing names it yet.
struct Draft {
    place: Place,
    now: Timestamp,
    /// Which signatures it holds.
    signed: Vec<String>,
    core_sha256: Option<Digest>,
    content_sha256: Digest,
    record_key: String,
    /// What lists and pages show of it.
    facts: Facts,
    /// What record and photos take of the organisation's room.
    bytes: u64,
}

/// What became of a draft.
enum Fixed {
    /// It is issued.
    Issued,
    /// Another was, before.
    Before(ReportId),
    /// What it says is no longer so.
    Changed,
}

/// Makes the record of a finished inspection, and keeps it.
async fn draft(member: &Member, inspection: InspectionId, core: Option<Digest>) -> Result<Drafted, Fault> {
    let app = &member.app;
    let mut tx = member.read().await?;
    let frozen = inspections::service::frozen(member, &mut tx, inspection).await?;
    if core.is_some() && frozen.core_sha256.is_some() && core != frozen.core_sha256 {
        return Err(AppError::Conflict.into());
    }
    match frozen.state {
        State::Open => return Err(AppError::NotFinished.into()),
        State::Issued => {
            let latest = of_inspection(&mut tx, inspection).await?;
            return latest.map(Drafted::Issued).ok_or_else(|| Fault::internal("issued without a report"));
        }
        State::Finished => member.org.approved()?,
    }
    let core = frozen.core()?.ok_or_else(|| Fault::internal("finished without a core"))?;
    inspections::service::check_signed(member, &mut tx, inspection).await?;

    let now = app.now();
    let place = place(member, &mut tx, inspection, (now, Number::Coming)).await?;
    let signatures = evidence::service::records_in(&mut tx, inspection).await?;
    // Faces may have gone since it was finished and signed, and the organisation may be called otherwise.
    inspections::service::check_printable(app, &core, &member.org.name, &signatures)?;
    let signed = signatures.iter().map(|signature| signature.id.clone()).collect();
    let record = Record {
        v: RECORD_VERSION,
        report: place.id.to_string(),
        number: place.number.clone(),
        revision: place.revision,
        supersedes: place.supersedes.clone(),
        nonce: hex::encode(app.rng.bytes::<32>()),
        issued_at: now.to_record(),
        issuer: issuer(member, &mut tx).await?,
        language: frozen.locale.tag().to_owned(),
        time_zone: member.org.settings.time_zone.clone(),
        core,
        signatures,
    };
    let photos = evidence::service::received_in(&mut tx, inspection).await?;
    let key = orgs::service::key(app, &mut tx).await?;
    drop(tx);
    let record = crate::text::normalised(&record)?;
    let facts = Facts::of(&record.core);
    let bytes = record.to_bytes()?;
    let content_sha256 = record::content_digest(&bytes);
    let record_key = format!("{}/reports/{}/record-{content_sha256}", member.org.id, place.id);
    let shown: u64 = photos.iter().map(|photo| photo.shown_bytes).sum();
    let core_sha256 = frozen.core_sha256;
    let taken = shown + bytes.len() as u64;

    let mut tx = member.write().await?;
    pending::note(&mut tx, &[&record_key], app.present()).await?;
    tx.commit().await?;
    if let Err(error) = app.vault.put(&key, &record_key, bytes).await {
        pending::discard(&app.db, app.vault.objects(), &[&record_key], app.present()).await;
        return Err(error.into());
    }
    let draft = Draft { place, now, signed, core_sha256, content_sha256, record_key, facts, bytes: taken };
    Ok(Drafted::New(Box::new(draft)))
}

/// Issues what was drafted, where it is still so.
async fn fix(member: &Member, inspection: InspectionId, draft: &Draft) -> Result<Fixed, Fault> {
    let app = &member.app;
    let mut tx = member.write().await?;
    let locked = inspections::service::lock(member, &mut tx, inspection).await?;
    // First, also of what is issued by now: it may not be what was on the screen.
    if locked.core_sha256 != draft.core_sha256 {
        return Ok(Fixed::Changed);
    }
    match locked.state {
        State::Open => return Err(AppError::NotFinished.into()),
        State::Issued => {
            let latest = of_inspection(&mut tx, inspection).await?;
            return latest.map(Fixed::Before).ok_or_else(|| Fault::internal("issued without a report"));
        }
        State::Finished => {}
    }
    let place = place(member, &mut tx, inspection, (draft.now, Number::Taken)).await?;
    let signed = evidence::service::standing_in(&mut tx, inspection).await?;
    if signed != draft.signed || !place.is_that_of(&draft.place) {
        return Ok(Fixed::Changed);
    }
    orgs::quotas::take(app, &mut tx, Taken::bytes(draft.bytes)).await?;
    let (id, content_sha256) = (draft.place.id, draft.content_sha256);
    let new = NewReport {
        id,
        inspection,
        number: &place.number,
        revision: place.revision,
        issued_by: member.user.id,
        content_sha256,
        record_key: &draft.record_key,
        facts: &draft.facts,
    };
    if place.given_up {
        store::issue_again(&mut tx, &new, draft.now).await?;
    } else {
        store::add(&mut tx, &new, draft.now).await?;
    }
    inspections::service::mark_issued_in(member, &mut tx, inspection).await?;
    enqueue_render(app, &mut tx, id, content_sha256).await?;
    let event = Event::new("report.issued", Object::of("report", id.0))
        .with("number", place.number)
        .with("content_sha256", content_sha256.to_string());
    audit::service::record_for(member, &mut tx, event).await?;
    if !pending::adopt(&mut tx, &[&draft.record_key]).await? {
        return Ok(Fixed::Changed);
    }
    tx.commit().await?;
    Ok(Fixed::Issued)
}

/// Which report is issued.
struct Place {
    id: ReportId,
    number: String,
    revision: u32,
    supersedes: Option<record::Superseded>,
    /// Whether it was issued before and could not be sealed in time: then it is issued with another record.
    given_up: bool,
}

impl Place {
    /// Whether it is the place that was found before; of a new report it has another id.
    fn is_that_of(&self, found: &Self) -> bool {
        (&self.number, self.revision, &self.supersedes, self.given_up)
            == (&found.number, found.revision, &found.supersedes, found.given_up)
            && (!self.given_up || self.id == found.id)
    }
}

/// Which number a new report has.
#[derive(Clone, Copy)]
enum Number {
    /// The next, which is left for others.
    Coming,
    /// The next, which is taken.
    Taken,
}

/// The place of an inspection's next report: a new number, the next revision, or the place of the one that was given up.
async fn place(
    member: &Member,
    tx: &mut Tx,
    inspection: InspectionId,
    (now, number): (Timestamp, Number),
) -> Result<Place, Fault> {
    let mut reports = store::of_inspection(tx, inspection).await?.into_iter().peekable();
    let given_up = reports.next_if(|row| ReportState::stored(&row.state) == ReportState::Unsealed);
    let replaced = reports.next();
    let supersedes = match &replaced {
        Some(old) => Some(record::Superseded {
            report: old.id.to_string(),
            content_sha256: digest(old.content_sha256.clone())?,
            revision: u32::try_from(old.revision).ok(),
            issued_at: Some(old.issued_at.to_record()),
        }),
        None => None,
    };
    let revision = |row: &LatestRow| u32::try_from(row.revision).map_err(Fault::internal);
    Ok(match (given_up, replaced) {
        (Some(row), _) => {
            Place { revision: revision(&row)?, id: row.id, number: row.number, supersedes, given_up: true }
        }
        (None, Some(old)) => Place {
            id: member.app.id(),
            revision: revision(&old)? + 1,
            number: old.number,
            supersedes,
            given_up: false,
        },
        (None, None) => {
            let year = member.org.moment(now).civil().year();
            let number = match number {
                Number::Coming => orgs::service::coming_report_number(tx, year).await?,
                Number::Taken => orgs::service::next_report_number(tx, year).await?,
            };
            Place { id: member.app.id(), number, revision: 1, supersedes, given_up: false }
        }
    })
}

/// Has the PDF of a report made, whose record has this digest.
async fn enqueue_render(app: &App, tx: &mut Tx, id: ReportId, content: Digest) -> Result<(), Fault> {
    let payload = serde_json::to_value(RenderPayload { report: id })?;
    let job = jobs::NewJob {
        kind: RENDER_JOB,
        dedupe: render_key(id, content),
        payload: &payload,
        lane: jobs::Lane::Interactive,
        useful_until: None,
    };
    Ok(jobs::enqueue(tx, app.id::<JobId>(), job, app.now()).await?)
}

/// Who issues: what the organisation calls itself, and the domain that it has proven to be its own.
async fn issuer(member: &Member, tx: &mut Tx) -> Result<record::Issuer, Fault> {
    let domain = access::service::proven_domain(tx).await?;
    Ok(record::Issuer { id: member.org.id.to_string(), name: member.org.name.clone(), domain })
}
