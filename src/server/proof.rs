//! Commands about proof: checking reports, keys, the log.

use std::process::ExitCode;

use norven_proof::standing::List;
use norven_verify::{NOT_ISSUED, UNREADABLE, read_standing, read_trust};

use super::{
    command::{Deployment, KeysCommand, VerifyArguments},
    serve::StartError,
    state::App,
};
use crate::{
    features::{
        audit::{
            model::{Event, Object},
            service::record_of_operator,
        },
        reports::standing,
        verify::trust,
    },
    platform::{
        clock::{Clock, SystemClock},
        fault::Fault,
        keys::Keyring,
    },
};

/// What events about keys are about.
const KEY: Object = Object { kind: "key", id: None };

/// Checks files.
pub(super) async fn verify(arguments: VerifyArguments) -> Result<ExitCode, StartError> {
    match check(&arguments).await {
        Ok(code) => Ok(ExitCode::from(code)),
        Err(error) => {
            eprintln!("norven: {error}");
            Ok(ExitCode::from(UNREADABLE))
        }
    }
}

async fn check(arguments: &VerifyArguments) -> Result<u8, Box<dyn std::error::Error>> {
    // Strangers' trust documents need no deployment, and none is opened.
    let (trust, own) = match &arguments.trust {
        Some(path) => (read_trust(path)?, None),
        None => {
            let app = arguments.deployment.open().await?;
            let trust = trust::document(&app).await?;
            let list = standing::list(&app).await.ok().flatten();
            let list = list.and_then(|bytes| List::parse(&bytes, &trust.standing.key).ok());
            (trust, list)
        }
    };
    let standing = match &arguments.standing {
        Some(path) => Some(read_standing(path, &trust)?),
        None => own,
    };
    let standing = standing.filter(|_| !arguments.offline);
    let at = SystemClock.now().to_record();
    Ok(norven_verify::check(&arguments.files, &trust, standing.as_ref(), &at, arguments.json))
}

/// Lists, makes and closes keys.
pub(super) async fn keys(command: KeysCommand) -> Result<(), StartError> {
    match command {
        KeysCommand::List(deployment) => list(&deployment.open().await?).await,
        KeysCommand::Rotate(deployment) => {
            let app = deployment.open().await?;
            let folder = deployment.storage.data.join("keys");
            let mut ring = Keyring::load(&folder)?;
            ring.rotate(&folder, &*app.rng, app.now())?;
            let certificate = ring.seal().certificate.sha256();
            let event = Event::new("operator.key_rotated", KEY).with("certificate", certificate.to_string());
            record_of_operator(&app, event).await?;
            println!("{certificate} seals once the server is restarted");
            Ok(())
        }
        KeysCommand::Close { certificate, last, compromised, deployment } => {
            let app = deployment.open().await?;
            let log = app.logs.at(app.now()).map_err(Fault::from)?;
            log.close_key(certificate, last, compromised).await.map_err(Fault::from)?;
            let event = Event::new("operator.key_closed", KEY).with("certificate", certificate.to_string());
            record_of_operator(&app, event.with("last", last).with("compromised", compromised)).await?;
            println!("{certificate} counts up to index {last} of {} and no further", log.origin());
            Ok(())
        }
        KeysCommand::ExportTrust(deployment) => {
            let app = deployment.open().await?;
            println!("{}", trust::document(&app).await?.to_json().map_err(Fault::internal)?);
            Ok(())
        }
    }
}

async fn list(app: &App) -> Result<(), StartError> {
    let intervals = app.logs.intervals().await.map_err(Fault::from)?;
    for (name, certificate) in [("root", app.keys.root()), ("issuing", app.keys.issuing())] {
        println!("{name:8} {} until {}", certificate.sha256(), certificate.facts().not_after.0);
    }
    for certificate in app.keys.certificates() {
        println!("{:8} {} until {}", "seal", certificate.sha256(), certificate.facts().not_after.0);
        for interval in intervals.iter().filter(|interval| interval.certificate == certificate.sha256()) {
            let last = interval.last.map_or_else(|| "…".to_owned(), |last| last.to_string());
            println!("         entries {} to {last} of {}", interval.first, interval.log);
        }
    }
    Ok(())
}

/// Rebuilds every log from its public files; exit 1 where something is wrong.
pub(super) async fn verify_log(deployment: Deployment) -> Result<ExitCode, StartError> {
    let app = deployment.open().await?;
    let mut code = ExitCode::SUCCESS;
    for log in app.logs.all().await.map_err(Fault::from)? {
        let audit = log.audit().await.map_err(Fault::from)?;
        for finding in &audit.findings {
            eprintln!("norven: {}: {finding}", log.origin());
            code = ExitCode::from(NOT_ISSUED);
        }
        if audit.findings.is_empty() {
            println!("{}: {} entries, every file is what they make it", log.origin(), audit.size);
        }
    }
    let event = Event::new("operator.log_checked", Object { kind: "log", id: None });
    record_of_operator(&app, event.with("intact", code == ExitCode::SUCCESS)).await?;
    Ok(code)
}
