//! The record: every fact a report prints, as one canonical JSON document.
//!
//! A report is a PDF for people and a record for machines. The record is embedded in the PDF as
//! `record.json`; its SHA-256 is the *content digest* printed in the footer of every page. Because
//! the digest is taken over the bytes of the file, the bytes are canonical (RFC 8785): whoever
//! builds the same facts builds the same bytes.
//!
//! Rules that keep that true: no floating point (decimals are strings), integers within
//! ±(2^53 − 1), text in Unicode NFC, instants as RFC 3339 in UTC with six digits of seconds.

mod annotation;
mod bytes;
mod check;
mod error;
mod instant;
mod read;
mod signature;

use serde::{Deserialize, Serialize};

pub use annotation::{Annotation, Figure, Shape};
pub use bytes::content_digest;
pub use error::{Inconsistency, RecordError};
pub use signature::{Consent, Device, Identification, Method, PrintedOrigin, PrintedPosition, Signature, Stroke};

use crate::digest::Digest;

/// The version of the record format this crate writes.
pub const RECORD_VERSION: u32 = 1;

/// Everything a report says, in the order in which it came to be: the frozen [`Core`], the
/// signatures under it, and the act of issuing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of the format, [`RECORD_VERSION`].
    pub v: u32,
    /// The report's id (UUID, hyphenated lower case).
    pub report: String,
    /// The report's number within its organisation, for example `NV-2026-000123`.
    pub number: String,
    /// 1 for a first issue; a corrected report counts up.
    pub revision: u32,
    /// The report that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Superseded>,
    /// 32 random bytes in hex: nobody can guess a record from its public digest.
    pub nonce: String,
    /// When the report was issued.
    pub issued_at: Instant,
    /// The organisation that issued it.
    pub issuer: Issuer,
    /// BCP 47 tag of the language the report speaks: `en` or `es`.
    pub language: String,
    /// IANA name of the zone in which the report prints its times, for example `Europe/Madrid`.
    pub time_zone: String,
    /// What was inspected and found, frozen before anybody signed.
    pub core: Core,
    /// The signatures, in the order in which they were given.
    pub signatures: Vec<Signature>,
}

/// An instant: RFC 3339, UTC, six digits of seconds (`2026-11-22T10:53:12.000000Z`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub String);

/// The report a corrected report replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Superseded {
    /// Its id.
    pub report: String,
    /// Its content digest.
    pub content_sha256: Digest,
    /// Its revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Instant>,
}

/// The organisation that issues a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The organisation's id.
    pub id: String,
    /// The organisation's name as printed: what it calls itself.
    pub name: String,
    /// An internet domain that the organisation has proven to be its own. Absent where it has proven
    /// none: nobody has verified its name then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// The inspection as it was when it was finished. Its digest is what people sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Core {
    /// The inspection's id.
    pub inspection: String,
    /// The checklist that was filled.
    pub template: Template,
    /// Where.
    pub site: Site,
    /// The number under which the work was ordered, as the client or the organisation writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    /// What the organisation says of itself beside its name, which stands in [`Record::issuer`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Company>,
    /// By whom.
    pub inspector: Person,
    /// When the inspection was started (server time).
    pub started_at: Instant,
    /// When it was finished, that is frozen (server time). A correction does not move it: it is the
    /// finishing that the first report was issued of.
    pub finished_at: Instant,
    /// Why and when what had been issued was opened again. Absent in a first report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// The result in figures.
    pub score: Score,
    /// The checklist's sections with their answers, in the checklist's order.
    pub sections: Vec<Section>,
    /// The photos and other files the answers refer to.
    pub files: Vec<File>,
}

/// The immutable version of the checklist an inspection was filled from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The template's id.
    pub id: String,
    /// The published version, from 1.
    pub version: u32,
    /// SHA-256 of the version's canonical JSON.
    pub sha256: Digest,
    /// Its title.
    pub title: String,
    /// The standard or regulation it follows, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
}

/// The place that was inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The site's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its postal address, one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The name of the client for whom it is inspected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
}

/// What an organisation says of itself on its reports, each on one line. Nobody has verified it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its registration or tax number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
    /// Its telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The address of its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<String>,
}

