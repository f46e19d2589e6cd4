//! The log's head, [C2SP tlog-checkpoint](https://c2sp.org/tlog-checkpoint), and who must have signed
//! it.
//!
//! A checkpoint is a signed note whose text says which log it is of, how many entries it has, and the
//! root of its tree:
//!
//! ```text
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
//! — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
//! ```
//!
//! Lines after the third are allowed and mean nothing here. A *witness* signs a checkpoint only if
//! the log grew from the last one it signed, and says when. Where enough of them are asked for
//! ([`Policy`]), the log cannot show different people different trees. Where none is, the operator
//! alone vouches for the log.

use std::fmt;
use std::str::FromStr;

use super::note::{Budget, Name, Note, NoteError, NoteKey, WitnessKey};
use super::tree::{MAX_SIZE, empty_root};
use super::{base64, decimal, from_base64};
use crate::digest::Digest;

/// The most witnesses that a policy names.
pub const MAX_WITNESSES: usize = 16;

/// Why something is not a log's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a note, or not signed by those who should have.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A note that is not a checkpoint.
    #[error("the note is not a checkpoint: its {part} is none")]
    Structure {
        /// What is wrong in it.
        part: &'static str,
    },
    /// The checkpoint of another log.
    #[error("the checkpoint is of another log")]
    OtherLog,
    /// Fewer witnesses than the policy asks for.
    #[error("{found} witnesses signed the checkpoint; {quorum} are asked for")]
    Quorum {
        /// How many signed it.
        found: usize,
        /// How many must.
        quorum: usize,
    },
    /// Signed by those who must have, with another line besides or in another order.
    #[error("the checkpoint has other lines than those of the log and its witnesses, in their order")]
    Lines,
}

/// What a checkpoint says.
///
/// The text that is signed is what [`Display`](fmt::Display) writes and [`parse`](str::parse) reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: Name,
    /// How many entries it has.
    pub size: u64,
    /// The root of its tree.
    pub root: Digest,
    /// Further lines, which others may know more about.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// The head of a log, without further lines.
    #[must_use]
    pub const fn new(origin: Name, size: u64, root: Digest) -> Self {
        Self { origin, size, root, extensions: Vec::new() }
    }

    /// Signs it with the log's key.
    ///
    /// # Errors
    /// Where it holds something that no checkpoint holds, or is that of another log.
    #[cfg(feature = "sign")]
    pub fn sign(&self, key: &super::note::NoteSigner) -> Result<Note, CheckpointError> {
        if *key.verifier_key().name() != self.origin {
            return Err(CheckpointError::OtherLog);
        }
        let text = self.to_string();
        if text.parse().as_ref() != Ok(self) {
            return Err(CheckpointError::Structure { part: "content" });
        }
        Ok(key.sign(&text)?)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, base64(self.root.as_bytes()))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let wrong = |part| CheckpointError::Structure { part };
        let mut lines = text.strip_suffix('\n').ok_or(wrong("end"))?.split('\n');
        let mut next = |part| lines.next().ok_or(wrong(part));
        let origin = next("origin")?.parse().map_err(|_| wrong("origin"))?;
        let size = decimal(next("size")?).filter(|size| *size <= MAX_SIZE).ok_or(wrong("size"))?;
        let root = from_base64(next("root")?).and_then(|root| root.try_into().ok()).ok_or(wrong("root"))?;
        let root = Digest::from_bytes(root);
        if size == 0 && root != empty_root() {
            return Err(wrong("root"));
        }
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(wrong("extension"));
        }
        Ok(Self { origin, size, root, extensions })
    }
}

/// Which log is meant, and how many of which witnesses must have signed its checkpoint.
///
/// `Display` writes it as a [C2SP tlog-policy](https://c2sp.org/tlog-policy), for the tools of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    log: NoteKey,
    witnesses: Vec<WitnessKey>,
    quorum: usize,
}

/// Why a policy would not be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// More witnesses than [`MAX_WITNESSES`].
    #[error("{found} witnesses are more than {MAX_WITNESSES}")]
    TooManyWitnesses {
        /// How many there are.
        found: usize,
    },
    /// More are asked for than there are.
    #[error("{quorum} witnesses are asked for, and there are {witnesses}")]
    Unreachable {
        /// How many must sign.
        quorum: usize,
        /// How many could.
        witnesses: usize,
    },
    /// A key twice, which would let one witness count as two, or the log be its own.
    #[error("a witness has the key of another one or of the log")]
    SameKey,
}

