//! Files that are not read as a report, and the report in them.

use serde::Serialize;

use super::Verdict;
use crate::transit::Wrapper;

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// It does not say that it is a PDF.
    NotPdf,
    /// It is larger than any report.
    TooLarge {
        /// The largest size that is read, in bytes.
        limit: usize,
    },
    /// It is an archive, a mail or a signed file, and no report was found in it: because it holds
    /// none, or because it is encrypted, packed twice or otherwise closed to this verifier.
    Packed {
        /// What it is.
        wrapper: Wrapper,
    },
}

/// The report in a file of another kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inside {
    /// What it is called there, where that is known: letters, digits and a few signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    pub verdict: Verdict,
    /// Its bytes, to hand out.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}
