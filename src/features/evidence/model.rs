//! Photos and signatures, as both sides know them.

/// The limits of a photo, and the longest side of what the browser sends unless originals are kept.
pub use norven_picture::{MAX_BYTES as MAX_PHOTO_BYTES, MAX_PIXELS as MAX_PHOTO_PIXELS, SHOWN_SIDE};
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

/// Most signatures of one inspection at a time.
pub const MAX_SIGNATURES: i64 = 50;
/// The same with those that opening it again made void.
pub const MAX_SIGNATURES_EVER: i64 = 1000;
/// Most bytes of all signatures in a record: with [`MAX_CORE_BYTES`] and what stands around both, they fill one.
///
/// [`MAX_CORE_BYTES`]: crate::features::inspections::model::MAX_CORE_BYTES
pub const MAX_SIGNATURE_BYTES: usize = 304 * 1024;
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
pub const CONSENT_VERSION: u32 = 2;

/// The text that signers agree to, in their language: it says whether the report prints where a signature
/// came from. Changing it needs a new version.
#[must_use]
pub fn consent_text(locale: Locale, printed: bool) -> String {
    let t = &locale.words().evidence;
    format!("{} {}", t.consent, if printed { t.consent_printed } else { t.consent_kept })
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
    /// Who signs. Of who signs in their own session it is the account that says so.
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
    /// Whether it said that the report prints where the signature came from.
    pub consent_printed: bool,
    /// Drawn or typed.
    pub method: Method,
    /// The strokes, where it was drawn.
    pub strokes: Vec<Stroke>,
    /// Whether the signer is the person who is signed in, on their own device.
    pub own_device: bool,
    /// What the person who is signed in is called, where their account does not say so yet.
    pub account_name: Option<String>,
    /// The device's clock.
    pub at: Timestamp,
    /// The position, where the signer permitted it.
    pub position: Option<Position>,
}

#[cfg(test)]
mod tests {
    use norven_proof::record::Shape;
    use proptest::prelude::*;

    use super::*;

    fn annotation() -> impl Strategy<Value = Annotation> {
        let point = || [0..=Annotation::FIELD, 0..=Annotation::FIELD];
        (any::<bool>(), point(), point()).prop_map(|(is_arrow, from, to)| Annotation {
            shape: if is_arrow { Shape::Arrow } else { Shape::Circle },
            from,
            to,
        })
    }

    fn problem(annotations: &[Annotation]) -> Option<PhotoProblem> {
        match check_annotations(annotations) {
            Err(AppError::Photo { problem }) => Some(problem),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn what_is_drawn_on_a_photo_is_taken_and_read_back_as_it_was(
            drawn in prop::collection::vec(annotation().prop_filter("more than a point", Annotation::is_drawable), 0..=MAX_ANNOTATIONS),
        ) {
            prop_assert_eq!(problem(&drawn), None);
            let kept = serde_json::to_string(&drawn).expect("plain data");
            prop_assert_eq!(serde_json::from_str::<Vec<Annotation>>(&kept).expect("what was kept"), drawn);
        }

        #[test]
        fn one_that_leaves_the_photo_spoils_the_drawing(
            mut drawn in prop::collection::vec(annotation(), 1..=MAX_ANNOTATIONS),
            at: prop::sample::Index,
            beyond in Annotation::FIELD + 1..=u16::MAX,
        ) {
            let at = at.index(drawn.len());
            drawn[at].to[1] = beyond;
            prop_assert_eq!(problem(&drawn), Some(PhotoProblem::NotDrawable));
        }
    }

    #[test]
    fn there_are_no_more_shapes_than_the_limit() {
        let circle = Annotation { shape: Shape::Circle, from: [5000, 5000], to: [6000, 5000] };
        assert_eq!(problem(&[circle; MAX_ANNOTATIONS]), None);
        assert_eq!(problem(&[circle; MAX_ANNOTATIONS + 1]), Some(PhotoProblem::TooManyAnnotations));
    }
}