impl Company {
    /// What it says, in the order in which reports print it.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        [&self.address, &self.tax_number, &self.phone, &self.email, &self.web].into_iter().filter_map(Option::as_deref)
    }
}

/// A person as the report names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The person's id within Norven.
    pub id: String,
    /// Their name.
    pub name: String,
}

/// That an inspection was opened again to correct the report that was issued of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Why, in the words of who began it.
    pub reason: String,
    /// When it was begun (server time).
    pub started_at: Instant,
    /// By whom.
    pub started_by: Person,
    /// When it was finished, that is frozen again (server time).
    pub finished_at: Instant,
}

/// The result in figures. Only answers that can pass or fail count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Passed ÷ (passed + failed), per cent with one digit (`"86.2"`); absent when nothing counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
    /// Answers that pass.
    pub passed: u32,
    /// Answers that fail.
    pub failed: u32,
    /// Answers that do not apply.
    pub not_applicable: u32,
    /// Items of the checklist, instructions and signature slots left out.
    pub items: u32,
}

/// A section of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Its items in order, each with its answer. Signature slots are not among them: who signed
    /// stands in [`Record::signatures`] only.
    pub answers: Vec<Answer>,
}

/// An item and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The item's id.
    pub item: String,
    /// Its number as printed, for example `2.1`.
    pub number: String,
    /// The question, or the text of an instruction.
    pub question: String,
    /// What was answered; absent where an optional item was left open, and for instructions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What the answer means for the result.
    pub outcome: Outcome,
    /// The inspector's note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Ids of the photos beside this answer, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
    /// What has to be done about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// When the answer was last changed (server time); absent where nothing was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Instant>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Value {
    /// The item passes.
    Pass,
    /// The item fails.
    Fail,
    /// The item does not apply here.
    NotApplicable,
    /// Yes.
    Yes,
    /// No.
    No,
    /// One of several choices, as worded.
    Choice {
        /// The chosen wording.
        text: String,
    },
    /// Any of several choices, as worded, in the checklist's order.
    Choices {
        /// The chosen wordings.
        texts: Vec<String>,
    },
    /// Free text.
    Text {
        /// The text.
        text: String,
    },
    /// A reading.
    Number {
        /// The figure, a decimal string with a point (`"71.5"`).
        decimal: String,
        /// Its unit as printed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Lower limit (inclusive), a decimal string.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// Upper limit (inclusive), a decimal string.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<String>,
    },
    /// A calendar date, `2026-11-22`.
    Date {
        /// The date.
        date: String,
    },
    /// A time of day, `10:48`.
    Time {
        /// The time.
        time: String,
    },
    /// A date and time of day at the site, `2026-11-22T10:48`.
    DateTime {
        /// The local date and time.
        local: String,
    },
    /// An item that asks for photos: they are in [`Answer::photos`].
    Photos,
}

/// What an answer means for the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It passes.
    Pass,
    /// It fails: a failing choice, or a reading outside its limits.
    Fail,
    /// It does not apply.
    NotApplicable,
    /// It informs and does not count.
    Neutral,
}

/// A corrective action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The action's id.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// Who does it, as named by the inspector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// By when: a calendar date, `2026-11-29`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Whether it was already done on site.
    pub done: bool,
    /// When it was noted as done on site, and by whom. Only where it was done on site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on_site: Option<Deed>,
    /// When it was closed after the inspection, and by whom: by the time of this report, not on site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_later: Option<Deed>,
}

/// That somebody did something, by the server's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Person,
}

/// A photo: the evidence as it arrived, and what the PDF shows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The file's id.
    pub id: String,
    /// What it is; today always `photo`.
    pub kind: FileKind,
    /// Its media type as it arrived, for example `image/jpeg`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Its size as it arrived, in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes as they arrived.
    pub sha256: Digest,
    /// The derivative embedded in the PDF byte for byte.
    pub shown: Shown,
    /// When it was taken, by its own EXIF data: local time without zone, `2026-11-22T09:31:07`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<String>,
    /// The inspector's caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What the inspector drew over it, the lowest first. The PDF draws it over [`File::shown`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Annotation>,
}

/// The kind of a [`File`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A photograph.
    Photo,
}

/// The JPEG derivative of a photo that the PDF embeds unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}
