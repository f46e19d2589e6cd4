//! Keeping the index: what changed is read again, in the background and in small steps.

use super::model::Kind;
use crate::{
    features::{inspections, orgs, reports, sites, templates},
    ids::{InspectionId, OrgId, ReportId, SiteId, TemplateId, UserId},
    platform::{
        db::Tx,
        fault::Fault,
        search::{self, Doc, Waiting},
    },
    server::state::App,
};

/// So many things are read in one step.
const STEP: i64 = 100;

/// Reads everything that waits. Two processes may do so at once: what both read is kept once.
///
/// # Errors
/// When the database refuses; what was not read by then still waits. What is stored and does not read is told to the operator
/// once for each change, and stays in the index as it was.
pub async fn catch_up(app: &App) -> Result<(), Fault> {
    let mut last: Option<Waiting> = None;
    loop {
        let mut tx = app.db.directory_read().await?;
        let waiting = search::waiting(&mut tx, last.as_ref(), STEP).await?;
        drop(tx);
        let Some(end) = waiting.last() else { return Ok(()) };
        last = Some(end.clone());
        for of_org in waiting.chunk_by(|one, next| one.org_id == next.org_id) {
            read(app, of_org[0].org_id, of_org).await?;
        }
    }
}

/// What reading a thing gave.
enum Read {
    Found(Doc),
    Gone,
    Unreadable,
}

/// Reads some things of one organisation, then writes them: others do not wait while they are read.
async fn read(app: &App, org: OrgId, waiting: &[Waiting]) -> Result<(), Fault> {
    let mut tx = app.db.read(org).await?;
    let mut all = Vec::with_capacity(waiting.len());
    for one in waiting {
        all.push(match doc(&mut tx, one).await {
            Ok(Some(doc)) => Read::Found(doc),
            Ok(None) => Read::Gone,
            Err(fault) if fault.may_pass() => return Err(fault),
            Err(fault) => {
                tracing::error!(error = %fault, kind = one.kind, thing = %one.thing_id, "a thing cannot be read for the search");
                Read::Unreadable
            }
        });
    }
    drop(tx);
    let mut tx = app.db.write(org).await?;
    for (one, read) in waiting.iter().zip(&all) {
        if !search::take(&mut tx, one).await? {
            continue;
        }
        match read {
            Read::Found(doc) => search::put(&mut tx, doc).await?,
            Read::Gone => search::remove(&mut tx, &one.kind, one.thing_id).await?,
            Read::Unreadable => {}
        }
    }
    Ok(tx.commit().await?)
}

/// What is found of a thing; nothing where it is gone.
async fn doc(tx: &mut Tx, waiting: &Waiting) -> Result<Option<Doc>, Fault> {
    let id = waiting.thing_id;
    match Kind::parse(&waiting.kind) {
        Some(Kind::Site) => sites::service::doc(tx, SiteId(id)).await,
        Some(Kind::Template) => templates::service::doc(tx, TemplateId(id)).await,
        Some(Kind::Inspection) => inspections::service::doc(tx, InspectionId(id)).await,
        Some(Kind::Report) => reports::service::doc(tx, ReportId(id)).await,
        Some(Kind::Member) => orgs::service::doc(tx, UserId(id)).await,
        None => Ok(None),
    }
}
