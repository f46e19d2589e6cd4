//! Corrections: an issued inspection is opened again, for a reason. It is issued again, or the correction is given up and
//! the inspection is again what was issued.

use norven_proof::{digest::Digest, record};
use serde::{Deserialize, Serialize};

use super::{
    model::{State, Tally, UnderWay},
    service::{self, Loaded},
    store::{
        self, AnswerRow,
        corrections::{self, NewCorrection, WrittenAction},
    },
};
use crate::{
    error::{AppError, FieldProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        evidence::restoring::{self, Evidence, Restoring},
    },
    ids::{ActionId, CorrectionId, InspectionId, ItemId},
    platform::{db::Tx, fault::Fault},
    server::{actor::Member, state::App},
    time::Timestamp,
};

/// What became of a correction that was given up.
const GIVEN_UP: &str = "given_up";
/// Most characters of a reason.
pub const MAX_REASON: usize = 500;

/// An issued inspection as it is before a correction.
#[derive(Serialize, Deserialize)]
pub struct Snapshot {
    core: String,
    core_sha256: Digest,
    finished_at: Timestamp,
    tally: Tally,
    answers: Vec<AnswerRow>,
    actions: Vec<WrittenAction>,
    evidence: Evidence,
}

/// What an issued inspection is now.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`], [`AppError::NotFinished`] where it is not issued, or is open again.
pub async fn snapshot(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<Snapshot, Fault> {
    let row = service::to_write(member, tx, id).await?;
    let issued = row.state() == State::Issued;
    let (Some(core), Some(core_sha256), Some(finished_at), true) =
        (row.core.clone(), row.core_digest(), row.finished_at, issued)
    else {
        return Err(AppError::NotFinished.into());
    };
    let Loaded { version, answers, findings, .. } = service::load(tx, row).await?;
    Ok(Snapshot {
        core,
        core_sha256,
        finished_at,
        tally: findings.tally(&version.checklist),
        answers: answers.into_values().collect(),
        actions: corrections::written_actions(tx, id).await?,
        evidence: restoring::evidence_in(tx, id).await?,
    })
}

/// The reason of a correction as it is kept.
///
/// # Errors
/// [`AppError::Field`] `reason`.
pub fn check_reason(reason: &str) -> Result<&str, AppError> {
    let reason = reason.trim();
    crate::text::check(reason)?;
    if reason.is_empty() {
        return Err(AppError::field("reason", FieldProblem::Missing));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(AppError::field("reason", FieldProblem::TooLong(500)));
    }
    Ok(reason)
}

/// Whether the member has begun this very correction, and it is under way: then it was asked for twice.
///
/// # Errors
/// When the database refuses.
pub async fn is_begun(member: &Member, tx: &mut Tx, id: InspectionId, reason: &str) -> Result<bool, Fault> {
    let row = corrections::under_way(tx, id).await?;
    Ok(row.is_some_and(|row| row.started_by == member.user.id && row.reason == reason))
}

/// Opens an issued inspection again, within the caller's transaction. The report that was issued stays in force until the
/// corrected one replaces it. Where the same correction is under way, nothing is done.
///
/// # Errors
/// [`AppError::NotFinished`] where it is open already or was issued anew since the snapshot was taken.
pub async fn begin_in(
    member: &Member,
    tx: &mut Tx,
    id: InspectionId,
    (reason, snapshot): (&str, &Snapshot),
) -> Result<(), Fault> {
    let row = service::writable(member, tx, id).await?;
    if is_begun(member, tx, id, reason).await? {
        return Ok(());
    }
    if row.state() != State::Issued || row.core_digest() != Some(snapshot.core_sha256) {
        return Err(AppError::NotFinished.into());
    }
    let new = NewCorrection {
        id: member.app.id(),
        inspection: id,
        reason,
        snapshot: &serde_json::to_string(snapshot)?,
        by: member.user.id,
        by_name: &member.user.name,
    };
    corrections::add(tx, &new, member.app.now()).await?;
    service::open_again(member, tx, id, Some(reason)).await
}

/// What has to be done so that an inspection is again what was issued.
pub struct WayBack {
    correction: CorrectionId,
    /// The revision that it leads back from.
    rev: i64,
    core: String,
    core_sha256: Digest,
    order_number: String,
    finished_at: Timestamp,
    tally: Tally,
    answers: Changes<ItemId, AnswerRow>,
    actions: Changes<ActionId, WrittenAction>,
    evidence: Restoring,
}

/// What is to be taken away, and what is to be written as it was.
struct Changes<Id, Row> {
    came: Vec<Id>,
    changed: Vec<Row>,
}

impl<Id: PartialEq, Row: PartialEq> Changes<Id, Row> {
    fn back(now: &[Row], before: Vec<Row>, id: impl Fn(&Row) -> Id) -> Self {
        let came = now.iter().map(&id).filter(|came| !before.iter().any(|kept| id(kept) == *came)).collect();
        Self { came, changed: before.into_iter().filter(|row| !now.contains(row)).collect() }
    }
}

/// How an inspection under correction gets back to what was issued; nothing where its last correction was given up, so
/// that it is there.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`], [`AppError::Conflict`] where no correction is under way, or it was
/// issued by now.
pub async fn way_back(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<Option<WayBack>, Fault> {
    let row = service::to_write(member, tx, id).await?;
    let snapshot = corrections::snapshot(tx, id).await?;
    let Some((correction, snapshot)) = snapshot.filter(|_| row.state() != State::Issued) else {
        let given_up = corrections::last_outcome(tx, id).await?.as_deref() == Some(GIVEN_UP);
        return if given_up { Ok(None) } else { Err(AppError::Conflict.into()) };
    };
    let Snapshot { core, core_sha256, finished_at, tally, answers, actions, evidence } =
        serde_json::from_str(&snapshot)?;
    let issued: record::Core = serde_json::from_str(&core)?;
    Ok(Some(WayBack {
        correction,
        rev: row.rev,
        order_number: issued.order_number.unwrap_or_default(),
        core,
        core_sha256,
        finished_at,
        tally,
        answers: Changes::back(&store::answers(tx, id).await?, answers, |row| row.item_id),
        actions: Changes::back(&corrections::written_actions(tx, id).await?, actions, |row| row.id),
        evidence: restoring::back_to(tx, id, evidence).await?,
    }))
}

/// Gives the correction of an inspection up, within the caller's transaction: it is again what was issued. False where it
/// has changed since the way back was looked for.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`].
pub async fn give_up_in(member: &Member, tx: &mut Tx, id: InspectionId, back: &WayBack) -> Result<bool, Fault> {
    let row = service::writable(member, tx, id).await?;
    // Every change counts as a revision.
    if row.rev != back.rev
        || row.state() == State::Issued
        || !corrections::is_under_way(tx, id, back.correction).await?
    {
        return Ok(false);
    }
    let now = member.app.now();
    for item in &back.answers.came {
        corrections::take_answer(tx, id, *item).await?;
    }
    for answer in &back.answers.changed {
        store::save_answer(tx, id, answer).await?;
    }
    for action in &back.actions.came {
        store::remove_action(tx, id, *action, now).await?;
    }
    for action in &back.actions.changed {
        corrections::put_action_back(tx, id, action).await?;
    }
    restoring::restore_in(member, tx, id, &back.evidence).await?;
    store::set_order_number(tx, id, row.rev, &back.order_number, now).await?;
    store::update(tx, id, row.rev + 1, back.tally, now).await?;
    corrections::put_back(tx, id, (&back.core, back.core_sha256), back.finished_at, now).await?;
    corrections::end(tx, id, GIVEN_UP, now).await?;
    let event = Event::new("inspection.correction_given_up", Object::of("inspection", id.0));
    audit::service::record_for(member, tx, event).await?;
    Ok(true)
}

/// Ends the correction of an inspection, if one is under way, in the transaction that completes the corrected report.
///
/// # Errors
/// When the database refuses.
pub async fn complete_in(app: &App, tx: &mut Tx, id: InspectionId) -> Result<(), Fault> {
    Ok(corrections::end(tx, id, "issued", app.now()).await?)
}

/// The correction of an inspection that is under way, as pages tell it.
///
/// # Errors
/// When the database refuses.
pub async fn under_way(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<Option<UnderWay>, Fault> {
    let row = corrections::under_way(tx, id).await?;
    Ok(row.map(|row| UnderWay {
        reason: row.reason,
        started: member.org.moment(row.started_at),
        by: row.started_by_name,
    }))
}

/// The same as the record tells it, finished at an instant.
pub(super) async fn recorded(
    tx: &mut Tx,
    id: InspectionId,
    finished_at: Timestamp,
) -> Result<Option<record::Correction>, Fault> {
    let row = corrections::under_way(tx, id).await?;
    Ok(row.map(|row| record::Correction {
        reason: row.reason,
        started_at: row.started_at.to_record(),
        started_by: record::Person { id: row.started_by.to_string(), name: row.started_by_name },
        finished_at: finished_at.to_record(),
    }))
}
