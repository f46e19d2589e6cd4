//! Photos and signatures, as both sides know them.

use norven_proof::{
    digest::Digest,
    record::{Annotation, Method, Stroke},
};
use norven_words::Locale;
use serde::{Deserialize, Serialize};

use crate::{
    error::{AppError, PhotoProblem},
    features::inspections::model::Position,
    ids::{InspectionId, ItemId, SignatureId},
    time::Timestamp,
};

/// Most bytes in a photo.
pub const MAX_PHOTO_BYTES: usize = 25 * 1024 * 1024;
/// Most pixels in a photo.
pub const MAX_PHOTO_PIXELS: u64 = 50_000_000;
/// Longest side of what the browser sends unless originals are kept, and of what is shown.
pub const SHOWN_SIDE: u32 = 2048;
/// Most points in a drawn signature.
pub const MAX_POINTS: usize = 8000;

/// Most arrows and circles over a photo.
pub const MAX_ANNOTATIONS: usize = 20;

/// Checks what is drawn over a photo.
///
/// # Errors
/// [`AppError::Photo`] where it is too much, or where some of it cannot be drawn.
pub fn check_annotations(annotations: &[Annotation]) -> Result<(), AppError> {
    let problem = if annotations.len() > MAX_ANNOTATIONS {
        PhotoProblem::TooManyAnnotations
    } else if annotations.iter().all(Annotation::is_drawable) {
        return Ok(());
    } else {
        PhotoProblem::NotDrawable
    };
    Err(AppError::Photo { problem })
}

/// The version of the text that signers agree to.
pub const CONSENT_VERSION: u32 = 1;

/// The text that signers agree to, in their language. Changing it needs a new version.
#[must_use]
pub fn consent_text(locale: Locale) -> &'static str {
    locale.words().evidence.consent_v1
}

/// What a person signs with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSignature {
    /// Its id, made by the browser.
    pub id: SignatureId,
    /// The inspection.
    pub inspection: InspectionId,
    /// The slot it fills, if any.
    pub slot: Option<ItemId>,
    /// Who signs.
    pub name: String,
    /// In which role.
    pub role: String,
    /// For which organisation; may be empty.
    pub organisation: String,
    /// Digest of the core that was on the screen.
    pub core_sha256: Digest,
    /// The language of the consent text that was on the screen.
    pub consent_locale: Locale,
    /// Its version.
    pub consent_version: u32,
    /// Drawn or typed.
    pub method: Method,
    /// The strokes, where it was drawn.
    pub strokes: Vec<Stroke>,
    /// Whether the signer is the person who is signed in, on their own device.
    pub own_device: bool,
    /// The device's clock.
    pub at: Timestamp,
    /// The position, where the signer permitted it.
    pub position: Option<Position>,
}
