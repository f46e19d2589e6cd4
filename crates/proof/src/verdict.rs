//! What a verifier finds out about a file.
//!
//! A verdict is facts, for a page or a program to word; there is no prose in it. Eight verdicts, of
//! which one is good news:
//!
//! | verdict | when |
//! |---|---|
//! | [`Unreadable`](Verdict::Unreadable) | it is empty, no PDF, larger than any report, or packed and holds none |
//! | [`Incomplete`](Verdict::Incomplete) | it begins as a report does, and its end is missing |
//! | [`Wrapped`](Verdict::Wrapped) | it is of another kind, a zip or a mail, and holds a report |
//! | [`FutureVersion`](Verdict::FutureVersion) | it holds a record that a later version of Norven made |
//! | [`NotOurs`](Verdict::NotOurs) | no seal that chains to a trusted root |
//! | [`Altered`](Verdict::Altered) | the seal is the issuer's, the file is not the one that was sealed |
//! | [`IssuedUnlogged`](Verdict::IssuedUnlogged) | sealed and unchanged, but not proved to be in the log |
//! | [`Issued`](Verdict::Issued) | sealed, unchanged, in the log; see its [`Standing`] |

mod unread;

use std::fmt::Display;
use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::attachment::AttachmentError;
use crate::certificate::CertificateFacts;
use crate::cms::{CmsError, PathError};
use crate::digest::Digest;
use crate::envelope::EnvelopeError;
use crate::log::proof::ProofError;
use crate::record::{Instant, Record, RecordError};
use crate::timestamp::{TimeStamp, TimeStampError};
use crate::transit::Wrapper;

pub use unread::{Inside, Unreadable};

/// What a verifier finds out about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// It cannot be a report that a verifier reads.
    Unreadable {
        /// Its length.
        bytes: usize,
        /// Why it is not read.
        why: Unreadable,
    },
    /// It begins as a report does, and its end is missing: it did not arrive whole. Whether it is
    /// the beginning of a report, nobody can tell from it.
    Incomplete {
        /// The file.
        file: FileFacts,
        /// How long the whole file would be, where what arrived says so.
        whole: Option<usize>,
    },
    /// It is no report, and holds one: an archive, a mail, a signed file, another PDF. Nothing else
    /// that it holds or shows was looked at.
    Wrapped {
        /// The file.
        file: FileFacts,
        /// What it is.
        wrapper: Wrapper,
        /// How many more reports were found in it.
        others: usize,
        /// The report in it.
        inside: Box<Inside>,
    },
    /// It holds a record that a later version of Norven made. Nothing is said about whether it is
    /// genuine: for that it takes a later verifier.
    FutureVersion {
        /// The file.
        file: FileFacts,
        /// What is not known here.
        what: Later,
    },
    /// It has no seal that chains to a trusted root: somebody else's file, or one that was made
    /// again from a report by printing, scanning, converting or saving.
    NotOurs {
        /// The file.
        file: FileFacts,
        /// What is missing.
        why: NotOurs,
    },
    /// It has a seal of the issuer, and is not the file that was sealed.
    Altered {
        /// The file.
        file: FileFacts,
        /// The seal.
        seal: Box<SealFacts>,
        /// How it differs.
        change: Change,
        /// The record, where the file still holds the one that was sealed.
        record: Option<Box<Record>>,
        /// Where in the file the untouched report lies, if something was only added around it.
        original: Option<Range<usize>>,
    },
    /// It is the file that was sealed, but something that every issued report has does not hold.
    /// Nobody should rely on it.
    IssuedUnlogged {
        /// The file.
        file: FileFacts,
        /// The seal.
        seal: Box<SealFacts>,
        /// What does not hold.
        why: Unproven,
        /// The record, where it can be read.
        record: Option<Box<Record>>,
    },
    /// It is the file that was issued, byte for byte.
    Issued {
        /// The file.
        file: FileFacts,
        /// The seal.
        seal: Box<SealFacts>,
        /// The record: what the file says, for machines.
        record: Box<Record>,
        /// Where it stands in the log.
        log: LogFacts,
        /// When it existed, by an independent clock; where there is none, only the issuer says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        time_stamp: Option<Box<TimeStamp>>,
        /// The independent clocks that contradict the time at which the issuer says that it was issued.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        conflicts: Vec<TimeConflict>,
        /// Whether it is the last word.
        standing: Standing,
    },
}

