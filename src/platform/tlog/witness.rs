//! Witnesses: others who sign a log's checkpoints, having seen that it only grew (C2SP tlog-witness).

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven_proof::{
    digest::Digest,
    log::{
        checkpoint::{Policy, PolicyError},
        note::{Budget, KeyError, Note, NoteError, NoteKey, WitnessKey},
        tiles::Tiles,
        tree,
    },
};
use reqwest::Url;
use tokio::task::JoinSet;

use super::{Log, LogError};
use crate::platform::http::{Answer, Http, HttpError};

/// The longest answer that is read: a few lines of signature.
const MOST: usize = 16 * 1024;

/// How often a witness is asked: once by what we believe it saw, once by what it says it saw.
const TRIES: usize = 2;

/// Why a policy of witnesses cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WitnessesError {
    /// A line that is none of the format.
    #[error("line {line} must be `witness NAME VKEY URL`, `group NAME any|all|NUMBER WITNESS…` or `quorum NAME|none`")]
    Line {
        /// Its number.
        line: usize,
    },
    /// A witness whose key is none.
    #[error("line {line}: {error}")]
    Key {
        /// The line's number.
        line: usize,
        /// What is wrong.
        error: KeyError,
    },
    /// A group or a quorum of what the lines above do not name, or a group of not all witnesses.
    #[error("line {line}: the quorum must be one witness, one group of all witnesses, or none")]
    Quorum {
        /// The line's number.
        line: usize,
    },
    /// Nothing says how many must sign.
    #[error("a line `quorum NAME` or `quorum none` is missing")]
    NoQuorum,
}

/// Why a witness did not sign.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is out of reach.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It answers with a status that is no signature.
    #[error("status {status}: {text}")]
    Status {
        /// The status.
        status: u16,
        /// The answer's first line.
        text: String,
    },
    /// It has seen a larger log than this one: another process is ahead, or the log was set back.
    #[error("it has seen {size} entries, which is more than there are")]
    Ahead {
        /// How many it saw.
        size: u64,
    },
    /// What it answers is not its signature.
    #[error("its answer is not its signature: {0}")]
    Signature(#[from] NoteError),
}

/// A witness and where it is asked.
#[derive(Clone, Debug)]
struct Witness {
    key: WitnessKey,
    url: Url,
}

/// The witnesses that are asked, and how many of them must sign before anything is published.
#[derive(Clone, Debug, Default)]
pub struct Witnesses {
    http: Option<Http>,
    all: Vec<Witness>,
    quorum: usize,
}

impl Witnesses {
    /// The witnesses of a policy, in the format of C2SP tlog-policy: `witness NAME VKEY URL`, one group of
    /// them all at most, and a quorum.
    ///
    /// # Errors
    /// [`WitnessesError`] says which line is wrong.
    pub fn parse(text: &str, http: Http) -> Result<Self, WitnessesError> {
        let mut named: BTreeMap<&str, Witness> = BTreeMap::new();
        let mut group: Option<(&str, usize)> = None;
        let mut quorum = None;
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = || WitnessesError::Line { line: number };
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                [comment, ..] if comment.starts_with('#') => {}
                ["witness", name, key, url] => {
                    let key = WitnessKey::from_str(key).map_err(|error| WitnessesError::Key { line: number, error })?;
                    let url = Url::parse(&format!("{}/add-checkpoint", url.trim_end_matches('/')));
                    named.insert(name, Witness { key, url: url.map_err(|_| wrong())? });
                }
                ["group", name, count, members @ ..] => {
                    let all = members.len() == named.len() && members.iter().all(|member| named.contains_key(member));
                    let least = match *count {
                        "any" => 1,
                        "all" => named.len(),
                        count => count.parse().map_err(|_| wrong())?,
                    };
                    if !all || group.is_some() || !(1..=named.len()).contains(&least) {
                        return Err(WitnessesError::Quorum { line: number });
                    }
                    group = Some((name, least));
                }
                ["quorum", "none"] => quorum = Some(0),
                ["quorum", name] => {
                    quorum = Some(match group {
                        Some((group, least)) if group == *name => least,
                        None if named.len() == 1 && named.contains_key(name) => 1,
                        _ => return Err(WitnessesError::Quorum { line: number }),
                    });
                }
                _ => return Err(wrong()),
            }
        }
        let quorum = quorum.ok_or(WitnessesError::NoQuorum)?;
        Ok(Self { http: Some(http), all: named.into_values().collect(), quorum })
    }

    /// How many must sign.
    #[must_use]
    pub const fn quorum(&self) -> usize {
        self.quorum
    }

    /// Their keys.
    pub fn keys(&self) -> impl Iterator<Item = &WitnessKey> {
        self.all.iter().map(|witness| &witness.key)
    }

    /// The policy that a checkpoint must pass before it is published.
    ///
    /// # Errors
    /// Where a witness has the key of another or of the log.
    pub fn policy(&self, log: NoteKey) -> Result<Policy, PolicyError> {
        Policy::new(log, self.keys().cloned().collect(), self.quorum)
    }
}

