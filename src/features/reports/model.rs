//! Reports, as both sides know them.

use norven_proof::{digest::Digest, envelope::MAX_FILE_BYTES};
use serde::{Deserialize, Serialize};

use crate::{
    features::inspections::model::{Tally, UnderWay},
    ids::{InspectionId, ReportId},
    time::Moment,
};

/// What a report has beside its photos, at most: pages, faces, record, logo, seal.
const MAX_OTHER_BYTES: usize = 16 << 20;

/// What the photos of a report may add up to. No verifier reads a larger report.
pub const MAX_PHOTO_BYTES: u64 = (MAX_FILE_BYTES - MAX_OTHER_BYTES) as u64;

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Its record is fixed; its PDF is being made.
    Rendering,
    /// It is issued.
    Issued,
    /// It could not be sealed in time, so it is not issued; it has to be issued again.
    Unsealed,
}

impl ReportState {
    /// As the database keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rendering => "rendering",
            Self::Issued => "issued",
            Self::Unsealed => "unsealed",
        }
    }

    /// From what the database keeps.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        [Self::Issued, Self::Unsealed].into_iter().find(|state| state.as_str() == text).unwrap_or(Self::Rendering)
    }
}

/// Whether a report that was issued is the last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    /// It is.
    Current,
    /// A corrected report replaced it.
    Replaced,
    /// The organisation revoked it.
    Revoked,
}

impl ReportStatus {
    /// From what the database keeps: of what is not issued yet there is no later word.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        match text {
            "replaced" => Self::Replaced,
            "revoked" => Self::Revoked,
            _ => Self::Current,
        }
    }
}

/// A revision of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its id.
    pub id: ReportId,
    /// Its revision, from 1.
    pub revision: u32,
    /// Where it stands.
    pub state: ReportState,
    /// Whether it is the last word.
    pub status: ReportStatus,
    /// When it was issued.
    pub issued: Moment,
    /// Why it was issued again; empty in the first.
    pub correction: String,
}

/// A report in a list. What it says is what its record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportSummary {
    /// Its id.
    pub id: ReportId,
    /// Its number, `NV-2026-000123`.
    pub number: String,
    /// Its revision, from 1.
    pub revision: u32,
    /// Where it stands.
    pub state: ReportState,
    /// Whether it is the last word.
    pub status: ReportStatus,
    /// The site's name.
    pub site: String,
    /// The template's title.
    pub template: String,
    /// The inspector's name.
    pub inspector: String,
    /// The result.
    pub tally: Tally,
    /// When it was issued.
    pub issued: Moment,
}

/// A report with its digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    /// What lists show.
    pub summary: ReportSummary,
    /// The inspection it is made of.
    pub inspection: InspectionId,
    /// Who issued it.
    pub issued_by: String,
    /// SHA-256 of the record: what the footer prints.
    pub content_sha256: Digest,
    /// SHA-256 of the whole file, once there is one.
    pub file_sha256: Option<Digest>,
    /// Size of the file.
    pub file_bytes: Option<u64>,
    /// Whether making the PDF was given up: the operator has to look.
    pub stuck: bool,
    /// Why it no longer stands, where it does not.
    pub standing: Option<Revocation>,
    /// The revisions of the report, the latest first.
    pub revisions: Vec<Revision>,
    /// The correction that is under way, if one is.
    pub correction: Option<UnderWay>,
    /// Whether the reader may revoke it.
    pub may_revoke: bool,
    /// Whether the reader may hand it over.
    pub may_share: bool,
}

/// That a report no longer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// Whether another report replaces it.
    pub superseded: bool,
    /// Why it was revoked; empty where it was replaced.
    pub reason: String,
    /// When.
    pub at: Moment,
}
