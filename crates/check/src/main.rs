//! `norven-verify --trust FILE [--standing FILE] [--state FILE] [--json] FILE…`

use std::{path::PathBuf, process::ExitCode, time::SystemTime};

use norven_proof::record::Instant;
use norven_verify::{SetupError, State, UNREADABLE, check, check_logs, read_standing, read_trust};

const USAGE: &str = "usage: norven-verify --trust FILE [--standing FILE] [--state FILE] [--json] FILE…
The trust document is the issuer's /.well-known/norven-trust.json, the standing list their /standing.
In the state file, made where it is not there, the program keeps what the issuer's logs signed, and tells
when one of them contradicts itself.";

struct Arguments {
    trust: PathBuf,
    standing: Option<PathBuf>,
    state: Option<PathBuf>,
    json: bool,
    files: Vec<PathBuf>,
}

fn arguments() -> Option<Arguments> {
    let (mut trust, mut standing, mut state, mut json, mut files) = (None, None, None, false, Vec::new());
    let mut given = std::env::args_os().skip(1);
    while let Some(argument) = given.next() {
        match argument.to_str() {
            Some("--trust") => trust = Some(given.next()?.into()),
            Some("--standing") => standing = Some(given.next()?.into()),
            Some("--state") => state = Some(given.next()?.into()),
            Some("--json") => json = true,
            Some(unknown) if unknown.starts_with("--") => return None,
            _ => files.push(argument.into()),
        }
    }
    (!files.is_empty()).then_some(Arguments { trust: trust?, standing, state, json, files })
}

#[expect(clippy::disallowed_methods, reason = "the clock is only told to the verifier, for the age of the list")]
fn now() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Instant::from_unix_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

fn run(arguments: &Arguments) -> Result<u8, SetupError> {
    let trust = read_trust(&arguments.trust)?;
    let standing = arguments.standing.as_deref().map(|path| read_standing(path, &trust)).transpose()?;
    let (files, standing, at, json) = (&arguments.files, standing.as_ref(), now(), arguments.json);
    match &arguments.state {
        None => Ok(check(files, &trust, standing, &at, json)),
        Some(path) => check_logs(files, &trust, standing, &at, json, &mut State::read(path)?),
    }
}

fn main() -> ExitCode {
    let Some(arguments) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(UNREADABLE);
    };
    match run(&arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("norven-verify: {error}");
            ExitCode::from(UNREADABLE)
        }
    }
}
