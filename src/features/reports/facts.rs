//! What a report says of itself, as lists and pages show it: its record's word, not that of the inspection, which may go
//! on, nor that of a site or template that was renamed since.

use norven_proof::record::{Core, Record};

use super::store::{self, WithoutFacts};
use crate::{
    features::{inspections::model::Tally, orgs},
    ids::OrgId,
    platform::{blobs::OrgKey, fault::Fault},
    server::state::App,
};

/// So many reports are read at a time.
const STEP: i64 = 50;

/// What a report says.
pub struct Facts {
    /// The site's name.
    pub site: String,
    /// The checklist's title.
    pub template: String,
    /// The inspector's name.
    pub inspector: String,
    /// The result.
    pub tally: Tally,
    /// Why it was issued again; empty where it was not.
    pub correction: String,
}

impl Facts {
    /// What a core says.
    pub fn of(core: &Core) -> Self {
        let answers = core.sections.iter().flat_map(|section| &section.answers);
        let answered = answers.filter(|answer| answer.value.is_some()).count();
        Self {
            site: core.site.name.clone(),
            template: core.template.title.clone(),
            inspector: core.inspector.name.clone(),
            correction: core.correction.as_ref().map(|correction| correction.reason.clone()).unwrap_or_default(),
            tally: Tally {
                items: core.score.items,
                answered: u32::try_from(answered).unwrap_or(u32::MAX),
                passed: core.score.passed,
                failed: core.score.failed,
                not_applicable: core.score.not_applicable,
            },
        }
    }
}

/// Reads the facts of reports that were issued before they were kept beside them.
///
/// # Errors
/// When the database refuses. A record that cannot be read is told to the operator and left for the next start.
pub async fn complete(app: &App) -> Result<(), Fault> {
    let mut after = None;
    loop {
        let mut tx = app.db.directory_read().await?;
        let orgs = orgs::directory::ids_after(&mut tx, after).await?;
        drop(tx);
        let Some(last) = orgs.last() else { return Ok(()) };
        after = Some(*last);
        for org in orgs {
            complete_in(app, org).await?;
        }
    }
}

async fn complete_in(app: &App, org: OrgId) -> Result<(), Fault> {
    loop {
        let mut tx = app.db.read(org).await?;
        let reports = store::without_facts(&mut tx, STEP).await?;
        if reports.is_empty() {
            return Ok(());
        }
        let key = orgs::service::key(app, &mut tx).await?;
        drop(tx);
        let mut facts = Vec::with_capacity(reports.len());
        for report in reports {
            match read(app, &key, &report).await {
                Ok(read) => facts.push((report, read)),
                Err(fault) => {
                    tracing::error!(error = %fault, report = %report.id, "the record of a report cannot be read")
                }
            }
        }
        // What cannot be read would be read for ever.
        if facts.is_empty() {
            return Ok(());
        }
        let mut tx = app.db.write(org).await?;
        for (report, facts) in &facts {
            store::set_facts(&mut tx, report, facts).await?;
        }
        tx.commit().await?;
    }
}

async fn read(app: &App, key: &OrgKey, report: &WithoutFacts) -> Result<Facts, Fault> {
    let bytes = app.vault.get(key, &report.record_key).await?;
    Ok(Facts::of(&Record::parse(&bytes)?.core))
}
