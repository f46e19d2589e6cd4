//! The last checkpoint of every log that a report came with, kept between calls.
//!
//! Reports bring what the log signed about itself. Whoever keeps the latest can tell a log that signed
//! two trees of one size: it showed different people different entries, or rewrote them. Both
//! checkpoints are then kept as evidence, and nothing is forgotten.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use norven_proof::log::checkpoint::Checkpoint;
use norven_proof::log::monitor::{Evidence, MonitorError, agree};
use norven_proof::trust::Trust;
use norven_proof::verdict::LogFacts;
use serde::{Deserialize, Serialize};

use crate::SetupError;

/// What is known of the logs.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
    kept: Kept,
}

/// What the file holds, as JSON.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// The latest checkpoint of each log, by the log's name.
    checkpoints: BTreeMap<String, String>,
    /// Pairs of checkpoints that contradict each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forks: Vec<[String; 2]>,
}

impl State {
    /// Reads what was kept in a file; where there is none, nothing was.
    ///
    /// # Errors
    /// Where the file is there and cannot be read, or is none of these.
    pub fn read(path: &Path) -> Result<Self, SetupError> {
        let kept = match fs::read(path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| SetupError::State { path: path.to_owned(), error })?
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Kept::default(),
            Err(error) => return Err(SetupError::Io { path: path.to_owned(), error }),
        };
        Ok(Self { path: path.to_owned(), kept })
    }

    /// Compares what a report's log signed with what it signed before, and keeps the later one.
    ///
    /// # Errors
    /// Where they contradict each other: both are kept.
    pub fn compare(&mut self, log: &LogFacts, trust: &Trust) -> Result<(), MonitorError> {
        let known = log.origin.parse().ok().and_then(|origin| trust.log(&origin));
        if let (Some(known), Some(seen)) = (known, self.kept.checkpoints.get(&log.origin)) {
            match agree(&known.policy, seen.as_bytes(), log.checkpoint.as_bytes()) {
                Ok(()) => {}
                Err(error) => {
                    if let MonitorError::Forked(evidence) = &error {
                        self.keep_fork(evidence);
                    }
                    return Err(error);
                }
            }
            let text = seen.split_inclusive("\n\n").next().and_then(|text| text.strip_suffix('\n'));
            let size = text.and_then(|text| text.parse::<Checkpoint>().ok()).map_or(0, |seen| seen.size);
            if size >= log.size {
                return Ok(());
            }
        }
        self.kept.checkpoints.insert(log.origin.clone(), log.checkpoint.clone());
        Ok(())
    }

    fn keep_fork(&mut self, Evidence { older, newer }: &Evidence) {
        let pair = [older.to_string(), newer.to_string()];
        if !self.kept.forks.contains(&pair) {
            self.kept.forks.push(pair);
        }
    }

    /// Writes what is known back to its file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self) -> Result<(), SetupError> {
        let failed = |error| SetupError::Io { path: self.path.clone(), error };
        let json = serde_json::to_vec_pretty(&self.kept).map_err(|error| failed(error.into()))?;
        // A new file in the place of the old one: a call that is broken off forgets nothing.
        let new = self.path.with_added_extension("new");
        fs::write(&new, json).and_then(|()| fs::rename(&new, &self.path)).map_err(failed)
    }
}
