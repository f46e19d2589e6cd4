//! The cases, and looking at what was made of them.

use std::path::Path;

use image::RgbImage;
use norven_picture::{Derived, Refusal, derive};

/// A file of `tests/cases`.
pub fn case(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is shown of a photo, decoded.
pub fn shown(bytes: &[u8]) -> Result<RgbImage, Refusal> {
    derive(bytes).map(|Derived { shown, .. }| open(&shown))
}

/// A JPEG without profile, decoded: what it stores is sRGB.
pub fn open(jpeg: &[u8]) -> RgbImage {
    assert!(!jpeg.windows(11).any(|bytes| bytes == b"ICC_PROFILE"), "what is shown has no profile");
    image::load_from_memory(jpeg).expect("a picture").into_rgb8()
}

/// The colour around a place.
pub fn colour(picture: &RgbImage, [x, y]: [u32; 2]) -> [i32; 3] {
    let around = || (x.saturating_sub(2)..=x + 2).flat_map(|x| (y.saturating_sub(2)..=y + 2).map(move |y| (x, y)));
    let sum = |part: usize| around().map(|(x, y)| i32::from(picture.get_pixel(x, y).0[part])).sum::<i32>();
    [0, 1, 2].map(|part| sum(part) / around().count() as i32)
}

/// Whether two colours are one to the eye: twelve steps of 255 in each part.
pub fn alike(found: [i32; 3], expected: [i32; 3]) -> bool {
    found.into_iter().zip(expected).all(|(found, expected)| (found - expected).abs() <= 12)
}

/// A JPEG with one more segment after its first marker.
pub fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, content, &jpeg[2..]].concat()
}

/// A JPEG with a colour profile of one part.
pub fn with_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), profile].concat())
}

/// A JPEG that says how it is turned (Exif 2.32, 4.6.4, tag 274).
pub fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff =
        [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation, 0, 0, 0, 0, 0, 0]].concat();
    with_segment(jpeg, 0xE1, &[b"Exif\0\0".as_slice(), &tiff].concat())
}
