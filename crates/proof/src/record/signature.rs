//! Signatures: who agreed to what, and how that is known.

use serde::{Deserialize, Serialize};

use super::{Instant, Person};
use crate::digest::Digest;

/// A simple electronic signature (eIDAS Art. 3(10)) under the core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The signature's id.
    pub id: String,
    /// Who signed.
    pub name: String,
    /// In which role, as they named it (`caretaker`).
    pub role: String,
    /// For which organisation, as they named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// What qualifies the signer, as their account said when they signed. Only of
    /// [`Identification::Session`]: nobody else's account says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<String>,
    /// The number of the signer's licence, as their account said when they signed. Only of
    /// [`Identification::Session`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_number: Option<String>,
    /// Digest of the [`Core`](super::Core) that was signed: SHA-256 of its canonical JSON.
    pub core_sha256: Digest,
    /// What the person agreed to.
    pub consent: Consent,
    /// Drawn or typed.
    pub method: Method,
    /// The drawn strokes, or nothing for a typed name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strokes: Vec<Stroke>,
    /// How Norven knew who it was.
    pub identified_by: Identification,
    /// Whose session it was given in: id and name of the account. By [`Identification::Session`] it is
    /// the signer, otherwise the only person who vouches for them.
    pub signed_in: Person,
    /// On whose device it was given.
    pub device: Device,
    /// The device's clock.
    pub device_time: Instant,
    /// The server's clock.
    pub server_time: Instant,
    /// Whether a position was recorded with the person's permission.
    pub position_recorded: bool,
    /// Salted commitment to the IP address.
    pub ip_c: Digest,
    /// Salted commitment to the user agent.
    pub ua_c: Digest,
    /// Salted commitment to the position, where one was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gps_c: Option<Digest>,
    /// What the organisation chose to print of where the signature came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<PrintedOrigin>,
}

/// The text a signer agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// BCP 47 tag of its language.
    pub language: String,
    /// Its version.
    pub version: u32,
    /// The text.
    pub text: String,
    /// SHA-256 of the text's UTF-8 bytes.
    pub sha256: Digest,
}

/// How a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Drawn on a canvas.
    Drawn,
    /// The name was typed.
    Typed,
}

/// How the signer was identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identification {
    /// They were signed in to Norven themselves; the name is that of their account.
    Session,
    /// By nobody but the person who was signed in; the name is what was typed.
    Inspector,
}

/// On whose device a signature was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// The signer's own.
    Own,
    /// The inspector's: IP address, user agent and position are then the inspector's.
    Inspector,
}

/// One stroke of a drawn signature: points in the order in which they were drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stroke(pub Vec<[u32; 3]>);

impl Stroke {
    /// Width of the field a stroke's points lie in: `[x, y, width]`, x in `0..=1000`.
    pub const FIELD_WIDTH: u32 = 1000;
    /// Height of that field: y in `0..=400`. The third number is the pen's width in tenths.
    pub const FIELD_HEIGHT: u32 = 400;
}

/// Where a signature came from, printed only where the organisation chose so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedOrigin {
    /// The IP address.
    pub ip: String,
    /// The user agent.
    pub user_agent: String,
    /// Latitude and longitude in decimal degrees (WGS 84), and accuracy in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<PrintedPosition>,
}

/// A position as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedPosition {
    /// Latitude, decimal degrees.
    pub latitude: String,
    /// Longitude, decimal degrees.
    pub longitude: String,
    /// Radius of accuracy in metres.
    pub accuracy_m: u32,
}
