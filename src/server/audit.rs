//! `norven audit`: whether the audit log is what was entered.

use std::process::ExitCode;

use serde::Serialize;

use super::{command::AuditArguments, serve::StartError, state::App};
use crate::{
    features::audit::{
        model::{Event, Finding, Object},
        service,
        walk::{Step, Walk},
    },
    platform::fault::Fault,
};

/// The log is not what was entered.
const BROKEN: u8 = 1;
/// It could not be checked.
const UNCHECKED: u8 = 2;
/// Entries that are checked between two looks at the head.
const STEP: i64 = 50_000;

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    intact: bool,
    events: u64,
    purged: u64,
    waiting: i64,
    anchored: Option<PrintedAnchor>,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct PrintedAnchor {
    entries: i64,
    at: String,
}

/// Checks every entry, every value that is there, and every head that was anchored.
pub(super) async fn verify(arguments: AuditArguments) -> Result<ExitCode, StartError> {
    let checked = async {
        let app = arguments.deployment.open().await?;
        let (walk, waiting) = check(&app).await?;
        Ok::<_, StartError>((walk, waiting))
    };
    match checked.await {
        Ok((walk, waiting)) => {
            print(&walk, waiting, arguments.json)?;
            Ok(if walk.is_intact() { ExitCode::SUCCESS } else { ExitCode::from(BROKEN) })
        }
        Err(error) => {
            eprintln!("norven: {error}");
            Ok(ExitCode::from(UNCHECKED))
        }
    }
}

async fn check(app: &App) -> Result<(Walk, i64), Fault> {
    let mut walk = Walk::new(None);
    while walk.step(app, STEP).await? != Step::Done {}
    walk.compare_public(app).await?;
    let waiting = service::waiting(app).await?;
    let event = Event::new("operator.audit_checked", Object { kind: "audit", id: None });
    service::record_of_operator(app, event.with("intact", walk.is_intact())).await?;
    Ok((walk, waiting))
}

fn print(walk: &Walk, waiting: i64, json: bool) -> Result<(), Fault> {
    let Walk { events, purged, findings, .. } = walk;
    let anchored = walk.anchored.map(|anchored| (anchored.size, anchored.at.to_record().0));
    if json {
        let anchored = anchored.map(|(entries, at)| PrintedAnchor { entries, at });
        let intact = walk.is_intact();
        let printed = Printed { intact, events: *events, purged: *purged, waiting, anchored, findings };
        println!("{}", serde_json::to_string(&printed)?);
        return Ok(());
    }
    for finding in findings {
        println!("broken: {finding}");
    }
    if walk.is_intact() {
        let anchored = anchored.map_or_else(
            || "not anchored yet".to_owned(),
            |(entries, at)| format!("{entries} entries anchored at {at}"),
        );
        println!("intact: {events} events, {purged} purged, {anchored}");
    }
    if waiting > 0 {
        println!("{waiting} more wait to be entered");
    }
    Ok(())
}
