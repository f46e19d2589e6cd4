//! Finishing an inspection: its core is frozen.

use norven_proof::{
    canonical,
    record::{Core, Signature},
};

use super::{
    corrections,
    freeze::{self, Material},
    model::{MAX_CORE_BYTES, State, kilobytes},
    service::{Loaded, TRIES, load, to_write, writable},
    store,
};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        evidence::{self, service::Received},
        identity,
        orgs::model::Company,
        reports, sites,
    },
    ids::InspectionId,
    platform::{db::Tx, fault::Fault},
    printable::unprintable,
    server::{actor::Member, state::App},
    time::Timestamp,
};

/// Finishes an inspection: freezes its core. Finishing one that is finished changes nothing. The page says which revision
/// was on its screen. The core is made before the writer is asked for.
///
/// # Errors
/// [`AppError::Gaps`] while something is missing, [`AppError::ReportTooLarge`] where no report could hold the photos,
/// [`AppError::RecordTooLarge`] where no record could hold the rest,
/// [`AppError::Unprintable`] where a text has letters that no face has, [`AppError::NameNeeded`] where the inspector's
/// account does not say what they are called, [`AppError::Conflict`] where another revision was on the screen, or while it changes all the time.
pub async fn finish(member: &Member, id: InspectionId, seen: Option<i64>) -> Result<(), Fault> {
    for _ in 0..TRIES {
        let now = member.app.now();
        let mut tx = member.read().await?;
        let row = to_write(member, &mut tx, id).await?;
        if row.state() != State::Open {
            return Ok(());
        }
        if row.inspector_id == member.user.id {
            member.named()?;
        }
        if seen.is_some_and(|seen| seen != row.rev) {
            return Err(AppError::Conflict.into());
        }
        let loaded = load(&mut tx, row).await?;
        let core = freeze_in(&mut tx, &member.org.company, &loaded, now).await?;
        drop(tx);
        // What nobody could read on paper is told before anybody signs it.
        check_printable(&member.app, &core, &member.org.name, &[])?;
        check_length(&core)?;
        let text = String::from_utf8(canonical::to_vec(&core)?).map_err(Fault::internal)?;
        let digest = core.digest()?;

        let mut tx = member.write().await?;
        let row = writable(member, &mut tx, id).await?;
        if row.state() != State::Open {
            return Ok(());
        }
        if row.rev != loaded.row.rev {
            continue;
        }
        store::freeze(&mut tx, id, &text, digest, now).await?;
        let event =
            Event::new("inspection.finished", Object::of("inspection", id.0)).with("core_sha256", digest.to_string());
        audit::service::record_for(member, &mut tx, event).await?;
        return Ok(tx.commit().await?);
    }
    Err(AppError::Conflict.into())
}

/// The core of an inspection as it was loaded.
async fn freeze_in(tx: &mut Tx, company: &Company, loaded: &Loaded, now: Timestamp) -> Result<Core, Fault> {
    let gaps = loaded.findings.gaps(&loaded.version.checklist);
    if !gaps.is_empty() {
        return Err(AppError::Gaps { count: u32::try_from(gaps.len()).unwrap_or(u32::MAX) }.into());
    }
    let photos = evidence::service::received_in(tx, loaded.row.id).await?;
    check_size(&photos)?;
    let site = sites::service::any(tx, loaded.row.site_id).await?;
    let inspector =
        identity::service::user(tx, loaded.row.inspector_id).await?.ok_or_else(|| Fault::internal("no inspector"))?;
    freeze::core(&Material {
        inspection: &loaded.row,
        version: &loaded.version,
        site: &site,
        company,
        inspector: &inspector,
        findings: &loaded.findings,
        answers: &loaded.answers,
        photos: &photos,
        actions: &loaded.actions,
        finished_at: loaded.row.first_finished_at.unwrap_or(now),
        correction: corrections::recorded(tx, loaded.row.id, now).await?,
    })
}

/// Refuses photos that a report could not hold, before anybody signs.
fn check_size(photos: &[Received]) -> Result<(), AppError> {
    let bytes: u64 = photos.iter().map(|photo| photo.shown_bytes).sum();
    if bytes <= reports::model::MAX_PHOTO_BYTES {
        return Ok(());
    }
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Err(AppError::ReportTooLarge {
        photos: u32::try_from(photos.len()).unwrap_or(u32::MAX),
        megabytes: count(bytes.div_ceil(1_000_000)),
        limit_mb: count(reports::model::MAX_PHOTO_BYTES / 1_000_000),
    })
}

/// Refuses a core that would leave signatures no room in a record, before anybody signs.
fn check_length(core: &Core) -> Result<(), Fault> {
    let bytes = serde_json::to_vec(core)?.len();
    if bytes <= MAX_CORE_BYTES {
        return Ok(());
    }
    Err(AppError::RecordTooLarge { kilobytes: kilobytes(bytes), limit_kb: kilobytes(MAX_CORE_BYTES) }.into())
}

/// Whether every letter of an inspection, of its issuer's name and of those who signed can be printed.
///
/// # Errors
/// [`AppError::Unprintable`] names those that cannot.
pub fn check_printable(app: &App, core: &Core, issuer: &str, signatures: &[Signature]) -> Result<(), Fault> {
    let missing = app.faces.missing(&freeze::printed_text(core, issuer, signatures)?);
    unprintable(&missing).map_or(Ok(()), |problem| Err(problem.into()))
}
