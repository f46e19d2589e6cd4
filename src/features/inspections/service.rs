//! The rules of inspections.

use std::collections::HashMap;

use norven_words::Locale;

use super::{
    action_query::ActionQuery,
    actions,
    apply::Application,
    corrections, listing,
    model::{
        Batch, BatchReply, CommandResult, Findings, Inspection, NewInspection, Overview, State, Tally, Whose,
        check_order_number,
    },
    store::{self, ActionRow, AnswerRow, InspectionRow, NewRow, Sender, Standing},
};
pub use super::{
    choices::choices,
    finishing::{check_printable, finish},
    listing::page,
    spoken::doc,
};
use crate::{
    error::{AppError, FieldProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        evidence, identity,
        orgs::{
            self,
            model::{Permission, Role},
            quotas::Taken,
        },
        reports, sites,
        templates::{
            self,
            model::{Checklist, ItemKind},
        },
    },
    ids::{ActionId, InspectionId, ItemId, UserId, WriterId},
    platform::{db::Tx, fault::Fault},
    printable::check_field,
    server::{
        actor::{self, Member, SignedIn},
        state::App,
    },
    time::Timestamp,
};

/// How often something begins again because somebody else writes the same inspection.
pub(super) const TRIES: u32 = 20;
/// So many of the most urgent actions are on the overview.
const URGENT: usize = 6;

/// Starts an inspection of a site with the latest version of a template. Sent twice, it is started once.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`].
pub async fn start(member: &Member, new: NewInspection) -> Result<(), Fault> {
    member.may(Permission::Inspect)?;
    let mut tx = member.write().await?;
    start_in(member, &mut tx, new).await?;
    Ok(tx.commit().await?)
}

async fn start_in(member: &Member, tx: &mut Tx, new: NewInspection) -> Result<(), Fault> {
    let order_number = printed_order_number(member, &new.order_number)?;
    sites::service::one(tx, new.site).await?;
    let (version, locale) = templates::service::latest(tx, new.template).await?;
    let row = NewRow {
        id: new.id,
        template: new.template,
        version: version.number,
        site: new.site,
        inspector: member.user.id,
        locale,
        items: Findings::default().tally(&version.checklist).items,
        order_number,
    };
    if store::add(tx, &row, member.app.now()).await? {
        orgs::quotas::take(&member.app, tx, Taken::inspection()).await?;
        let event = Event::new("inspection.started", Object::of("inspection", new.id.0))
            .with("template", version.checklist.title.as_str());
        audit::service::record_for(member, tx, event).await?;
    }
    Ok(())
}

/// The number under which an inspection was ordered, as people type it: reports print it.
fn printed_order_number(member: &Member, text: &str) -> Result<String, AppError> {
    let order_number = check_order_number(text)?;
    check_field("order_number", &member.app.faces.missing(&order_number))?;
    Ok(order_number)
}

