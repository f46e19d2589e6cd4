//! SQL of inspections, answers, actions and the history of commands.

pub mod actions;
pub mod corrections;
pub mod listing;

use norven_proof::digest::Digest;
use norven_words::Locale;
use sqlx::FromRow;

use super::model::{Action, Answer, Closed, Command, State, Tally};
use crate::{
    execute, fetch_all, fetch_optional,
    ids::{ActionId, CommandId, DeviceId, InspectionId, ItemId, ReportId, SiteId, TemplateId, UserId, WriterId},
    in_reach,
    platform::db::Tx,
    time::Timestamp,
};

/// An inspection as it is kept.
#[derive(Clone, FromRow)]
pub struct InspectionRow {
    pub id: InspectionId,
    pub template_id: TemplateId,
    pub template_version: i32,
    pub site_id: SiteId,
    pub inspector_id: UserId,
    pub locale: String,
    pub state: String,
    pub rev: i64,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// When it was finished that its first report was issued of; corrections do not move it.
    pub first_finished_at: Option<Timestamp>,
    pub core: Option<String>,
    pub core_sha256: Option<Vec<u8>>,
    /// The number under which it was ordered; may be empty.
    pub order_number: String,
}

impl InspectionRow {
    /// Where it stands; one that is not understood may not be changed.
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Issued)
    }

    /// Its language.
    pub fn locale(&self) -> Locale {
        Locale::from_tag(&self.locale).unwrap_or_default()
    }

    /// Digest of its frozen core.
    pub fn core_digest(&self) -> Option<Digest> {
        self.core_sha256.clone()?.try_into().ok().map(Digest::from_bytes)
    }
}

/// A new inspection.
pub struct NewRow {
    pub id: InspectionId,
    pub template: TemplateId,
    pub version: u32,
    pub site: SiteId,
    pub inspector: UserId,
    pub locale: Locale,
    pub items: u32,
    pub order_number: String,
}

/// Adds an inspection; one with the same id is kept as it is.
pub async fn add(tx: &mut Tx, new: &NewRow, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO inspections
           (org_id, id, template_id, template_version, site_id, inspector_id, locale, state, rev,
            answered, passed, failed, not_applicable, items, started_at, updated_at, order_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', 0, 0, 0, 0, 0, $8, $9, $9, $10)
         ON CONFLICT (org_id, id) DO NOTHING",
        org,
        new.id,
        new.template,
        i32::try_from(new.version).unwrap_or(i32::MAX),
        new.site,
        new.inspector,
        new.locale.tag(),
        i32::try_from(new.items).unwrap_or(i32::MAX),
        now,
        &new.order_number
    )?;
    Ok(added == 1)
}

/// An inspection.
pub async fn one(tx: &mut Tx, id: InspectionId) -> Result<Option<InspectionRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_optional!(
        tx,
        InspectionRow,
        concat!(
            "SELECT id, template_id, template_version, site_id, inspector_id, locale, state, rev, started_at, finished_at,
                first_finished_at, core, core_sha256, order_number
         FROM inspections WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$3")
        ),
        org,
        id,
        reach
    )
}

/// An inspection that nobody else changes until the transaction ends.
pub async fn lock(tx: &mut Tx, id: InspectionId) -> Result<Option<InspectionRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_optional!(
        tx,
        InspectionRow,
        concat!(
            "UPDATE inspections SET rev = rev WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$3"),
            " RETURNING id, template_id, template_version, site_id, inspector_id, locale, state, rev, started_at, finished_at,
                   first_finished_at, core, core_sha256, order_number"
        ),
        org,
        id,
        reach
    )
}

/// An inspection in a list.
#[derive(FromRow)]
pub struct SummaryRow {
    pub id: InspectionId,
    pub site: String,
    pub template: String,
    pub inspector: String,
    pub state: String,
    pub answered: i32,
    pub passed: i32,
    pub failed: i32,
    pub not_applicable: i32,
    pub items: i32,
    pub open_actions: i64,
    pub started_at: Timestamp,
    pub updated_at: Timestamp,
    pub report_id: Option<ReportId>,
}

/// Sets revision and result.
pub async fn update(tx: &mut Tx, id: InspectionId, rev: i64, tally: Tally, now: Timestamp) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET rev = $3, answered = $4, passed = $5, failed = $6, not_applicable = $7, items = $8, updated_at = $9
         WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$10")
        ),
        org,
        id,
        rev,
        count(tally.answered),
        count(tally.passed),
        count(tally.failed),
        count(tally.not_applicable),
        count(tally.items),
        now,
        reach
    )
    .map(drop)
}

