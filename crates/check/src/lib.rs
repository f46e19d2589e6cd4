//! Checking files on the command line: what to say of a verdict, and how to exit.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod state;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use state::State;

use norven_proof::{
    envelope::MAX_FILE_BYTES,
    log::monitor::MonitorError,
    record::Instant,
    standing::{List, StandingError},
    transit::Wrapper,
    trust::{Trust, TrustError},
    verdict::{Clock, Standing, Unreadable, Verdict},
    verify::verify,
};
use serde_json::{Value, json};

/// Exit code of a report that was issued and is unmodified.
pub const ISSUED: u8 = 0;
/// Exit code of a file that nobody should rely on: altered, not the issuer's, unlogged, replaced or revoked, with a
/// time of issue that an independent clock contradicts, or of another kind that holds a report.
pub const NOT_ISSUED: u8 = 1;
/// Exit code of a file that could not be read as a report, or not as a whole one, or of a call that makes no
/// sense.
pub const UNREADABLE: u8 = 2;

/// Why nothing can be checked.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A file cannot be read.
    #[error("{path}: {error}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: std::io::Error,
    },
    /// It is no trust document.
    #[error("{path} is not a trust document: {error}", path = path.display())]
    Trust {
        /// The file.
        path: PathBuf,
        /// Why.
        error: TrustError,
    },
    /// It is no standing list of the issuer's.
    #[error("{path} is not the issuer's standing list: {error}", path = path.display())]
    Standing {
        /// The file.
        path: PathBuf,
        /// Why.
        error: StandingError,
    },
    /// It does not hold what was kept of logs.
    #[error("{path} does not hold what was seen of logs: {error}", path = path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
}

fn read(path: &Path) -> Result<Vec<u8>, SetupError> {
    read_some(path).map_err(|error| SetupError::Io { path: path.to_owned(), error })
}

/// A file, as far as any that can be right goes: a pipe may never end. One byte more tells that it is too large.
fn read_some(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a trust document.
///
/// # Errors
/// [`SetupError`] says which file is wrong.
pub fn read_trust(path: &Path) -> Result<Trust, SetupError> {
    Trust::parse(&read(path)?).map_err(|error| SetupError::Trust { path: path.to_owned(), error })
}

/// Reads a standing list that the trust document's key signed.
///
/// # Errors
/// [`SetupError`] says which file is wrong.
pub fn read_standing(path: &Path, trust: &Trust) -> Result<List, SetupError> {
    let parsed = List::parse(&read(path)?, &trust.standing.key);
    parsed.map_err(|error| SetupError::Standing { path: path.to_owned(), error })
}

/// A file that was checked.
#[derive(Debug)]
pub struct Checked {
    path: PathBuf,
    origin: String,
    found: Result<Verdict, std::io::Error>,
    contradiction: Option<MonitorError>,
}

impl Checked {
    /// Checks a file.
    #[must_use]
    pub fn new(path: &Path, trust: &Trust, standing: Option<&List>, at: &Instant) -> Self {
        let found = read_some(path).map(|bytes| verify(&bytes, trust, standing, at));
        Self { path: path.to_owned(), origin: trust.origin.clone(), found, contradiction: None }
    }

    /// Compares what its log signed with what the log signed before.
    #[must_use]
    pub fn compared(mut self, state: &mut State, trust: &Trust) -> Self {
        if let Ok(Verdict::Issued { log, .. }) = &self.found {
            self.contradiction = state.compare(log, trust).err();
        }
        self
    }

    /// What was found out, where the file could be read.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        self.found.as_ref().ok()
    }

    /// The exit code that fits.
    #[must_use]
    pub fn exit(&self) -> u8 {
        match &self.found {
            _ if self.contradiction.is_some() => NOT_ISSUED,
            Ok(Verdict::Issued { conflicts, .. }) if !conflicts.is_empty() => NOT_ISSUED,
            Ok(Verdict::Issued {
                standing: Standing::Current { .. } | Standing::Earlier { .. } | Standing::Unknown,
                ..
            }) => ISSUED,
            Ok(Verdict::Unreadable { .. } | Verdict::Incomplete { .. } | Verdict::FutureVersion { .. }) | Err(_) => {
                UNREADABLE
            }
            Ok(_) => NOT_ISSUED,
        }
    }

    /// The verdict in one line.
    #[must_use]
    pub fn sentence(&self) -> String {
        let said = match &self.found {
            Err(error) => format!("cannot be read: {error}"),
            Ok(verdict) => sentence(verdict, &self.origin),
        };
        let sentence = format!("{}: {said}", self.path.display());
        let sentence = match &self.contradiction {
            None => sentence,
            Some(error) => format!("{sentence}; but DO NOT RELY ON IT: {error}"),
        };
        // A terminal obeys control characters, and names may have them.
        norven_proof::shown(&sentence).into_owned()
    }

    /// Everything that was found out, as JSON: the file's path, and the verdict's facts or the error;
    /// where the log contradicts itself, how, and what it signed.
    #[must_use]
    pub fn json(&self) -> Value {
        let file = self.path.display().to_string();
        let mut json = match &self.found {
            Err(error) => json!({ "path": file, "exit": self.exit(), "error": error.to_string() }),
            Ok(verdict) => json!({ "path": file, "exit": self.exit(), "result": verdict }),
        };
        if let Some(error) = &self.contradiction {
            json["log"] = match error {
                MonitorError::Forked(evidence) => {
                    let signed = [evidence.older.to_string(), evidence.newer.to_string()];
                    json!({ "error": error.to_string(), "signed": signed })
                }
                _ => json!({ "error": error.to_string() }),
            };
        }
        json
    }
}