/// Sets the number under which an open inspection was ordered.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`], [`AppError::Field`] `order_number`,
/// [`AppError::AlreadyFinished`] where it is not open.
pub async fn set_order_number(member: &Member, id: InspectionId, text: &str) -> Result<(), Fault> {
    member.may(Permission::Inspect)?;
    let order_number = printed_order_number(member, text)?;
    let mut tx = member.write().await?;
    let row = writable(member, &mut tx, id).await?;
    if row.state() != State::Open {
        return Err(AppError::AlreadyFinished.into());
    }
    if row.order_number == order_number {
        return Ok(());
    }
    store::set_order_number(&mut tx, id, row.rev + 1, &order_number, member.app.now()).await?;
    let event = Event::new("inspection.order_number_changed", Object::of("inspection", id.0))
        .with("before", row.order_number)
        .with("after", order_number);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// What the overview shows.
///
/// # Errors
/// When the database refuses.
pub async fn overview(member: &Member) -> Result<Overview, Fault> {
    let mut tx = member.read().await?;
    let now = member.app.now();
    let (this_month, last_month) = month_starts(member, now)?;
    let current = store::figures(&mut tx, this_month, Timestamp(i64::MAX)).await?;
    let previous = store::figures(&mut tx, last_month, this_month).await?;
    let score = |row: &store::FiguresRow| {
        let count = |n: i64| u32::try_from(n).unwrap_or_default();
        Tally { passed: count(row.passed), failed: count(row.failed), ..Tally::default() }.permille()
    };
    let actions = actions::urgent_in(member, &mut tx, URGENT).await?;
    let (open, overdue) = actions::waiting_in(member, &mut tx, &ActionQuery::default()).await?;
    Ok(Overview {
        today: member.org.moment(now),
        inspections: u32::try_from(current.inspections).unwrap_or_default(),
        inspections_before: u32::try_from(previous.inspections).unwrap_or_default(),
        score: score(&current),
        score_before: score(&previous),
        issued: reports::service::issued_between(&mut tx, this_month, Timestamp(i64::MAX)).await?,
        latest: listing::latest_in(member, &mut tx, 8).await?,
        actions,
        open,
        overdue,
        has_site: sites::service::has_any(&mut tx).await?,
        has_template: templates::service::has_published(&mut tx).await?,
    })
}

/// The first instants of this month and of the one before, where the organisation is.
fn month_starts(member: &Member, now: Timestamp) -> Result<(Timestamp, Timestamp), Fault> {
    let zone = member.org.time_zone();
    let today = jiff::Timestamp::from_microsecond(now.0).map_err(Fault::internal)?.to_zoned(zone.clone()).date();
    let first = today.first_of_month();
    let before = first.yesterday().map_err(Fault::internal)?.first_of_month();
    let start = |date: jiff::civil::Date| {
        date.to_zoned(zone.clone()).map(|at| Timestamp(at.timestamp().as_microsecond())).map_err(Fault::internal)
    };
    Ok((start(first)?, start(before)?))
}

/// Closes an action after its inspection. Of one that is closed already it says the same.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`], [`AppError::Conflict`] where it was done on site.
pub async fn complete_action(member: &Member, id: ActionId) -> Result<(), Fault> {
    member.may(Permission::Inspect)?;
    let mut tx = member.write().await?;
    let inspection = store::inspection_of_action(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    readable(member, &mut tx, inspection).await?;
    if !store::close_action(&mut tx, id, member.user.id, member.app.now()).await? {
        return stands(&mut tx, id, Standing::Closed).await;
    }
    audit::service::record_for(member, &mut tx, Event::new("action.completed", Object::of("action", id.0))).await?;
    Ok(tx.commit().await?)
}

/// Opens an action again that was closed after its inspection. Of one that is open already it says the same.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`], [`AppError::Conflict`] where it was done on site.
pub async fn reopen_action(member: &Member, id: ActionId) -> Result<(), Fault> {
    member.may(Permission::Inspect)?;
    let mut tx = member.write().await?;
    let inspection = store::inspection_of_action(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    readable(member, &mut tx, inspection).await?;
    if !store::reopen_action(&mut tx, id).await? {
        return stands(&mut tx, id, Standing::Open).await;
    }
    audit::service::record_for(member, &mut tx, Event::new("action.reopened", Object::of("action", id.0))).await?;
    Ok(tx.commit().await?)
}

/// Whether an action that nothing was done to stands as it was to stand: then it was asked for twice.
async fn stands(tx: &mut Tx, id: ActionId, asked: Standing) -> Result<(), Fault> {
    let found = store::standing_of_action(tx, id).await?.ok_or(AppError::NotFound)?;
    if found == asked { Ok(()) } else { Err(AppError::Conflict.into()) }
}

/// An inspection with everything in it.
pub(super) struct Loaded {
    pub(super) row: InspectionRow,
    pub(super) version: templates::service::Version,
    pub(super) answers: HashMap<ItemId, AnswerRow>,
    pub(super) findings: Findings,
    /// The actions with who did what, when.
    pub(super) actions: Vec<ActionRow>,
}

/// Loads everything in an inspection.
pub(super) async fn load(tx: &mut Tx, row: InspectionRow) -> Result<Loaded, Fault> {
    let number = u32::try_from(row.template_version).map_err(Fault::internal)?;
    let version = templates::service::version(tx, row.template_id, number).await?;
    let answers: HashMap<ItemId, AnswerRow> =
        store::answers(tx, row.id).await?.into_iter().map(|answer| (answer.item_id, answer)).collect();
    let actions = store::actions(tx, row.id).await?;
    let findings = Findings {
        answers: answers.iter().map(|(item, row)| Ok((*item, row.answer()?))).collect::<Result<_, Fault>>()?,
        photos: evidence::service::photos_in(tx, row.id).await?,
        actions: actions.iter().cloned().map(ActionRow::action).collect(),
    };
    Ok(Loaded { row, version, answers, findings, actions })
}

/// An inspection that the member may see.
async fn readable(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<InspectionRow, Fault> {
    let row = store::one(tx, id).await?.ok_or(AppError::NotFound)?;
    match only_own(member) {
        Some(own) if own != row.inspector_id => Err(AppError::NotFound.into()),
        _ => Ok(row),
    }
}

/// Checks that the member may see an inspection.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn check_readable(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<(), Fault> {
    readable(member, tx, id).await.map(drop)
}

/// Checks that the member may change an inspection, and says where it stands.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`].
pub async fn check_writable(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<State, Fault> {
    let row = readable(member, tx, id).await?;
    if may_write(member, &row) { Ok(row.state()) } else { Err(AppError::NotAllowed.into()) }
}

/// An inspection that the member may change, locked until the transaction ends.
pub(super) async fn writable(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<InspectionRow, Fault> {
    let row = store::lock(tx, id).await?.ok_or(AppError::NotFound)?;
    if_writable(member, row)
}

/// The same as it stands, not locked: what is made of it holds if its revision and state are the same once it is.
pub(super) async fn to_write(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<InspectionRow, Fault> {
    let row = store::one(tx, id).await?.ok_or(AppError::NotFound)?;
    if_writable(member, row)
}

fn if_writable(member: &Member, row: InspectionRow) -> Result<InspectionRow, Fault> {
    if may_write(member, &row) {
        Ok(row)
    } else if only_own(member).is_some() {
        Err(AppError::NotFound.into())
    } else {
        Err(AppError::NotAllowed.into())
    }
}

/// Whose inspections a member sees, where they see only one person's: an inspector sees their own.
pub(super) fn only_own(member: &Member) -> Option<UserId> {
    (member.role == Role::Inspector).then_some(member.user.id)
}

fn is_own(member: &Member, row: &InspectionRow) -> bool {
    row.inspector_id == member.user.id
}

fn may_write(member: &Member, row: &InspectionRow) -> bool {
    member.role.may(Permission::ManageInspections) || (member.role.may(Permission::Inspect) && is_own(member, row))
}

/// The state, language and frozen digest of an inspection that the member may change, locked.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`].
pub async fn lock(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<Frozen, Fault> {
    Ok(writable(member, tx, id).await?.into())
}

/// The same as it stands, not locked.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`].
pub async fn frozen(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<Frozen, Fault> {
    Ok(to_write(member, tx, id).await?.into())
}

/// What other features need to know of an inspection.
pub struct Frozen {
    /// Where it stands.
    pub state: State,
    /// Its language.
    pub locale: norven_words::Locale,
    /// Digest of its frozen core.
    pub core_sha256: Option<norven_proof::digest::Digest>,
    core: Option<String>,
}

impl Frozen {
    /// Its frozen core. Reading it takes a while where it is large.
    ///
    /// # Errors
    /// When what is stored does not read.
    pub fn core(&self) -> Result<Option<norven_proof::record::Core>, Fault> {
        Ok(self.core.as_deref().map(serde_json::from_str).transpose()?)
    }
}

impl From<InspectionRow> for Frozen {
    fn from(row: InspectionRow) -> Self {
        Self { state: row.state(), locale: row.locale(), core_sha256: row.core_digest(), core: row.core }
    }
}

/// An inspection open on a device.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn open(member: &Member, id: InspectionId) -> Result<Inspection, Fault> {
    let mut tx = member.read().await?;
    let row = readable(member, &mut tx, id).await?;
    let loaded = load(&mut tx, row).await?;
    let row = &loaded.row;
    let site = sites::service::any(&mut tx, row.site_id).await?;
    let inspector = identity::service::user(&mut tx, row.inspector_id).await?.map(|user| user.name).unwrap_or_default();
    Ok(Inspection {
        id,
        site: site.name,
        address: site.address,
        client: site.client,
        order_number: row.order_number.clone(),
        inspector,
        locale: row.locale(),
        state: row.state(),
        rev: row.rev,
        version: loaded.version.number,
        started: member.org.moment(row.started_at),
        finished: row.first_finished_at.or(row.finished_at).map(|at| member.org.moment(at)),
        core_sha256: row.core_digest(),
        signatures: evidence::service::signatures_in(member, &mut tx, id).await?,
        report: reports::service::of_inspection(&mut tx, id).await?,
        correction: corrections::under_way(member, &mut tx, id).await?,
        keep_originals: member.org.settings.keep_originals,
        photo_side: member.org.settings.photo_side,
        photo_quality: member.org.settings.photo_quality,
        editable: may_write(member, row),
        reader_id: member.user.id,
        reader: member.user.name.clone(),
        reader_named: member.user.named,
        reader_qualification: member.user.qualification.clone(),
        print_origins: member.org.settings.print_origins,
        org: Some(member.org.id),
        organisation: member.org.name.clone(),
        printable: member.app.printable.clone(),
        checklist: loaded.version.checklist,
        findings: loaded.findings,
    })
}

/// The member who sends what a page kept, if the page was loaded for them and in the organisation that they work in.
///
/// # Errors
/// [`AppError::NotSignedIn`] where it was not: what the page keeps stays there until its person is back.
pub async fn sender(person: SignedIn, whose: Option<Whose>) -> Result<Member, Fault> {
    // Before their membership: where they have none, that would refuse what is not theirs.
    if whose.is_some_and(|whose| whose.person != person.user.id) {
        return Err(AppError::NotSignedIn.into());
    }
    let member = actor::member(person).await?;
    match whose.and_then(|whose| whose.org) {
        Some(org) if org != member.org.id => Err(AppError::NotSignedIn.into()),
        _ => Ok(member),
    }
}

/// Applies a batch of commands.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`], [`AppError::AlreadyFinished`], [`AppError::Busy`] where others write
/// it all the time.
pub async fn apply(member: &Member, batch: &Batch) -> Result<BatchReply, Fault> {
    if batch.commands.len() > Batch::MAX {
        return Err(AppError::TooLarge { limit_kb: 1000 }.into());
    }
    for _ in 0..TRIES {
        // Loaded by a reader: others write meanwhile.
        let mut tx = member.read().await?;
        let row = to_write(member, &mut tx, batch.inspection).await?;
        let loaded = load(&mut tx, row).await?;
        drop(tx);
        if let Some(reply) = apply_to(member, batch, loaded).await? {
            return Ok(reply);
        }
    }
    Err(AppError::Busy { seconds: 1 }.into())
}

/// Applies a batch to an inspection as it was loaded; nothing where it has changed since.
async fn apply_to(member: &Member, batch: &Batch, loaded: Loaded) -> Result<Option<BatchReply>, Fault> {
    let mut tx = member.write().await?;
    let row = writable(member, &mut tx, batch.inspection).await?;
    if row.state() != State::Open {
        return known_before(&mut tx, batch, row.rev).await.map(Some);
    }
    // Every command counts as a revision.
    if row.rev != loaded.row.rev {
        return Ok(None);
    }
    let mut application = Application {
        member,
        checklist: &loaded.version.checklist,
        inspection: &loaded.row,
        answers: loaded.answers,
        photos: loaded.findings.photos,
        sender: Sender {
            user: member.user.id,
            device: batch.device,
            writer: batch.writer.unwrap_or(WriterId(batch.device.0)),
            now: member.app.now(),
        },
        rev: loaded.row.rev,
    };
    let mut results = Vec::with_capacity(batch.commands.len());
    for command in &batch.commands {
        results.push(application.apply(&mut tx, command).await?);
    }
    let rev = application.rev;
    if rev != loaded.row.rev {
        let tally = application.tally()?;
        store::update(&mut tx, batch.inspection, rev, tally, member.app.now()).await?;
        let event = Event::new("inspection.answered", Object::of("inspection", batch.inspection.0))
            .with("commands", rev - loaded.row.rev);
        audit::service::record_for(member, &mut tx, event).await?;
    }
    tx.commit().await?;
    let touched = batch.commands.iter().filter_map(|command| command.op.answered_item());
    let answers = touched
        .filter_map(|item| application.answers.get(&item))
        .map(|row| Ok((row.item_id, row.answer()?)))
        .collect::<Result<_, Fault>>()?;
    Ok(Some(BatchReply { before: loaded.row.rev, rev, results, answers }))
}

/// What became of a batch whose answer was lost before the inspection was finished: what was applied then was. The rest came
/// too late, each by itself.
///
/// # Errors
/// [`AppError::AlreadyFinished`] where none of it came before.
async fn known_before(tx: &mut Tx, batch: &Batch, rev: i64) -> Result<BatchReply, Fault> {
    let mut results = Vec::with_capacity(batch.commands.len());
    let mut some = false;
    for command in &batch.commands {
        let outcome = store::outcome_of(tx, batch.inspection, command.id).await?;
        some |= outcome.is_some();
        results.push(match outcome {
            Some(outcome) => serde_json::from_str(&outcome)?,
            None => CommandResult::Refused { error: AppError::AlreadyFinished },
        });
    }
    let reply = BatchReply { before: rev, rev, results, answers: HashMap::new() };
    if some { Ok(reply) } else { Err(AppError::AlreadyFinished.into()) }
}

/// Opens a finished inspection again: its signatures are void, since what they signed is no more.
///
/// # Errors
/// [`AppError::AlreadyIssued`], [`AppError::NotFinished`].
pub async fn reopen(member: &Member, id: InspectionId) -> Result<(), Fault> {
    let mut tx = member.write().await?;
    match writable(member, &mut tx, id).await?.state() {
        State::Issued => return Err(AppError::AlreadyIssued.into()),
        State::Open => return Err(AppError::NotFinished.into()),
        State::Finished => {}
    }
    open_again(member, &mut tx, id, None).await?;
    Ok(tx.commit().await?)
}

/// Opens an inspection again, within the caller's transaction: what was signed is no more. A correction has a reason.
pub(super) async fn open_again(
    member: &Member,
    tx: &mut Tx,
    id: InspectionId,
    reason: Option<&str>,
) -> Result<(), Fault> {
    store::reopen(tx, id, member.app.now()).await?;
    let voided = evidence::service::void_signatures_in(member, tx, id).await?;
    let event = Event::new("inspection.reopened", Object::of("inspection", id.0)).with("signatures_voided", voided);
    let event = match reason {
        Some(reason) => event.with("reason", reason),
        None => event,
    };
    audit::service::record_for(member, tx, event).await
}

/// Marks an inspection as issued, within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn mark_issued_in(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<(), Fault> {
    Ok(store::mark_issued(tx, id, member.app.now()).await?)
}

/// Marks an inspection as finished and to be issued again, within the transaction that gives its report up.
///
/// # Errors
/// When the database refuses.
pub async fn mark_finished_in(app: &App, tx: &mut Tx, id: InspectionId) -> Result<(), Fault> {
    Ok(store::mark_finished(tx, id, app.now()).await?)
}

/// The language that an inspection is in.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn locale_of(tx: &mut Tx, id: InspectionId) -> Result<Locale, Fault> {
    Ok(store::one(tx, id).await?.ok_or(AppError::NotFound)?.locale())
}

/// What an inspection asks.
async fn checklist(tx: &mut Tx, id: InspectionId) -> Result<Checklist, Fault> {
    let row = store::one(tx, id).await?.ok_or(AppError::NotFound)?;
    let number = u32::try_from(row.template_version).map_err(Fault::internal)?;
    Ok(templates::service::version(tx, row.template_id, number).await?.checklist)
}

/// Checks that the checklist has a slot for a signature. A checklist that is inspected with never changes.
///
/// # Errors
/// [`AppError::UnknownItem`].
pub async fn check_slot(tx: &mut Tx, id: InspectionId, slot: ItemId) -> Result<(), Fault> {
    let known = checklist(tx, id).await?.signature_slots().any(|(item, _)| item == slot);
    if known { Ok(()) } else { Err(AppError::UnknownItem.into()) }
}

/// Checks that every slot of the checklist is signed, before a report is issued.
///
/// # Errors
/// [`AppError::Field`] `signature` while a required slot is empty.
pub async fn check_signed(member: &Member, tx: &mut Tx, id: InspectionId) -> Result<(), Fault> {
    let checklist = checklist(tx, id).await?;
    let signed = evidence::service::signatures_in(member, tx, id).await?;
    let is_signed = |slot: ItemId| signed.iter().any(|signature| signature.slot == Some(slot));
    let open = checklist
        .items()
        .any(|item| item.required && matches!(item.kind, ItemKind::Signature { .. }) && !is_signed(item.id));
    if open { Err(AppError::field("signature", FieldProblem::Missing).into()) } else { Ok(()) }
}