/// Sets the number under which an inspection was ordered. A change counts as a revision.
pub async fn set_order_number(
    tx: &mut Tx,
    id: InspectionId,
    rev: i64,
    order_number: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET order_number = $3, rev = $4, updated_at = $5 WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$6")
        ),
        org,
        id,
        order_number,
        rev,
        now,
        reach
    )
    .map(drop)
}

/// Freezes an inspection with its core.
pub async fn freeze(
    tx: &mut Tx,
    id: InspectionId,
    core: &str,
    digest: Digest,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET state = 'finished', finished_at = $3, core = $4, core_sha256 = $5, updated_at = $3
         WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$6")
        ),
        org,
        id,
        now,
        core,
        digest.as_bytes().as_slice(),
        reach
    )
    .map(drop)
}

/// Opens a finished inspection again.
pub async fn reopen(tx: &mut Tx, id: InspectionId, now: Timestamp) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET state = 'open', finished_at = NULL, core = NULL, core_sha256 = NULL, updated_at = $3
         WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$4")
        ),
        org,
        id,
        now,
        reach
    )
    .map(drop)
}

/// Marks an inspection as issued.
pub async fn mark_issued(tx: &mut Tx, id: InspectionId, now: Timestamp) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET state = 'issued', updated_at = $3 WHERE org_id = $1 AND id = $2 AND ",
            in_reach!("site_id", "$4")
        ),
        org,
        id,
        now,
        reach
    )
    .map(drop)
}

/// Marks an issued inspection as finished.
pub async fn mark_finished(tx: &mut Tx, id: InspectionId, now: Timestamp) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE inspections SET state = 'finished', updated_at = $3
         WHERE org_id = $1 AND id = $2 AND state = 'issued' AND ",
            in_reach!("site_id", "$4")
        ),
        org,
        id,
        now,
        reach
    )
    .map(drop)
}

/// An answer as it is kept: value and note have histories of their own. What wrote each is told apart by the page, not by
/// the device.
#[derive(Clone, PartialEq, Eq, FromRow, serde::Serialize, serde::Deserialize)]
pub struct AnswerRow {
    pub item_id: ItemId,
    pub value: Option<String>,
    pub note: String,
    pub value_rev: i64,
    pub value_device: WriterId,
    pub value_device_at: Timestamp,
    pub note_rev: i64,
    pub note_device: WriterId,
    pub note_device_at: Timestamp,
    pub answered_by: UserId,
    pub answered_at: Timestamp,
}

impl AnswerRow {
    /// As both sides keep it.
    pub fn answer(&self) -> Result<Answer, serde_json::Error> {
        Ok(Answer {
            value: self.value.as_deref().map(serde_json::from_str).transpose()?,
            note: self.note.clone(),
            value_rev: self.value_rev,
            note_rev: self.note_rev,
        })
    }
}

/// The answers of an inspection.
pub async fn answers(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<AnswerRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        AnswerRow,
        "SELECT item_id, value, note, value_rev, value_device, value_device_at, note_rev, note_device, note_device_at,
                answered_by, answered_at
         FROM answers WHERE org_id = $1 AND inspection_id = $2 LIMIT 1000",
        org,
        inspection
    )
}

/// Keeps an answer.
pub async fn save_answer(tx: &mut Tx, inspection: InspectionId, row: &AnswerRow) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO answers
           (org_id, inspection_id, item_id, value, note, value_rev, value_device, value_device_at,
            note_rev, note_device, note_device_at, answered_by, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (org_id, inspection_id, item_id) DO UPDATE SET
           value = excluded.value, note = excluded.note, value_rev = excluded.value_rev,
           value_device = excluded.value_device, value_device_at = excluded.value_device_at,
           note_rev = excluded.note_rev, note_device = excluded.note_device, note_device_at = excluded.note_device_at,
           answered_by = excluded.answered_by, answered_at = excluded.answered_at",
        org,
        inspection,
        row.item_id,
        row.value.as_deref(),
        &row.note,
        row.value_rev,
        row.value_device,
        row.value_device_at,
        row.note_rev,
        row.note_device,
        row.note_device_at,
        row.answered_by,
        row.answered_at
    )
    .map(drop)
}