impl Policy {
    /// The log with this key, whose checkpoints `quorum` of the witnesses must have signed. The
    /// key's name is the log's.
    ///
    /// # Errors
    /// Where it contradicts itself.
    pub fn new(log: NoteKey, witnesses: Vec<WitnessKey>, quorum: usize) -> Result<Self, PolicyError> {
        let found = witnesses.len();
        if found > MAX_WITNESSES {
            return Err(PolicyError::TooManyWitnesses { found });
        }
        if quorum > found {
            return Err(PolicyError::Unreachable { quorum, witnesses: found });
        }
        let same = |at: usize, key: &WitnessKey| {
            key.public() == log.public() || witnesses.iter().take(at).any(|other| other.public() == key.public())
        };
        if witnesses.iter().enumerate().any(|(at, key)| same(at, key)) {
            return Err(PolicyError::SameKey);
        }
        Ok(Self { log, witnesses, quorum })
    }

    /// The log's name.
    #[must_use]
    pub const fn origin(&self) -> &Name {
        self.log.name()
    }

    /// The log's key.
    #[must_use]
    pub const fn log(&self) -> &NoteKey {
        &self.log
    }

    /// The witnesses that are known.
    #[must_use]
    pub fn witnesses(&self) -> &[WitnessKey] {
        &self.witnesses
    }

    /// How many of them must have signed.
    #[must_use]
    pub const fn quorum(&self) -> usize {
        self.quorum
    }

    /// Reads a checkpoint, as the log serves it, and checks it.
    ///
    /// # Errors
    /// Where it is none, or [`Policy::check`] refuses it.
    pub fn open(&self, bytes: &[u8]) -> Result<Head, CheckpointError> {
        self.check(&Note::parse(bytes, Budget::CHECKPOINT)?)
    }

    /// Checks that a note is a checkpoint of this log, signed by those who must have. A signature
    /// that is not genuine refuses it, of whichever known key it says it is.
    ///
    /// # Errors
    /// Where it is not.
    pub fn check(&self, note: &Note) -> Result<Head, CheckpointError> {
        self.log.verify(note)?;
        let checkpoint: Checkpoint = note.text().parse()?;
        if checkpoint.origin != *self.origin() {
            return Err(CheckpointError::OtherLog);
        }
        let mut witnesses = Vec::new();
        for key in &self.witnesses {
            match key.verify(note) {
                Ok(time) => witnesses.push(Witnessed { name: key.name().clone(), time }),
                Err(NoteError::Unsigned) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if witnesses.len() < self.quorum {
            return Err(CheckpointError::Quorum { found: witnesses.len(), quorum: self.quorum });
        }
        Ok(Head { checkpoint, witnesses })
    }

    /// The checkpoint with the lines that travel in a proof: the log's own, then those of known
    /// witnesses, sorted by name and key ID. Lines of others are left out, since nobody here can tell
    /// what they are.
    #[must_use]
    pub fn stapled(&self, note: &Note) -> Note {
        let mut witnesses: Vec<_> = self.witnesses.iter().map(|key| (key.name(), key.id())).collect();
        witnesses.sort_unstable();
        note.signed_by([(self.log.name(), self.log.id())].into_iter().chain(witnesses))
    }

    /// Checks a checkpoint that travels in a proof: as [`Policy::check`] does, and that it is written
    /// as [`Policy::stapled`] writes it. A witness that is added to the policy later changes nothing.
    ///
    /// # Errors
    /// Where it is not.
    pub fn check_stapled(&self, note: &Note) -> Result<Head, CheckpointError> {
        let head = self.check(note)?;
        if self.stapled(note) == *note { Ok(head) } else { Err(CheckpointError::Lines) }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "log {}", self.log)?;
        for (key, number) in self.witnesses.iter().zip(1..) {
            writeln!(f, "witness w{number} {key}")?;
        }
        if self.quorum == 0 {
            return writeln!(f, "quorum none");
        }
        write!(f, "group witnesses {}", self.quorum)?;
        (1..=self.witnesses.len()).try_for_each(|number| write!(f, " w{number}"))?;
        writeln!(f, "\nquorum witnesses")
    }
}

/// A checkpoint that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The known witnesses that signed it.
    pub witnesses: Vec<Witnessed>,
}

/// That a witness signed a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// The witness.
    pub name: Name,
    /// When, by its own clock, in seconds since 1970.
    pub time: u64,
}
