use thiserror::Error;

use crate::canonical::CanonicalError;
use crate::digest::Digest;

/// Why something is not a record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    /// It is not canonical JSON.
    #[error("the record is not canonical: {0}")]
    Canonical(#[from] CanonicalError),
    /// It was made by a later version of Norven.
    #[error("the record has version {found}; version {supported} is the latest known here")]
    FutureVersion {
        /// The record's version.
        found: u32,
        /// The latest version known, [`RECORD_VERSION`](super::RECORD_VERSION).
        supported: u32,
    },
    /// It has a member, or a word in the place of one of several, that is not known here: a later version
    /// of Norven made it. A new fact is a new member of the same version of the format.
    #[error("the record has something at {at} that is not known here; a later version made it")]
    Unknown {
        /// Where it stands: a JSON Pointer (RFC 6901).
        at: String,
    },
    /// It lacks something, or has it in another form.
    #[error("the record has another shape: {reason}")]
    Shape {
        /// What is wrong, and where: a JSON Pointer (RFC 6901) first.
        reason: String,
    },
    /// A part of it contradicts the format or another part.
    #[error(transparent)]
    Inconsistent(#[from] Inconsistency),
}

/// A contradiction that the types alone do not rule out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Inconsistency {
    /// No version of the format has this number.
    #[error("no record has version {found}")]
    Version {
        /// The record's version.
        found: u32,
    },
    /// The nonce is not 64 lower-case hexadecimal digits.
    #[error("the nonce is not 64 lower-case hexadecimal digits")]
    Nonce,
    /// Revision 0, a first issue that replaces a report, or a later one that replaces none.
    #[error("revision 1 replaces no report and every later one replaces one; this is revision {revision}")]
    Revision {
        /// The record's revision.
        revision: u32,
    },
    /// A correction in a report that replaces none.
    #[error("the report names a correction and replaces no report")]
    Correction,
    /// An organisation that says nothing of itself where it says something.
    #[error("core.company has no member")]
    Company,
    /// An action that was done on site and closed later, or that was noted as done on site and is not done.
    #[error("action {action} is said to be done on site and not, or done on site and closed later")]
    Action {
        /// The action's id.
        action: String,
    },
    /// A text in the place of an instant that is not one.
    #[error("{at} is not an instant in RFC 3339, UTC, with six digits of seconds")]
    Instant {
        /// The member that holds it, for example `core.started_at`.
        at: &'static str,
    },
    /// Two files with one id.
    #[error("two files have the id {id}")]
    TwoFiles {
        /// The id.
        id: String,
    },
    /// An annotation outside its photo, or of no extent.
    #[error("an annotation of the file {file} lies outside it or is no more than a point")]
    Annotation {
        /// The id of the file.
        file: String,
    },
    /// An answer that shows a photo which is not among the files.
    #[error("answer {item} shows the photo {photo}, which is not among the files")]
    NoSuchPhoto {
        /// The id of the answer's item.
        item: String,
        /// The id of the photo.
        photo: String,
    },
    /// A signature under another core.
    #[error("signature {signature} stands under the core {signed}, but the record's core is {core}")]
    OtherCore {
        /// The signature's id.
        signature: String,
        /// The digest of the core that was signed.
        signed: Digest,
        /// The digest of the record's core.
        core: Digest,
    },
    /// A consent whose digest is not that of its text.
    #[error("signature {signature} names a digest that its consent text does not have")]
    OtherConsent {
        /// The signature's id.
        signature: String,
    },
    /// A signature of the person who was signed in, under another name than theirs.
    #[error("signature {signature} is said to be that of the person signed in and has another name")]
    OtherName {
        /// The signature's id.
        signature: String,
    },
    /// A signature that somebody else vouches for, with a qualification or a licence number: those are an account's.
    #[error("signature {signature} has a qualification or a licence number and is not that of the person signed in")]
    Qualification {
        /// The signature's id.
        signature: String,
    },
    /// A drawn signature without strokes, a typed one with strokes, or strokes outside the field.
    #[error("signature {signature}: its strokes do not fit its method or lie outside the field")]
    Strokes {
        /// The signature's id.
        signature: String,
    },
}
