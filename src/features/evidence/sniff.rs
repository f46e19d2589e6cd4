//! What a file is, by its first bytes, before anything is decoded.

use super::{jpeg, model::MAX_PHOTO_PIXELS};
use crate::error::PhotoProblem;

/// A kind of picture that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

impl Kind {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

/// Tells what a file is and refuses what cannot be taken.
///
/// # Errors
/// Why the photo cannot be taken.
pub fn check(bytes: &[u8]) -> Result<Kind, PhotoProblem> {
    let kind = kind(bytes)?;
    let (width, height) = dimensions(kind, bytes).ok_or(PhotoProblem::Damaged)?;
    if u64::from(width) * u64::from(height) > MAX_PHOTO_PIXELS {
        return Err(PhotoProblem::TooManyPixels);
    }
    if kind == Kind::Jpeg && !jpeg::is_whole(bytes) {
        return Err(PhotoProblem::Damaged);
    }
    Ok(kind)
}

fn kind(bytes: &[u8]) -> Result<Kind, PhotoProblem> {
    const HEIC: [&[u8]; 12] =
        [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif", b"avis"];
    if bytes.is_empty() {
        return Err(PhotoProblem::Empty);
    }
    if bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| HEIC.contains(&brand)) {
        return Err(PhotoProblem::Heic);
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Ok(Kind::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(Kind::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Kind::Webp)
    } else {
        Err(PhotoProblem::NotAPhoto)
    }
}

fn dimensions(kind: Kind, bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let byte = |at: usize| bytes.get(at).copied().map(u32::from);
    let two = |at: usize| Some(byte(at)? | byte(at + 1)? << 8);
    match kind {
        Kind::Jpeg => jpeg::frame(bytes).map(|frame| (frame.width, frame.height)),
        // The header chunk comes first (PNG, 11.2.2).
        Kind::Png => Some((big(16)?, big(20)?)),
        // RFC 9649, 2.5 to 2.7.
        Kind::Webp => match bytes.get(12..16)? {
            b"VP8X" => {
                let three = |at: usize| Some((two(at)? | byte(at + 2)? << 16) + 1);
                Some((three(24)?, three(27)?))
            }
            b"VP8L" => {
                let bits = two(21)? | two(23)? << 16;
                Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
            }
            b"VP8 " => Some((two(26)? & 0x3FFF, two(28)? & 0x3FFF)),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes()].concat()
    }

    #[test]
    fn photos_are_known_by_their_bytes_whatever_they_are_called() {
        assert_eq!(check(&jpeg::tests::with_exif(b"")), Ok(Kind::Jpeg));
        assert_eq!(check(&png(40, 30)), Ok(Kind::Png));
        let lossless = [b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f".as_slice(), &[0x1F, 0xC0, 0x01, 0]].concat();
        assert_eq!(check(&lossless), Ok(Kind::Webp));
        assert_eq!(dimensions(Kind::Webp, &lossless), Some((32, 8)));
    }

    #[test]
    fn of_files_of_every_kind_those_that_are_photos_are_taken_and_the_others_named() {
        for (name, expected) in [
            ("a-jpeg.heic", Ok(Kind::Jpeg)),
            ("a-jpeg-without-a-name-ending", Ok(Kind::Jpeg)),
            ("a-png.jpg", Ok(Kind::Png)),
            ("png-16-bit-alpha.png", Ok(Kind::Png)),
            ("png-animated.png", Ok(Kind::Png)),
            ("png-grey-alpha.png", Ok(Kind::Png)),
            ("png-palette-transparent.png", Ok(Kind::Png)),
            ("webp-animated.webp", Ok(Kind::Webp)),
            ("webp-lossless.webp", Ok(Kind::Webp)),
            ("first/image.jpg", Ok(Kind::Jpeg)),
            ("second/image.jpg", Ok(Kind::Jpeg)),
            ("a-heic.jpg", Err(PhotoProblem::Heic)),
            ("empty.jpg", Err(PhotoProblem::Empty)),
            ("login-page.jpg", Err(PhotoProblem::NotAPhoto)),
        ] {
            assert_eq!(check(&jpeg::tests::case(&format!("photo-kinds/{name}"))), expected, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_taken_is_refused_with_its_reason() {
        assert_eq!(check(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(PhotoProblem::Heic));
        assert_eq!(check(b"%PDF-1.7"), Err(PhotoProblem::NotAPhoto));
        assert_eq!(check(b""), Err(PhotoProblem::Empty));
        assert_eq!(check(b"\x89PNG\r\n\x1a\n\0\0"), Err(PhotoProblem::Damaged));
        assert_eq!(check(&jpeg::tests::with_exif(b"")[..120]), Err(PhotoProblem::Damaged));
        assert_eq!(check(&png(60_000, 60_000)), Err(PhotoProblem::TooManyPixels));
    }
}
