//! SQL of corrections, and of putting an inspection back as it was.

use norven_proof::digest::Digest;
use sqlx::FromRow;

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{ActionId, CorrectionId, InspectionId, ItemId, UserId},
    in_reach,
    platform::db::Tx,
    time::Timestamp,
};

/// A correction that is to begin.
pub struct NewCorrection<'a> {
    pub id: CorrectionId,
    pub inspection: InspectionId,
    pub reason: &'a str,
    pub snapshot: &'a str,
    pub by: UserId,
    pub by_name: &'a str,
}

/// Adds a correction, and keeps when the inspection was finished first.
pub async fn add(tx: &mut Tx, new: &NewCorrection<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        "INSERT INTO corrections
           (org_id, id, inspection_id, reason, snapshot, started_at, started_by, started_by_name)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        org,
        new.id,
        new.inspection,
        new.reason,
        new.snapshot,
        now,
        new.by,
        new.by_name
    )?;
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET first_finished_at = COALESCE(first_finished_at, finished_at)
         WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$3")
        ),
        org,
        new.inspection,
        reach
    )
    .map(drop)
}

/// A correction that is under way.
#[derive(FromRow)]
pub struct CorrectionRow {
    pub reason: String,
    pub started_at: Timestamp,
    pub started_by: UserId,
    pub started_by_name: String,
}

/// The correction of an inspection that is under way.
pub async fn under_way(tx: &mut Tx, inspection: InspectionId) -> Result<Option<CorrectionRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_optional!(
        tx,
        CorrectionRow,
        concat!(
            "SELECT reason, started_at, started_by, started_by_name FROM corrections
         WHERE org_id = $1 AND inspection_id = $2 AND ended_at IS NULL AND ",
            in_reach!(inspection_id, "$3")
        ),
        org,
        inspection,
        reach
    )
}

/// The correction that is under way, and what the inspection was before it.
pub async fn snapshot(tx: &mut Tx, inspection: InspectionId) -> Result<Option<(CorrectionId, String)>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        (CorrectionId, String),
        "SELECT id, snapshot FROM corrections WHERE org_id = $1 AND inspection_id = $2 AND ended_at IS NULL",
        org,
        inspection
    )
}

/// Whether a correction of an inspection is under way.
pub async fn is_under_way(tx: &mut Tx, inspection: InspectionId, id: CorrectionId) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (some,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM corrections
                        WHERE org_id = $1 AND inspection_id = $2 AND id = $3 AND ended_at IS NULL)",
        org,
        inspection,
        id
    )?;
    Ok(some)
}

/// What became of the last correction of an inspection; nothing where there was none, or it is under way.
pub async fn last_outcome(tx: &mut Tx, inspection: InspectionId) -> Result<Option<String>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(Option<String>,)> = fetch_optional!(
        tx,
        (Option<String>,),
        "SELECT outcome FROM corrections
         WHERE org_id = $1 AND inspection_id = $2 ORDER BY started_at DESC, id DESC LIMIT 1",
        org,
        inspection
    )?;
    Ok(row.and_then(|(outcome,)| outcome))
}

/// Ends the correction that is under way, if one is; what was before is not kept on.
pub async fn end(tx: &mut Tx, inspection: InspectionId, outcome: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE corrections SET ended_at = $3, outcome = $4, snapshot = ''
         WHERE org_id = $1 AND inspection_id = $2 AND ended_at IS NULL",
        org,
        inspection,
        now,
        outcome
    )
    .map(drop)
}

/// Makes an inspection issued again as it was frozen before.
pub async fn put_back(
    tx: &mut Tx,
    id: InspectionId,
    (core, digest): (&str, Digest),
    finished_at: Timestamp,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET state = 'issued', core = $3, core_sha256 = $4, finished_at = $5, updated_at = $6
         WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$7")
        ),
        org,
        id,
        core,
        digest.as_bytes().as_slice(),
        finished_at,
        now,
        reach
    )
    .map(drop)
}

/// Takes an answer away that was not there before.
pub async fn take_answer(tx: &mut Tx, inspection: InspectionId, item: ItemId) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(tx, "DELETE FROM answers WHERE org_id = $1 AND inspection_id = $2 AND item_id = $3", org, inspection, item)
        .map(drop)
}

/// An action as it was written, without what became of it after the inspection.
#[derive(Clone, PartialEq, Eq, FromRow, serde::Serialize, serde::Deserialize)]
pub struct WrittenAction {
    pub id: ActionId,
    pub text: String,
    pub assignee: String,
    pub due: Option<String>,
    pub done_at: Option<Timestamp>,
    pub done_by: Option<UserId>,
}

/// The actions of an inspection as they are written now.
pub async fn written_actions(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<WrittenAction>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        WrittenAction,
        "SELECT id, text, assignee, due, done_at, done_by FROM actions
         WHERE org_id = $1 AND inspection_id = $2 AND removed_at IS NULL ORDER BY id LIMIT 2000",
        org,
        inspection
    )
}

/// Writes an action as it was. That it was closed meanwhile stays.
pub async fn put_action_back(tx: &mut Tx, inspection: InspectionId, action: &WrittenAction) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE actions SET text = $4, assignee = $5, due = $6, done_at = $7, done_by = $8, removed_at = NULL
         WHERE org_id = $1 AND inspection_id = $2 AND id = $3",
        org,
        inspection,
        action.id,
        &action.text,
        &action.assignee,
        action.due.as_deref(),
        action.done_at,
        action.done_by
    )
    .map(drop)
}