/// What became of a command of an inspection that came before, if it did.
pub async fn outcome_of(tx: &mut Tx, inspection: InspectionId, id: CommandId) -> Result<Option<String>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        concat!(
            "SELECT outcome FROM inspection_commands WHERE org_id = $1 AND inspection_id = $2 AND id = $3 AND ",
            in_reach!(inspection_id, "$4")
        ),
        org,
        inspection,
        id,
        reach
    )?;
    Ok(row.map(|(outcome,)| outcome))
}

/// Who sent a command, when.
pub struct Sender {
    pub user: UserId,
    pub device: DeviceId,
    /// The page of the device; the device itself where it does not tell its pages apart.
    pub writer: WriterId,
    pub now: Timestamp,
}

/// Keeps a command in the history with what became of it. Where its id is that of one which the sender cannot see, that
/// one stays: telling them so would tell that it is there.
pub async fn add_command(
    tx: &mut Tx,
    inspection: InspectionId,
    rev: i64,
    (command, body): (&Command, &str),
    sender: &Sender,
    outcome: &str,
) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO inspection_commands
           (org_id, id, inspection_id, rev, user_id, device, device_at, received_at, body, outcome)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (org_id, id) DO NOTHING",
        org,
        command.id,
        inspection,
        rev,
        sender.user,
        sender.device,
        command.at,
        sender.now,
        body,
        outcome
    )
    .map(drop)
}

/// An action with who did what, when.
#[derive(Clone, FromRow)]
pub struct ActionRow {
    pub id: ActionId,
    pub item_id: ItemId,
    pub text: String,
    pub assignee: String,
    pub due: Option<String>,
    pub done_at: Option<Timestamp>,
    pub done_by: Option<UserId>,
    pub done_by_name: Option<String>,
    pub closed_at: Option<Timestamp>,
    pub closed_by: Option<UserId>,
    pub closed_by_name: Option<String>,
}

impl ActionRow {
    /// As both sides keep it.
    pub fn action(self) -> Action {
        Action {
            id: self.id,
            item: self.item_id,
            text: self.text,
            assignee: self.assignee,
            due: self.due,
            done: self.done_at.is_some(),
            closed: self.closed_at.map(|at| Closed { at, by: self.closed_by_name.unwrap_or_default() }),
        }
    }
}

/// The actions of an inspection, in the order in which they were added.
pub async fn actions(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<ActionRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        ActionRow,
        "SELECT a.id, a.item_id, a.text, a.assignee, a.due, a.done_at, a.done_by, d.name AS done_by_name,
                a.closed_at, a.closed_by, c.name AS closed_by_name
         FROM actions a
         LEFT JOIN users d ON d.id = a.done_by
         LEFT JOIN users c ON c.id = a.closed_by
         WHERE a.org_id = $1 AND a.inspection_id = $2 AND a.removed_at IS NULL ORDER BY a.created_at, a.id LIMIT 2000",
        org,
        inspection
    )
}

/// How many actions an inspection has.
pub async fn count_actions(tx: &mut Tx, inspection: InspectionId) -> Result<i64, sqlx::Error> {
    let org = tx.org();
    let (count,): (i64,) = crate::fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM actions WHERE org_id = $1 AND inspection_id = $2 AND removed_at IS NULL",
        org,
        inspection
    )?;
    Ok(count)
}

/// Adds an action; false where there is one of its id.
pub async fn add_action(
    tx: &mut Tx,
    inspection: &InspectionRow,
    action: &Action,
    device_at: Timestamp,
    sender: &Sender,
) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO actions
           (org_id, id, inspection_id, item_id, text, assignee, due, done_at, device_at, created_by, created_at, done_by,
            site_id, template_id, inspector_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (org_id, id) DO NOTHING",
        org,
        action.id,
        inspection.id,
        action.item,
        &action.text,
        &action.assignee,
        action.due.as_deref(),
        action.done.then_some(sender.now),
        device_at,
        sender.user,
        sender.now,
        action.done.then_some(sender.user),
        inspection.site_id,
        inspection.template_id,
        inspection.inspector_id
    )?;
    Ok(added == 1)
}

