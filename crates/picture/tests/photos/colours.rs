//! One colour on every screen and on paper: what is shown is sRGB.

use std::{collections::BTreeMap, io::Cursor};

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::{
        jpeg::{JpegDecoder, JpegEncoder},
        png::PngEncoder,
        webp::WebPEncoder,
    },
};
use moxcms::{ColorProfile, ToneReprCurve};
use norven_picture::{derive, logo};
use proptest::prelude::*;
use serde_json::Value;

use super::tools::{alike, case, colour, open, shown, turned, with_profile};

fn figures<const N: usize>(list: &Value) -> [i32; N] {
    let list: Vec<i32> =
        list.as_array().expect("a list").iter().map(|n| n.as_i64().expect("a figure") as i32).collect();
    list.try_into().expect("so many figures")
}

/// The profile that a JPEG carries.
fn profile_of(name: &str) -> Vec<u8> {
    let mut decoder = JpegDecoder::new(Cursor::new(case(name))).expect("a JPEG");
    decoder.icc_profile().expect("readable").expect("a profile")
}

fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut out = Vec::new();
    // `encode_image` would make three parts of grey.
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, 95)).expect("encodes");
    out
}

/// A profile of four inks that prints every mixture in one grey (ICC.1:2004, 6.1 and 10.8): Lab 53, 0, 0.
fn all_grey() -> Vec<u8> {
    let identity = [1_u32 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 16].map(u32::to_be_bytes).concat();
    let ramp: Vec<u8> = (0..=255).collect();
    let mixtures = [135, 128, 128].repeat(16);
    let table =
        [b"mft1\0\0\0\0\x04\x03\x02\0".as_slice(), &identity, &ramp.repeat(4), &mixtures, &ramp.repeat(3)].concat();
    let mut profile = vec![0; 128];
    let size = 128 + 4 + 12 + table.len();
    profile[..4].copy_from_slice(&(size as u32).to_be_bytes());
    profile[8..24].copy_from_slice(b"\x02\x40\0\0prtrCMYKLab ");
    profile[36..40].copy_from_slice(b"acsp");
    profile[68..80].copy_from_slice(&[0xF6D6_u32, 0x1_0000, 0xD32D].map(u32::to_be_bytes).concat());
    profile.extend(1_u32.to_be_bytes());
    profile.extend(b"A2B0");
    profile.extend([144_u32, table.len() as u32].map(u32::to_be_bytes).concat());
    [profile, table].concat()
}

#[test]
fn every_patch_has_its_colour_whatever_profile_or_inks_it_came_with() {
    let cases: BTreeMap<String, Vec<Value>> =
        serde_json::from_slice(&case("photo-colours.json")).expect("cases with their patches");
    assert_eq!(cases.len(), 5);
    for (name, patches) in cases {
        let derived = derive(&case(&name)).expect("a photo");
        let (logo, large, small) = (logo(&case(&name)).expect("a logo"), derived.shown, derived.thumb);
        for (kind, jpeg) in [("shown", large), ("thumb", small), ("logo", logo)] {
            let picture = open(&jpeg);
            for patch in &patches {
                let found = colour(&picture, figures(&patch["centre"]).map(|at: i32| at as u32));
                assert!(alike(found, figures(&patch["srgb"])), "{name}, {kind}, {}: {found:?}", patch["patch"]);
            }
        }
    }
}

#[test]
fn a_picture_of_inks_is_turned_upright_like_any_other() {
    let upright = shown(&case("photo-ycck-adobe.jpg")).expect("a photo");
    // 6 is a quarter turn to the right: what was at the top left is at the top right.
    let turned = shown(&turned(&case("photo-ycck-adobe.jpg"), 6)).expect("a photo");
    assert_eq!((turned.width(), turned.height()), (240, 320));
    assert!(alike(colour(&turned, [210, 40]), colour(&upright, [40, 30])));
}

