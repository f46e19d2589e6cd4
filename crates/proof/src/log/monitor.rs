//! Watching a log: whether it only ever grew.
//!
//! A checkpoint says what a log is now. Only who remembers an older one can tell that nothing in it
//! was taken back: a log that is honest shows everybody one tree, and each is the beginning of the
//! next. [`agree`] compares two checkpoints by themselves, as they come with reports; [`grew`] asks
//! for the proof, as whoever fetches a log's head again and again should.
//!
//! A log that shrinks or forks has signed two statements that cannot both be true. Both come with the
//! error, as they were signed: [`Evidence`] that anybody can check, and that the log cannot deny.
//!
//! ```
//! use norven_proof::log::checkpoint::{Checkpoint, Policy};
//! use norven_proof::log::monitor::{By, Growth, MonitorError, grew};
//! use norven_proof::log::note::{Name, NoteSigner};
//! use norven_proof::log::tree::{self, leaf_hash};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let name: Name = "example.com/log2026".parse()?;
//! let key = NoteSigner::from_seed(name.clone(), &[7; 32]);
//! let head = |leaves: &[_]| -> Result<String, Box<dyn std::error::Error>> {
//!     let size = u64::try_from(leaves.len())?;
//!     Ok(Checkpoint::new(name.clone(), size, tree::root(leaves, size)?).sign(&key)?.to_string())
//! };
//! let honest = ["first", "second", "third"].map(|entry| leaf_hash(entry.as_bytes()));
//! let forged = ["first", "2nd", "third"].map(|entry| leaf_hash(entry.as_bytes()));
//! let policy = Policy::new(key.verifier_key(), vec![], 0)?;
//!
//! let (older, newer) = (head(&honest[..2])?, head(&honest)?);
//! let leaves = honest.as_slice();
//! assert_eq!(grew(&policy, older.as_bytes(), newer.as_bytes(), By::Hashes(&leaves)), Ok(Growth::By(1)));
//!
//! let rewritten = head(&forged)?;
//! let leaves = forged.as_slice();
//! let Err(MonitorError::Forked(evidence)) = grew(&policy, older.as_bytes(), rewritten.as_bytes(), By::Hashes(&leaves))
//! else {
//!     panic!("a fork")
//! };
//! assert_eq!((evidence.older.to_string(), evidence.newer.to_string()), (older, rewritten));
//! # Ok(())
//! # }
//! ```

use super::checkpoint::{Checkpoint, CheckpointError, Policy};
use super::note::{Budget, Note};
use super::tree::{Hashes, TreeError, root, verify_consistency};
use crate::digest::Digest;

/// By what it is shown that one tree is the beginning of another.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// A consistency proof (RFC 6962, section 2.1.2).
    Proof(&'a [Digest]),
    /// The hashes of the newer tree, such as those of its [tiles](super::tiles::Tiles).
    Hashes(&'a dyn Hashes),
}

/// How a log grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// Not at all: both checkpoints are of one tree.
    None,
    /// By so many entries.
    By(u64),
}

/// Two checkpoints of one log, as it signed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The one that was seen first.
    pub older: Note,
    /// The one that was seen later.
    pub newer: Note,
}

/// Why a log is not known to have grown honestly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MonitorError {
    /// One of them is no checkpoint of this log, or too few witnesses signed it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The newer checkpoint has fewer entries than the older one.
    #[error("the log {} shrank from {from} entries to {to}", origin(.evidence))]
    Shrank {
        /// How many entries it had.
        from: u64,
        /// How many it has.
        to: u64,
        /// What the log signed.
        evidence: Box<Evidence>,
    },
    /// The log has two trees: it showed different people different entries, or rewrote them.
    #[error("the log {} forked: it signed two trees that contradict each other", origin(.0))]
    Forked(Box<Evidence>),
    /// What should show the growth does not. It may belong to other checkpoints, or be damaged; where
    /// it comes from the log and stays so, the log has something to hide.
    #[error("nothing shows that the log {} grew honestly: {error}", origin(.evidence))]
    Unproven {
        /// What is wrong with it.
        error: TreeError,
        /// What the log signed.
        evidence: Box<Evidence>,
    },
}

fn origin(evidence: &Evidence) -> &str {
    evidence.older.text().lines().next().unwrap_or_default()
}

/// Whether two checkpoints of a log agree as far as they can be compared by themselves: trees of one
/// size are one tree. Neither has to be the older one; nothing is said of trees of two sizes.
///
/// # Errors
/// Where one of them is not a checkpoint of this log, and where they contradict each other.
pub fn agree(policy: &Policy, one: &[u8], other: &[u8]) -> Result<(), MonitorError> {
    let ([one, other], evidence) = open(policy, one, other)?;
    if one.size == other.size && one.root != other.root { Err(MonitorError::Forked(evidence)) } else { Ok(()) }
}

/// Whether a log grew honestly from an older checkpoint to a newer one, and by how much.
///
/// # Errors
/// Where one of them is not a checkpoint of this log, and where it did not, or does not show it.
pub fn grew(policy: &Policy, older: &[u8], newer: &[u8], by: By<'_>) -> Result<Growth, MonitorError> {
    let ([older, newer], evidence) = open(policy, older, newer)?;
    let Some(more) = newer.size.checked_sub(older.size) else {
        return Err(MonitorError::Shrank { from: older.size, to: newer.size, evidence });
    };
    if more == 0 {
        return if older.root == newer.root { Ok(Growth::None) } else { Err(MonitorError::Forked(evidence)) };
    }
    let shown = match by {
        By::Proof(path) => verify_consistency(older.size, &older.root, newer.size, &newer.root, path),
        By::Hashes(hashes) => match (root(hashes, older.size), root(hashes, newer.size)) {
            (Ok(old), Ok(new)) if new == newer.root => {
                // These are the newer tree's hashes, and the older tree is not in it.
                return if old == older.root { Ok(Growth::By(more)) } else { Err(MonitorError::Forked(evidence)) };
            }
            (Ok(_), Ok(_)) => Err(TreeError::OtherRoot),
            (Err(error), _) | (_, Err(error)) => Err(error),
        },
    };
    shown.map(|()| Growth::By(more)).map_err(|error| MonitorError::Unproven { error, evidence })
}

/// Both checkpoints, and both notes in case they are needed.
fn open(policy: &Policy, older: &[u8], newer: &[u8]) -> Result<([Checkpoint; 2], Box<Evidence>), MonitorError> {
    let read = |bytes| Note::parse(bytes, Budget::CHECKPOINT).map_err(CheckpointError::from);
    let (older, newer) = (read(older)?, read(newer)?);
    let heads = [policy.check(&older)?.checkpoint, policy.check(&newer)?.checkpoint];
    Ok((heads, Box::new(Evidence { older, newer })))
}