/// Changes an action of an inspection, unless it was changed later; false where nothing was. Who did it on site and when
/// stays, where it was noted as done before; what was closed after the inspection was not done on site.
pub async fn change_action(
    tx: &mut Tx,
    inspection: InspectionId,
    action: &Action,
    device_at: Timestamp,
    sender: &Sender,
) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let changed = execute!(
        tx,
        "UPDATE actions SET text = $4, assignee = $5, due = $6, device_at = $8, removed_at = NULL,
           done_by = CASE WHEN $7 IS NULL OR closed_at IS NOT NULL THEN NULL WHEN done_at IS NULL THEN $9 ELSE done_by END,
           done_at = CASE WHEN $7 IS NULL OR closed_at IS NOT NULL THEN NULL ELSE COALESCE(done_at, $7) END
         WHERE org_id = $1 AND inspection_id = $2 AND id = $3 AND device_at <= $8",
        org,
        inspection,
        action.id,
        &action.text,
        &action.assignee,
        action.due.as_deref(),
        action.done.then_some(sender.now),
        device_at,
        sender.user
    )?;
    Ok(changed == 1)
}

/// Removes an action.
pub async fn remove_action(
    tx: &mut Tx,
    inspection: InspectionId,
    id: ActionId,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE actions SET removed_at = $4 WHERE org_id = $1 AND inspection_id = $2 AND id = $3",
        org,
        inspection,
        id,
        now
    )
    .map(drop)
}

/// The inspection that an action belongs to.
pub async fn inspection_of_action(tx: &mut Tx, id: ActionId) -> Result<Option<InspectionId>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row: Option<(InspectionId,)> = fetch_optional!(
        tx,
        (InspectionId,),
        concat!(
            "SELECT inspection_id FROM actions WHERE org_id = $1 AND id = $2 AND removed_at IS NULL AND ",
            in_reach!(inspection_id, "$3")
        ),
        org,
        id,
        reach
    )?;
    Ok(row.map(|(inspection,)| inspection))
}

/// Closes an action after its inspection; false where it is not open.
pub async fn close_action(tx: &mut Tx, id: ActionId, by: UserId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let done = execute!(
        tx,
        concat!(
            "UPDATE actions SET closed_at = $3, closed_by = $5
         WHERE org_id = $1 AND id = $2 AND done_at IS NULL AND closed_at IS NULL AND removed_at IS NULL AND ",
            in_reach!(inspection_id, "$4")
        ),
        org,
        id,
        now,
        reach,
        by
    )?;
    Ok(done == 1)
}

/// Opens an action again; false where it is not closed.
pub async fn reopen_action(tx: &mut Tx, id: ActionId) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let done = execute!(
        tx,
        concat!(
            "UPDATE actions SET closed_at = NULL, closed_by = NULL
         WHERE org_id = $1 AND id = $2 AND closed_at IS NOT NULL AND removed_at IS NULL AND ",
            in_reach!(inspection_id, "$3")
        ),
        org,
        id,
        reach
    )?;
    Ok(done == 1)
}

/// What became of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    DoneOnSite,
    /// After its inspection.
    Closed,
}

/// What became of an action; nothing where it was removed.
pub async fn standing_of_action(tx: &mut Tx, id: ActionId) -> Result<Option<Standing>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let row: Option<(bool, bool)> = fetch_optional!(
        tx,
        (bool, bool),
        concat!(
            "SELECT done_at IS NOT NULL, closed_at IS NOT NULL FROM actions
         WHERE org_id = $1 AND id = $2 AND removed_at IS NULL AND ",
            in_reach!(inspection_id, "$3")
        ),
        org,
        id,
        reach
    )?;
    Ok(row.map(|row| match row {
        (_, true) => Standing::Closed,
        (true, false) => Standing::DoneOnSite,
        (false, false) => Standing::Open,
    }))
}

/// Figures of the overview.
#[derive(FromRow)]
pub struct FiguresRow {
    pub inspections: i64,
    pub passed: i64,
    pub failed: i64,
}

/// Figures of the inspections started between two instants.
pub async fn figures(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<FiguresRow, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    crate::fetch_one!(
        tx,
        FiguresRow,
        concat!(
            "SELECT COUNT(*) AS inspections,
                CAST(COALESCE(SUM(passed), 0) AS BIGINT) AS passed,
                CAST(COALESCE(SUM(failed), 0) AS BIGINT) AS failed
         FROM inspections WHERE org_id = $1 AND started_at >= $2 AND started_at < $3 AND ",
            in_reach!("site_id", "$4")
        ),
        org,
        from,
        to,
        reach
    )
}
