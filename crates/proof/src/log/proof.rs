//! Everything needed to check, offline, that an entry is in a log:
//! [C2SP tlog-proof](https://c2sp.org/tlog-proof).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! index 73894
//! gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=        the entry's sibling,
//! B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=        and so on up to the root's child
//!
//! example.com/fancylog                                the checkpoint as the log served it
//! 109482
//! sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
//!
//! — example.com/fancylog hI2DJw…
//! ```
//!
//! The format allows a second line, `extra`, that nothing authenticates, and lines of signature by
//! keys that a verifier does not know. In a sealed report both would be room for anything, so Norven's
//! proofs have neither: the checkpoint carries the log's own line and those of witnesses that its policy
//! names, the quorum at least, each once. The log comes first, the witnesses follow sorted by name and key
//! ID ([`Policy::stapled`]).

use std::fmt;

use super::checkpoint::{CheckpointError, Policy, Witnessed};
use super::note::{Budget, Note, NoteError};
use super::tree::{MAX_PATH, TreeError, leaf_hash, verify_inclusion};
use super::{base64, decimal, from_base64};
use crate::digest::Digest;

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1\n";

/// Why a proof does not prove that the entry is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not a proof.
    #[error("not a tlog-proof@v1: its {part} is none")]
    Structure {
        /// What is wrong in it.
        part: &'static str,
    },
    /// Its checkpoint is not one of the log, or not signed by those who should have.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The entry is not at that index in that tree.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

impl From<NoteError> for ProofError {
    fn from(error: NoteError) -> Self {
        Self::Checkpoint(error.into())
    }
}

/// A proof as it was read, not checked yet. `Display` writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The entry's index in the log.
    pub index: u64,
    /// The hashes from the entry's sibling to the root's child ([`inclusion`](super::tree::inclusion)).
    pub path: Vec<Digest>,
    /// The checkpoint, with the signatures of [`Policy::stapled`].
    pub checkpoint: Note,
}

/// What a proof proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The entry's index in the log.
    pub index: u64,
    /// How many entries the log had when it signed the checkpoint.
    pub size: u64,
    /// The root of its tree then.
    pub root: Digest,
    /// The known witnesses that signed the checkpoint.
    pub witnesses: Vec<Witnessed>,
}

impl Inclusion {
    /// The earliest time, in seconds since 1970, at which a witness saw the log with the entry in
    /// it: the entry is not younger.
    #[must_use]
    pub fn witnessed_at(&self) -> Option<u64> {
        self.witnesses.iter().map(|witness| witness.time).min()
    }
}

impl Proof {
    /// Reads a proof. What was read `Display` writes byte for byte.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        let wrong = |part| ProofError::Structure { part };
        // The path's and the checkpoint's own limits bound the work; this bounds the search for
        // where one ends.
        let most = Budget::CHECKPOINT.bytes;
        if bytes.len() > most {
            return Err(NoteError::TooLong { bytes: bytes.len(), most }.into());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| NoteError::NotText)?;
        let rest = text.strip_prefix(HEADER).ok_or(wrong("first line"))?;
        let (proof, checkpoint) = rest.split_once("\n\n").ok_or(wrong("end of the path"))?;
        let mut lines = proof.split('\n');
        let index = lines.next().and_then(|line| decimal(line.strip_prefix("index ")?)).ok_or(wrong("index"))?;
        let mut path = Vec::new();
        for line in lines {
            let hash = from_base64(line).and_then(|hash| hash.try_into().ok()).ok_or(wrong("path"))?;
            if path.len() == MAX_PATH {
                return Err(TreeError::Length { found: path.len().saturating_add(1) }.into());
            }
            path.push(Digest::from_bytes(hash));
        }
        let checkpoint = Note::parse(checkpoint.as_bytes(), Budget::CHECKPOINT)?;
        Ok(Self { index, path, checkpoint })
    }

    /// Checks that `entry` is in the log that the policy names: the checkpoint's signatures, then
    /// the way from the entry to its root.
    ///
    /// # Errors
    /// Where it does not prove it.
    pub fn verify(&self, entry: &[u8], policy: &Policy) -> Result<Inclusion, ProofError> {
        let head = policy.check_stapled(&self.checkpoint)?;
        let (size, root) = (head.checkpoint.size, head.checkpoint.root);
        verify_inclusion(&leaf_hash(entry), self.index, size, &self.path, &root)?;
        Ok(Inclusion { index: self.index, size, root, witnesses: head.witnesses })
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", base64(hash.as_bytes())))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