impl Log {
    /// Asks every witness to sign a checkpoint, and adds what they sign to it. Who does not sign is logged.
    /// `old` is the size of the checkpoint that they are believed to have signed last.
    pub(super) async fn ask_witnesses(&self, checkpoint: &mut Note, old: u64, size: u64) {
        let Some(http) = &self.witnesses.http else { return };
        let unsigned = checkpoint.to_string();
        let mut asked: Vec<(Witness, u64)> = self.witnesses.all.iter().cloned().map(|witness| (witness, old)).collect();
        for _ in 0..TRIES {
            let mut answers = JoinSet::new();
            for (witness, old) in asked.drain(..) {
                let body = match self.consistency(old, size).await {
                    Ok(proof) => request(old, &proof, &unsigned),
                    Err(error) => {
                        refused(&witness, &error);
                        continue;
                    }
                };
                let http = http.clone();
                answers.spawn(async move {
                    let answer = http.post(witness.url.clone(), "text/plain", body.into_bytes(), MOST).await;
                    (witness, answer)
                });
            }
            while let Some(Ok((witness, answer))) = answers.join_next().await {
                match answer.map_err(Refusal::from).and_then(|answer| read(&witness, &unsigned, size, &answer)) {
                    Ok(Said::Signed(line)) => {
                        if let Err(error) = checkpoint.add(&line) {
                            refused(&witness, &error);
                        }
                    }
                    Ok(Said::Saw(old)) => asked.push((witness, old)),
                    Err(refusal) => refused(&witness, &refusal),
                }
            }
        }
    }

    /// The proof that the log of `new` entries begins with that of `old` entries, from its files.
    async fn consistency(&self, old: u64, new: u64) -> Result<Vec<Digest>, LogError> {
        let tiles = self.tiles(Tiles::for_consistency(old, new)?).await?;
        Ok(tree::consistency(&tiles, old, new)?)
    }
}

/// What a witness said that leads on.
enum Said {
    /// Its line of signature.
    Signed(String),
    /// It saw this many entries before: it is to be asked from there.
    Saw(u64),
}

/// The body of `add-checkpoint`.
fn request(old: u64, proof: &[Digest], checkpoint: &str) -> String {
    let lines: String = proof.iter().map(|hash| format!("{}\n", STANDARD.encode(hash.as_bytes()))).collect();
    format!("old {old}\n{lines}\n{checkpoint}")
}

fn read(witness: &Witness, unsigned: &str, size: u64, answer: &Answer) -> Result<Said, Refusal> {
    let text = String::from_utf8_lossy(&answer.body);
    let first = || text.lines().next().unwrap_or_default().chars().take(200).collect::<String>();
    match answer.status {
        200 => {
            // It may sign with several keys: the one that is known counts, as the only line of its name.
            let name = format!("— {} ", witness.key.name());
            let line = text.split_inclusive('\n').find(|line| line.starts_with(&name)).ok_or(NoteError::Unsigned)?;
            let mut note = Note::parse(unsigned.as_bytes(), Budget::CHECKPOINT)?;
            note.add(line)?;
            witness.key.verify(&note)?;
            Ok(Said::Signed(line.to_owned()))
        }
        409 => match text.trim().parse() {
            Ok(saw) if saw <= size => Ok(Said::Saw(saw)),
            Ok(saw) => Err(Refusal::Ahead { size: saw }),
            Err(_) => Err(Refusal::Status { status: 409, text: first() }),
        },
        status => Err(Refusal::Status { status, text: first() }),
    }
}

fn refused(witness: &Witness, why: &dyn Display) {
    tracing::warn!(witness = %witness.key.name(), error = %why, "a witness did not sign the checkpoint");
}
