//! Commands about proof: checking reports, keys, the log.

use std::process::ExitCode;

use norven_proof::{standing::List, trust::Trust};
use norven_verify::{Checked, NOT_ISSUED, UNREADABLE, read_standing, read_trust, worst};

use super::{
    command::{Deployment, KeysCommand, VerifyArguments},
    config::{PublicOrigin, Settings},
    serve::{self, StartError},
    state::App,
};
use crate::{
    features::{reports::standing::STANDING_KEY, verify::trust},
    platform::{fault::Fault, keys::Keyring},
};

async fn open(deployment: &Deployment) -> Result<App, StartError> {
    let settings = Settings::of(deployment.storage.clone());
    serve::open(&settings, PublicOrigin::parse(&deployment.origin)?).await
}

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
            let app = open(&arguments.deployment).await?;
            let trust = trust::document(&app).await?;
            let list = app.public.get(STANDING_KEY).await.ok();
            let list = list.and_then(|bytes| List::parse(&bytes, &trust.standing.key).ok());
            (trust, list)
        }
    };
    let standing = match &arguments.standing {
        Some(path) => Some(read_standing(path, &trust)?),
        None => own,
    };
    let standing = standing.filter(|_| !arguments.offline);
    Ok(print(arguments, &trust, standing.as_ref()))
}

fn print(arguments: &VerifyArguments, trust: &Trust, standing: Option<&List>) -> u8 {
    use crate::platform::clock::{Clock, SystemClock};
    let at = SystemClock.now().to_record();
    let checked: Vec<_> = arguments.files.iter().map(|path| Checked::new(path, trust, standing, &at)).collect();
    for file in &checked {
        if arguments.json { println!("{}", file.json()) } else { println!("{}", file.sentence()) }
    }
    worst(&checked)
}

/// Lists, makes and closes keys.
pub(super) async fn keys(command: KeysCommand) -> Result<(), StartError> {
    match command {
        KeysCommand::List(deployment) => list(&open(&deployment).await?).await,
        KeysCommand::Rotate(deployment) => {
            let app = open(&deployment).await?;
            let folder = deployment.storage.data.join("keys");
            let origin = app.origin.authority().to_owned();
            let mut ring = Keyring::open(&folder, &*app.rng, "", &origin, app.now())?;
            ring.rotate(&folder, &*app.rng, app.now())?;
            println!("{} seals once the server is restarted", ring.seal().certificate.sha256());
            Ok(())
        }
        KeysCommand::Close { certificate, last, compromised, deployment } => {
            let app = open(&deployment).await?;
            let log = app.logs.at(app.now()).map_err(Fault::from)?;
            log.close_key(certificate, last, compromised).await.map_err(Fault::from)?;
            println!("{certificate} counts up to index {last} of {} and no further", log.origin());
            Ok(())
        }
        KeysCommand::ExportTrust(deployment) => {
            let app = open(&deployment).await?;
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
    let app = open(&deployment).await?;
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
    Ok(code)
}