/// What a later version of Norven put into a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Later {
    /// A version of the format.
    #[error("the record has version {found}; version {supported} is the latest known here")]
    Version {
        /// The record's version.
        found: u32,
        /// The latest version that is known here.
        supported: u32,
    },
    /// A fact.
    #[error("the record has something at {at} that is not known here")]
    Member {
        /// Where it stands: a JSON Pointer (RFC 6901).
        at: String,
    },
}

/// A clock that contradicts the issuer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeConflict {
    /// Whose clock it is.
    pub clock: Clock,
    /// What it says.
    pub at: Instant,
}

/// An independent clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Clock {
    /// That of the time-stamping authority.
    TimeStamp,
    /// That of a witness of the log.
    Witness {
        /// Who.
        name: String,
    },
}

/// Why a file is nobody's report whom the verifier trusts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum NotOurs {
    /// It has no seal in the place and form that a report's has, nor one of the issuer elsewhere.
    #[error(transparent)]
    NoSeal(#[serde(serialize_with = "as_text")] EnvelopeError),
    /// What stands in the place is not a report's seal.
    #[error(transparent)]
    Seal(#[serde(serialize_with = "as_text")] CmsError),
    /// The seal's certificate is not trusted, or was not valid when the report says it was issued.
    #[error(transparent)]
    Certificate(#[serde(serialize_with = "as_text")] PathError),
}

/// How a file differs from the one that was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Change {
    /// Something was added behind the untouched report.
    #[error("{bytes} bytes were added behind the report")]
    Appended {
        /// How many bytes.
        bytes: usize,
    },
    /// Something was added in front of the untouched report.
    #[error("{bytes} bytes were added in front of the report")]
    Prepended {
        /// How many bytes.
        bytes: usize,
    },
    /// Something was added on both sides of the untouched report.
    #[error("{before} bytes were added in front of the report, and {after} behind it")]
    Surrounded {
        /// How many bytes in front of it.
        before: usize,
        /// How many bytes behind it.
        after: usize,
    },
    /// The seal does not stand as it does in a report.
    #[error(transparent)]
    Place(#[serde(serialize_with = "as_text")] EnvelopeError),
    /// The seal is not as its issuer closed it: a proof, a time stamp or a certificate in it was added,
    /// taken out or exchanged.
    #[error(transparent)]
    Closing(#[serde(serialize_with = "as_text")] CmsError),
    /// The bytes that the seal covers are other ones.
    #[error("the covered bytes have the digest {found}, and {sealed} was sealed")]
    Bytes {
        /// The digest that was sealed.
        sealed: Digest,
        /// The digest of the bytes that the file has there.
        found: Digest,
    },
}

/// What does not hold of a file that is sealed and unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Unproven {
    /// The record that the seal names is not in the file.
    #[error(transparent)]
    NoRecord(#[serde(serialize_with = "as_text")] AttachmentError),
    /// The record is there and breaks the format.
    #[error(transparent)]
    Record(#[serde(serialize_with = "as_text")] RecordError),
    /// The seal holds no proof that it is in a log.
    #[error("the seal holds no proof that it is in a log")]
    NoProof,
    /// The proof does not prove it.
    #[error(transparent)]
    Proof(#[serde(serialize_with = "as_text")] ProofError),
    /// The log is none of those that are trusted.
    #[error("the log {origin:?} is none of those that are trusted")]
    UnknownLog {
        /// What it is called.
        origin: String,
    },
    /// The certificate does not count in this log.
    #[error("the certificate does not count in the log {origin}")]
    UnknownKey {
        /// What the log is called.
        origin: String,
    },
    /// The certificate does not count for this entry: its key came later, or was no longer trusted.
    #[error("the entry {index} lies outside the interval of the certificate")]
    OutsideInterval {
        /// The entry's index.
        index: u64,
        /// The first index at which the certificate counts.
        first_index: u64,
        /// The last index at which it counts, if there is one.
        last_index: Option<u64>,
    },
    /// The seal has a time stamp that proves nothing.
    #[error(transparent)]
    TimeStamp(#[serde(serialize_with = "as_text")] TimeStampError),
}

/// The file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FileFacts {
    /// Its length.
    pub bytes: usize,
    /// The file digest: what `sha256sum` prints.
    pub sha256: Digest,
}

/// The seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealFacts {
    /// The certificate that sealed.
    pub certificate: CertificateFacts,
    /// The sealed digest: what every byte outside the seal should have.
    pub sealed: Digest,
    /// The content digest: what `record.json` should have, and every page's footer says.
    pub record: Digest,
    /// SHA-256 of the signature, by which the log's entry names it.
    pub signature: Digest,
}

/// Where a report stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogFacts {
    /// What the log is called.
    pub origin: String,
    /// Where it is published.
    pub url: String,
    /// The entry's index, from 0.
    pub index: u64,
    /// How many entries the log had at the time of the proof.
    pub size: u64,
    /// The root of its tree at that time.
    pub root: Digest,
    /// What the log signed about both: its checkpoint, a signed note. Whoever keeps it can tell later
    /// whether the log took anything back ([`monitor`](crate::log::monitor)).
    pub checkpoint: String,
    /// The witnesses who vouch for it too. Without any, the operator alone does.
    pub witnesses: Vec<Witness>,
}

/// Somebody who saw the log with the report in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// Who.
    pub name: String,
    /// When, by their own clock.
    pub at: Instant,
}

/// Whether a report is the last word, as far as a standing list says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Standing {
    /// No list was looked into.
    Unknown,
    /// The list was made before the report was issued: it says nothing about it.
    Earlier {
        /// The list that was looked into.
        list: ListFacts,
    },
    /// It is.
    Current {
        /// The list that says so.
        list: ListFacts,
    },
    /// A corrected report replaces it.
    Superseded {
        /// The first 16 bytes of the new report's content digest, in hexadecimal digits.
        by: String,
        /// The day on which it was replaced, `2026-11-22`.
        since: String,
        /// The list that says so.
        list: ListFacts,
    },
    /// The issuer no longer stands by it.
    Revoked {
        /// The day on which it was revoked, `2026-11-22`.
        since: String,
        /// The list that says so.
        list: ListFacts,
    },
}

/// A standing list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListFacts {
    /// When it was made.
    pub made_at: Instant,
    /// How old it was when the file was verified; nothing where it was made later, so that one of
    /// the clocks is wrong.
    pub age_seconds: Option<u64>,
}

