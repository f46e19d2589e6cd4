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
/// When the database refuses. What cannot be read is told to the operator and waits for the next change.
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

/// Reads some things of one organisation, then writes them: others do not wait while they are read.
async fn read(app: &App, org: OrgId, waiting: &[Waiting]) -> Result<(), Fault> {
    let mut tx = app.db.read(org).await?;
    let mut docs = Vec::with_capacity(waiting.len());
    for one in waiting {
        match doc(&mut tx, one).await {
            Ok(doc) => docs.push(doc),
            Err(fault) => {
                tracing::error!(error = %fault, kind = one.kind, thing = %one.thing_id, "a thing cannot be read for the search");
                docs.push(None);
            }
        }
    }
    drop(tx);
    let mut tx = app.db.write(org).await?;
    for (one, doc) in waiting.iter().zip(&docs) {
        if search::take(&mut tx, one).await? {
            search::put(&mut tx, (&one.kind, one.thing_id), doc.as_ref()).await?;
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
