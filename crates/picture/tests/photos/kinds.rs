//! Files of every kind that people choose, whatever they are called.

use norven_picture::{Refusal, derive};

use super::tools::{alike, case, colour, shown};

#[test]
fn what_a_browser_can_show_is_taken_by_its_bytes_and_what_it_cannot_is_named() {
    for (name, expected) in [
        ("a-jpeg.heic", Ok("image/jpeg")),
        ("a-jpeg-without-a-name-ending", Ok("image/jpeg")),
        ("a-png.jpg", Ok("image/png")),
        ("png-16-bit-alpha.png", Ok("image/png")),
        ("png-animated.png", Ok("image/png")),
        ("png-grey-alpha.png", Ok("image/png")),
        ("png-palette-transparent.png", Ok("image/png")),
        ("webp-animated.webp", Ok("image/webp")),
        ("webp-lossless.webp", Ok("image/webp")),
        ("first/image.jpg", Ok("image/jpeg")),
        ("second/image.jpg", Ok("image/jpeg")),
        ("a-heic.jpg", Err(Refusal::Heic)),
        ("empty.jpg", Err(Refusal::Empty)),
        ("login-page.jpg", Err(Refusal::NotAPhoto)),
    ] {
        let derived = derive(&case(&format!("photo-kinds/{name}"))).map(|derived| derived.media_type);
        assert_eq!(derived, expected, "{name}");
    }
}

#[test]
fn sixteen_bits_are_seen_in_eight_and_what_is_transparent_is_white() {
    for (name, left, right) in [
        ("png-16-bit-alpha.png", [0, 0, 255], [255, 127, 127]),
        ("png-grey-alpha.png", [40, 40, 40], [255, 255, 255]),
        ("png-palette-transparent.png", [30, 80, 200], [255, 255, 255]),
    ] {
        let picture = shown(&case(&format!("photo-kinds/{name}"))).expect("a photo");
        let found = (colour(&picture, [10, 24]), colour(&picture, [53, 24]));
        assert!(alike(found.0, left) && alike(found.1, right), "{name}: {found:?}");
    }
}

#[test]
fn of_several_pictures_in_a_file_the_first_is_shown() {
    for name in ["motion", "mpo", "ultra-hdr"] {
        let bytes = case(&format!("photo-trailer-{name}.jpg"));
        let first = bytes.windows(2).position(|pair| pair == [0xFF, 0xD9]).expect("an end") + 2;
        assert!(first < bytes.len(), "{name} has more behind it");
        let (whole, alone) = (shown(&bytes).expect("a photo"), shown(&bytes[..first]).expect("a photo"));
        assert_eq!(whole.dimensions(), (320, 240), "{name}");
        assert!(whole == alone, "{name}");
    }
}

#[test]
fn a_picture_of_extreme_proportions_is_whole_and_not_squashed() {
    for (name, size) in [("1-pixel", (1, 1)), ("tall", (85, 2040)), ("thread", (5, 1875)), ("wide", (2040, 85))] {
        let derived = derive(&case(&format!("photo-extreme-{name}.jpg"))).expect("a photo");
        assert_eq!((derived.width, derived.height), size, "{name}");
    }
}

#[test]
fn of_an_animation_the_first_frame_is_shown() {
    for name in ["png-animated.png", "webp-animated.webp"] {
        let picture = shown(&case(&format!("photo-kinds/{name}"))).expect("a photo");
        let found = (colour(&picture, [10, 60]), colour(&picture, [140, 105]));
        assert!(alike(found.0, [235, 235, 230]) && alike(found.1, [240, 200, 30]), "{name}: {found:?}");
    }
}
