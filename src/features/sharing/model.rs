//! Links to reports, as both sides know them.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ReportId, ReportLinkId},
    time::Moment,
};

/// For how many days a link can be open.
pub const DAYS: [u32; 4] = [7, 30, 90, 365];
/// For how many days it is open where nobody chose.
pub const USUAL_DAYS: u32 = 30;
/// Most characters of a note to those who get a mail.
pub const MAX_NOTE: usize = 1000;
/// Most people who get a mail at once.
pub const MAX_RECIPIENTS: usize = 20;

/// A link that is to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewLink {
    /// The report.
    pub report: ReportId,
    /// For how many days it opens, one of [`DAYS`].
    pub days: u32,
    /// Whether who opens it is asked for a code.
    pub with_code: bool,
}

/// A link that was made. It is told once: what is kept is its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeLink {
    /// Its address.
    pub address: String,
    /// The code that it asks for, in two groups.
    pub code: Option<String>,
}

/// A report that is to be mailed to people, each with a link of their own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sending {
    /// The report.
    pub report: ReportId,
    /// The addresses, as they were typed: one a line, or with commas or semicolons between them.
    pub to: String,
    /// What is said to them; may be empty.
    pub note: String,
    /// For how many days the links open, one of [`DAYS`].
    pub days: u32,
}

/// Whether a link opens the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It does.
    Open,
    /// Its time is over.
    Expired,
    /// Somebody of the organisation ended it.
    Revoked,
}

/// A link in the list of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkLine {
    /// Its id.
    pub id: ReportLinkId,
    /// Whom it was mailed to; nobody where it was handed on by hand.
    pub recipient: Option<String>,
    /// What was said in the mail; may be empty.
    pub note: String,
    /// When it was made.
    pub created: Moment,
    /// By whom.
    pub by: String,
    /// Until when it opens, or opened.
    pub expires: Moment,
    /// Whether it asks for a code.
    pub has_code: bool,
    /// How often the report was opened by it; within a minute it counts once.
    pub views: u32,
    /// When it was last opened.
    pub viewed: Option<Moment>,
    /// Whether it opens the report.
    pub state: LinkState,
}
