//! What becomes of a photo before it is sent: whether it goes as it was taken, or is made smaller by the browser.

use super::{
    exif::{self, Facts},
    jpeg,
    model::MAX_PHOTO_BYTES,
    sniff::{self, Kind},
};
use crate::error::PhotoProblem;

/// How photos are to be treated.
#[derive(Clone, Copy, Debug)]
pub struct Wishes {
    /// Whether the organisation keeps them as taken.
    pub keep_original: bool,
    /// Longest side of those that are not, in pixels.
    pub side: u32,
    /// Their JPEG quality, in percent.
    pub quality: u8,
    /// Whether the person permits that the place is kept.
    pub keep_position: bool,
}

/// What is sent of a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// These bytes of a JPEG.
    AsTaken(Vec<u8>),
    /// What the browser draws of it.
    Smaller,
}

/// What becomes of a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it is.
    pub kind: Kind,
    /// What it says of itself.
    pub facts: Facts,
    /// What is sent of it.
    pub sent: Sent,
}

/// Reads a photo and says what becomes of it. Only what is sent is held to the size of a photo.
///
/// # Errors
/// Why the photo cannot be taken.
pub fn plan(file: Vec<u8>, wishes: Wishes) -> Result<Plan, PhotoProblem> {
    let kind = sniff::check(&file)?;
    let mut facts = exif::facts(&file);
    if !wishes.keep_position {
        facts.position = None;
    }
    // Other formats than JPEG may hold a place that nobody here looks for: they are always drawn again.
    let sent = match kind {
        Kind::Jpeg if wishes.keep_original => {
            let kept = if wishes.keep_position { Some(file) } else { jpeg::without_position(&file) };
            Sent::AsTaken(kept.ok_or(PhotoProblem::Damaged)?)
        }
        // Browsers differ in what they make of inks, the server does not.
        Kind::Jpeg if jpeg::frame(&file).is_some_and(|frame| frame.components == 4) => undrawn(&file),
        Kind::Jpeg | Kind::Png | Kind::Webp => Sent::Smaller,
    };
    match &sent {
        Sent::AsTaken(bytes) if bytes.len() > MAX_PHOTO_BYTES => Err(PhotoProblem::TooManyBytes),
        _ => Ok(Plan { kind, facts, sent }),
    }
}

/// What is sent of a JPEG that the browser is not to draw, or cannot, and the server may: the picture alone, where it fits.
#[must_use]
pub fn undrawn(file: &[u8]) -> Sent {
    let alone = jpeg::without_position(file).filter(|bytes| bytes.len() <= MAX_PHOTO_BYTES);
    alone.map_or(Sent::Smaller, Sent::AsTaken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::features::evidence::jpeg::tests::{case, with_exif};

    const SMALL: Wishes = Wishes { keep_original: false, side: 2048, quality: 82, keep_position: false };
    const ORIGINAL: Wishes = Wishes { keep_original: true, ..SMALL };
    const WITH_PLACE: Wishes = Wishes { keep_position: true, ..ORIGINAL };

    fn sent(file: &[u8], wishes: Wishes) -> Result<Sent, PhotoProblem> {
        plan(file.to_vec(), wishes).map(|plan| plan.sent)
    }

    /// A file that is too large for what it has behind its picture.
    fn heavy(file: &[u8]) -> Vec<u8> {
        [file, &vec![0; MAX_PHOTO_BYTES]].concat()
    }

    #[test]
    fn an_original_goes_as_it_was_taken_or_without_its_place() {
        let file = with_exif(&exif::tests::tiff(true));
        let place = |wishes| plan(file.clone(), wishes).expect("a photo").facts.position.is_some();
        assert_eq!(sent(&file, WITH_PLACE), Ok(Sent::AsTaken(file.clone())));
        let without = jpeg::without_position(&file).expect("a whole file");
        assert_eq!(sent(&file, ORIGINAL), Ok(Sent::AsTaken(without.clone())));
        assert_eq!(undrawn(&file), Sent::AsTaken(without));
        assert_eq!(sent(&file, SMALL), Ok(Sent::Smaller));
        assert!(place(WITH_PLACE) && !place(ORIGINAL) && !place(SMALL));
        assert!(place(Wishes { keep_original: false, ..WITH_PLACE }), "it goes beside a photo that is drawn again");
    }

    #[test]
    fn a_photo_is_judged_by_the_size_of_what_is_sent() {
        let film = heavy(&case("photo-trailer-motion.jpg"));
        assert!(matches!(sent(&film, SMALL), Ok(Sent::Smaller)));
        assert!(matches!(sent(&film, ORIGINAL), Ok(Sent::AsTaken(bytes)) if bytes.len() < film.len() / 2));
        assert_eq!(sent(&film, WITH_PLACE), Err(PhotoProblem::TooManyBytes));
        let png = heavy(&case("photo-kinds/a-png.jpg"));
        assert_eq!(sent(&png, ORIGINAL), Ok(Sent::Smaller));
    }

    #[test]
    fn inks_are_left_to_the_server() {
        for name in ["photo-cmyk-adobe.jpg", "photo-cmyk-no-marker.jpg", "photo-ycck-adobe.jpg"] {
            assert!(matches!(sent(&case(name), SMALL), Ok(Sent::AsTaken(_))), "{name}");
        }
        for name in ["photo-p3.jpg", "photo-red-is-green.jpg"] {
            assert!(matches!(sent(&case(name), SMALL), Ok(Sent::Smaller)), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_file_whatever_is_in_it_stops_the_page(
            at: prop::sample::Index,
            bytes in prop::collection::vec(any::<u8>(), 1..20),
            cut: prop::sample::Index,
        ) {
            for file in ["photo-trailer-mpo.jpg", "photo-trailer-motion.jpg", "photo-kinds/webp-lossless.webp"] {
                let mut file = case(file);
                let at = at.index(file.len().min(400));
                let end = (at + bytes.len()).min(file.len());
                file[at..end].copy_from_slice(&bytes[..end - at]);
                for wishes in [SMALL, ORIGINAL, WITH_PLACE] {
                    drop(plan(file.clone(), wishes));
                    drop(plan(file[..cut.index(file.len())].to_vec(), wishes));
                }
            }
        }
    }
}