fn sentence(verdict: &Verdict, origin: &str) -> String {
    match verdict {
        Verdict::Issued { record, conflicts, standing, .. } => {
            let issuer = &record.issuer;
            let known = match &issuer.domain {
                Some(domain) => format!("address verified: {domain}"),
                None => "nobody has verified that name".to_owned(),
            };
            let issued = format!(
                "ISSUED through {origin} by an organisation that calls itself \"{}\" ({known}) on {}, report {}, revision {}; \
                 unmodified",
                issuer.name.replace('"', "'"),
                record.issued_at.0,
                record.number,
                record.revision
            );
            let issued = conflicts.iter().fold(issued, |issued, conflict| {
                format!("{issued}; but {} says {}, which CONTRADICTS it", clock(&conflict.clock), conflict.at.0)
            });
            match standing {
                Standing::Unknown => format!("{issued}; not checked for replacement"),
                Standing::Earlier { list } => {
                    format!("{issued}; not checked for replacement: the list of {} is older", list.made_at.0)
                }
                Standing::Current { list } => format!("{issued}; current by the list of {}", list.made_at.0),
                Standing::Superseded { since, by, .. } => {
                    format!("{issued}; but REPLACED on {since} by the report whose content digest begins {by}")
                }
                Standing::Revoked { since, .. } => format!("{issued}; but REVOKED on {since}"),
            }
        }
        Verdict::Altered { change, original, .. } => {
            let recoverable = match original {
                None => String::new(),
                Some(range) if range.start == 0 => "; the untouched report is the file's beginning".to_owned(),
                Some(range) => format!("; the untouched report is in it, bytes {} to {}", range.start + 1, range.end),
            };
            format!("ALTERED after it was issued: {change}{recoverable}")
        }
        Verdict::IssuedUnlogged { why, .. } => format!("DO NOT RELY ON IT, ask the issuer: {why}"),
        Verdict::NotOurs { why, .. } => {
            format!("NOT ISSUED by this issuer, or made again by printing, scanning or saving: {why}")
        }
        Verdict::Incomplete { file, whole } => match whole {
            Some(whole) => format!("is INCOMPLETE, download it again: {} of {whole} bytes are there", file.bytes),
            None => "is INCOMPLETE, download it again: its end is missing".to_owned(),
        },
        Verdict::Wrapped { wrapper, others, inside, .. } => {
            let name = inside.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            let more = if *others > 0 { format!("; {others} more in it") } else { String::new() };
            let inside = sentence(&inside.verdict, origin);
            format!("is NO REPORT but {} that holds one{name}, which by itself: {inside}{more}", called(*wrapper))
        }
        Verdict::FutureVersion { what, .. } => {
            format!("made by a newer version: update the verifier, or use the issuer's verify page ({what})")
        }
        Verdict::Unreadable { why, .. } => match why {
            Unreadable::Empty => "is empty".to_owned(),
            Unreadable::NotPdf => "is not a PDF".to_owned(),
            Unreadable::TooLarge { limit } => format!("is larger than any report ({limit} bytes)"),
            Unreadable::Packed { wrapper } => {
                format!("is {}, and no report was found in it: unpack it and check the PDF", called(*wrapper))
            }
        },
    }
}

fn clock(clock: &Clock) -> String {
    match clock {
        Clock::TimeStamp => "the time stamp".to_owned(),
        Clock::Witness { name } => format!("the witness {name}"),
    }
}

const fn called(wrapper: Wrapper) -> &'static str {
    match wrapper {
        Wrapper::Zip => "a zip archive",
        Wrapper::Gzip => "a gzip file",
        Wrapper::Tar => "a tar archive",
        Wrapper::Mail => "a mail",
        Wrapper::Message => "a message saved by Outlook",
        Wrapper::Text => "a text",
        Wrapper::Signed => "a signed file (.p7m)",
        Wrapper::Pdf => "another PDF",
    }
}

/// Checks files, prints a line for each, in words or as JSON, and gives the exit code: that of the worst.
#[must_use]
pub fn check(files: &[PathBuf], trust: &Trust, standing: Option<&List>, at: &Instant, as_json: bool) -> u8 {
    worst(files.iter().map(|path| Checked::new(path, trust, standing, at)), as_json)
}

/// The same, and compares what the reports' logs signed with what they signed before.
///
/// # Errors
/// Where what is known of the logs cannot be written back.
pub fn check_logs(
    files: &[PathBuf],
    trust: &Trust,
    standing: Option<&List>,
    at: &Instant,
    as_json: bool,
    state: &mut State,
) -> Result<u8, SetupError> {
    let compared = files.iter().map(|path| Checked::new(path, trust, standing, at).compared(state, trust));
    let exit = worst(compared, as_json);
    state.write()?;
    Ok(exit)
}

fn worst(checked: impl Iterator<Item = Checked>, as_json: bool) -> u8 {
    let exits = checked.map(|checked| {
        if as_json {
            println!("{}", checked.json());
        } else {
            println!("{}", checked.sentence());
        }
        checked.exit()
    });
    exits.max().unwrap_or(UNREADABLE)
}
