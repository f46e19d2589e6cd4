//! What the public register tells whoever asks.

use serde::{Deserialize, Serialize};

use crate::time::Moment;

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// What has this digest.
    pub kind: Kind,
    /// Who issued the report.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// Its revision.
    pub revision: i32,
    /// When, in UTC: the register belongs to no organisation.
    pub issued: Moment,
}

/// What has a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole PDF.
    File,
    /// The record inside one.
    Content,
}