impl Verdict {
    /// The file, unless it was not even read.
    #[must_use]
    pub const fn file(&self) -> Option<&FileFacts> {
        match self {
            Self::Unreadable { .. } => None,
            Self::Incomplete { file, .. }
            | Self::Wrapped { file, .. }
            | Self::FutureVersion { file, .. }
            | Self::NotOurs { file, .. }
            | Self::Altered { file, .. }
            | Self::IssuedUnlogged { file, .. }
            | Self::Issued { file, .. } => Some(file),
        }
    }

    /// The seal, where it is the issuer's.
    #[must_use]
    pub const fn seal(&self) -> Option<&SealFacts> {
        match self {
            Self::Unreadable { .. }
            | Self::Incomplete { .. }
            | Self::Wrapped { .. }
            | Self::FutureVersion { .. }
            | Self::NotOurs { .. } => None,
            Self::Altered { seal, .. } | Self::IssuedUnlogged { seal, .. } | Self::Issued { seal, .. } => Some(seal),
        }
    }

    /// The record that was sealed, where the file holds it.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Unreadable { .. }
            | Self::Incomplete { .. }
            | Self::Wrapped { .. }
            | Self::FutureVersion { .. }
            | Self::NotOurs { .. } => None,
            Self::Altered { record, .. } | Self::IssuedUnlogged { record, .. } => record.as_deref(),
            Self::Issued { record, .. } => Some(record),
        }
    }

    /// Whether it is the file that was issued, byte for byte. Whether it still stands is another
    /// question.
    #[must_use]
    pub const fn is_issued(&self) -> bool {
        matches!(self, Self::Issued { .. })
    }
}

fn as_text<S: Serializer>(error: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(error)
}
