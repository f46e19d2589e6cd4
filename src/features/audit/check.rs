//! The check that an owner asks for: a job that does a part at a time and leaves the rest to the next one, so that nothing
//! else waits. What it found is an event itself.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    chain,
    model::{CheckState, Checked, Event, Finding, Object},
    service, store,
    walk::{Step, Walk},
};
use crate::{
    features::orgs::model::Permission,
    ids::{JobId, OrgId},
    platform::{
        fault::Fault,
        jobs::{self, Job, Lane, NewJob},
    },
    server::{actor::Member, origin::Origin, state::App},
    time::Timestamp,
};

/// The kind of the job.
pub const CHECK_JOB: &str = "audit.check";
/// Entries that are checked by one job: about a second of work.
const PART: i64 = 20_000;

/// How far a check has come; the run has the name of its first job.
#[derive(Default, Serialize, Deserialize)]
struct Part {
    run: String,
    walk: Option<Walk>,
}

/// What a check found, as its event keeps it.
#[derive(Serialize, Deserialize)]
struct Found {
    events: u64,
    purged: u64,
    anchored_at: Option<Timestamp>,
    findings: Vec<Finding>,
}

fn object(org: OrgId) -> Object {
    Object::of("audit", org.0)
}

/// Asks for a check of the chain and of the organisation's events. While one is under way, there is no second.
///
/// # Errors
/// [`crate::error::AppError::NotAllowed`] for all but owners.
pub async fn ask(member: &Member) -> Result<(), Fault> {
    member.may(Permission::ReadAudit)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    if jobs::open(&mut tx, CHECK_JOB).await?.is_none() {
        service::record_for(member, &mut tx, Event::new("audit.check_asked", object(member.org.id))).await?;
        let id: JobId = member.app.id();
        let part = serde_json::to_value(Part { run: id.to_string(), walk: None })?;
        let job = check(format!("{CHECK_JOB}:{id}:0"), &part);
        jobs::enqueue(&mut tx, id, job, member.app.now()).await?;
    }
    tx.commit().await?;
    member.app.bell.notify_one();
    Ok(())
}

/// The check under way, and what the last one found.
///
/// # Errors
/// [`crate::error::AppError::NotAllowed`] for all but owners.
pub async fn state(member: &Member) -> Result<CheckState, Fault> {
    member.may(Permission::ReadAudit)?;
    let mut tx = member.app.db.read(member.org.id).await?;
    let running = jobs::open(&mut tx, CHECK_JOB).await?.map(|(done, total)| (done.into(), total.into()));
    let last = store::last_about(&mut tx, member.org.id.0, "audit.checked").await?;
    let last = last.and_then(|row| Some((row.at, serde_json::from_str::<Found>(&row.detail).ok()?)));
    let last = last.map(|(at, found)| Checked {
        at: member.org.moment(at),
        events: found.events,
        purged: found.purged,
        anchored: found.anchored_at.map(|at| member.org.moment(at)),
        findings: found.findings,
    });
    Ok(CheckState { running, last })
}

/// Does a part of a check.
///
/// # Errors
/// When the database refuses.
pub async fn work(app: App, job: Job) -> Result<(), Fault> {
    let org = job.org.ok_or_else(|| Fault::internal("a check of nobody's log"))?;
    let Part { run, walk } = serde_json::from_value(job.payload)?;
    let mut walk = match walk {
        Some(walk) => walk,
        None => {
            chain::sequence(&app).await?;
            Walk::new(Some(org))
        }
    };
    match walk.step(&app, PART).await? {
        Step::On { done, total } => go_on(&app, org, Part { run, walk: Some(walk) }, done, total).await,
        Step::Done => {
            walk.prove_last(&app).await?;
            end(&app, org, walk).await
        }
    }
}

/// A part of a check: a whole log takes many.
fn check(dedupe: String, payload: &serde_json::Value) -> NewJob<'_> {
    NewJob { kind: CHECK_JOB, dedupe, payload, lane: Lane::Bulk, useful_until: None }
}

async fn go_on(app: &App, org: OrgId, part: Part, done: i64, total: i64) -> Result<(), Fault> {
    let mut tx = app.db.write(org).await?;
    let (id, dedupe): (JobId, _) = (app.id(), format!("{CHECK_JOB}:{}:{done}", part.run));
    let payload = serde_json::to_value(part)?;
    jobs::enqueue(&mut tx, id, check(dedupe, &payload), app.now()).await?;
    tx.commit().await?;
    let mut tx = app.db.directory().await?;
    let figure = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    jobs::progress(&mut tx, id, figure(done), figure(total)).await?;
    Ok(tx.commit().await?)
}

async fn end(app: &App, org: OrgId, walk: Walk) -> Result<(), Fault> {
    let found = Found {
        events: walk.events,
        purged: walk.purged,
        anchored_at: walk.anchored.map(|anchored| anchored.at),
        findings: walk.findings,
    };
    let intact = found.findings.is_empty();
    let mut event = Event::new("audit.checked", object(org)).with("intact", json!(intact));
    if let Value::Object(facts) = serde_json::to_value(found)? {
        event = facts.into_iter().fold(event, |event, (key, value)| event.with(&key, value));
    }
    let mut tx = app.db.write(org).await?;
    service::record(app, &mut tx, None, &Origin::server(app.id()), event).await?;
    Ok(tx.commit().await?)
}