#[test]
fn the_profile_of_inks_says_what_they_look_like() {
    for name in ["photo-cmyk-adobe.jpg", "photo-cmyk-no-marker.jpg", "photo-ycck-adobe.jpg"] {
        let picture = shown(&with_profile(&case(name), &all_grey())).expect("a photo");
        for place in [[40, 30], [280, 30], [40, 210], [280, 210], [20, 120]] {
            let found = colour(&picture, place);
            assert!(alike(found, [126, 126, 126]), "{name}: {found:?}");
        }
    }
}

#[test]
fn the_profile_of_a_png_or_webp_is_heeded_before_it_is_laid_on_paper() {
    let profile = profile_of("photo-red-is-green.jpg");
    let picture = RgbaImage::from_fn(40, 20, |x, _| Rgba([234, 51, 35, if x < 20 { 0 } else { 255 }]));
    let (mut png, mut webp) = (Vec::new(), Vec::new());
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(profile.clone()).expect("PNG has profiles");
    encoder.write_image(&picture, 40, 20, image::ExtendedColorType::Rgba8).expect("encodes");
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_icc_profile(profile).expect("WebP has profiles");
    encoder.write_image(&picture, 40, 20, image::ExtendedColorType::Rgba8).expect("encodes");
    for bytes in [png, webp] {
        let picture = shown(&bytes).expect("a photo");
        assert!(alike(colour(&picture, [8, 10]), [255; 3]));
        assert!(alike(colour(&picture, [30, 10]), [51, 234, 35]));
    }
}

#[test]
fn the_profile_of_grey_says_how_light_its_shades_are() {
    let grey = DynamicImage::from(image::GrayImage::from_pixel(40, 20, image::Luma([128])));
    let of_curve = |curve| {
        let mut profile = ColorProfile::new_gray_with_gamma(2.2);
        profile.gray_trc = Some(curve);
        profile
    };
    // Half of the light is 188 in sRGB (IEC 61966-2-1); a curve without entries is the light itself (ICC.1:2022, 10.6).
    for (profile, expected) in [
        (ColorProfile::new_gray_with_gamma(2.2), 128),
        (ColorProfile::new_gray_with_gamma(1.0), 188),
        (of_curve(ToneReprCurve::Lut(Vec::new())), 188),
        (of_curve(ToneReprCurve::Lut(vec![0, u16::MAX])), 188),
    ] {
        let profile = profile.encode().expect("it is written");
        let found = colour(&shown(&with_profile(&jpeg(&grey), &profile)).expect("a photo"), [20, 10]);
        assert!(alike(found, [expected; 3]), "{found:?} instead of {expected}");
    }
}

#[test]
fn a_profile_that_is_not_for_grey_leaves_its_shades_as_they_are() {
    let grey = DynamicImage::from(image::GrayImage::from_pixel(40, 20, image::Luma([128])));
    // A profile for colours leaves shades of grey as they are, and one for inks is none of theirs.
    for (profile, expected) in [(profile_of("photo-p3.jpg"), [128; 3]), (all_grey(), [128; 3])] {
        assert!(alike(colour(&shown(&with_profile(&jpeg(&grey), &profile)).expect("a photo"), [20, 10]), expected));
    }
}

#[test]
fn a_profile_that_cannot_be_read_is_as_none() {
    let red = jpeg(&DynamicImage::from(RgbImage::from_pixel(40, 20, Rgb([234, 51, 35]))));
    for profile in [b"".as_slice(), b"acsp", &[0; 400], &profile_of("photo-p3.jpg")[..200]] {
        let found = colour(&shown(&with_profile(&red, profile)).expect("a photo"), [20, 10]);
        assert!(alike(found, [234, 51, 35]), "{found:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_damaged_profile_costs_no_photo(
        inks: bool,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let (mut profile, photo) = if inks {
            (all_grey(), case("photo-ycck-adobe.jpg"))
        } else {
            (profile_of("photo-p3.jpg"), jpeg(&DynamicImage::from(RgbImage::from_pixel(40, 20, Rgb([234, 51, 35])))))
        };
        for (at, byte) in changes {
            // The header and the list of parts twice as often as what they point at.
            let at = at.index(profile.len() * 2);
            let at = if at < profile.len() { at } else { (at - profile.len()) % 240 };
            profile[at] = byte;
        }
        prop_assert!(derive(&with_profile(&photo, &profile)).is_ok());
    }
}
