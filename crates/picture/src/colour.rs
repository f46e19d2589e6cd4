//! Colours as a photo stores them, made those of sRGB: the one space that pages and paper are written in.
//!
//! A profile that cannot be read is as none, as browsers have it: light is taken for sRGB, inks for ideal ones.

use std::sync::Arc;

use image::{DynamicImage, Rgb, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, Transform8BitExecutor, TransformOptions};

/// Tables are looked for in the order in which viewers prefer them.
const INTENTS: [RenderingIntent; 3] =
    [RenderingIntent::Perceptual, RenderingIntent::RelativeColorimetric, RenderingIntent::Saturation];

/// A decoded picture of light, RGB or grey, in sRGB. What is transparent becomes paper.
pub(crate) fn of_light(picture: DynamicImage, profile: Option<&[u8]>) -> RgbImage {
    let profile = profile.and_then(read);
    let (alpha, grey) = (picture.color().has_alpha(), !picture.color().has_color());
    let space = profile.as_ref().map(|profile| profile.color_space);
    match (profile, space) {
        (Some(profile), Some(DataColorSpace::Gray)) if grey => {
            let (width, height) = (picture.width(), picture.height());
            let (stored, from, to) = if alpha {
                (picture.to_luma_alpha8().into_raw(), Layout::GrayAlpha, Layout::Rgba)
            } else {
                (picture.to_luma8().into_raw(), Layout::Gray, Layout::Rgb)
            };
            match through(&profile, (&stored, from), to) {
                Some(shown) if alpha => RgbaImage::from_raw(width, height, shown).map(|shown| on_paper(&shown)),
                Some(shown) => RgbImage::from_raw(width, height, shown),
                None => None,
            }
            .unwrap_or_else(|| flat(picture))
        }
        (Some(profile), Some(DataColorSpace::Rgb)) if alpha => {
            let mut picture = picture.into_rgba8();
            in_place(&profile, &mut picture, Layout::Rgba);
            on_paper(&picture)
        }
        (Some(profile), Some(DataColorSpace::Rgb)) => {
            let mut picture = picture.into_rgb8();
            in_place(&profile, &mut picture, Layout::Rgb);
            picture
        }
        _ => flat(picture),
    }
}

/// Pixels of four inks, 0 being none, in sRGB.
pub(crate) fn of_inks(inks: &[u8], profile: Option<&[u8]>) -> Vec<u8> {
    let profile = profile.and_then(read).filter(|profile| profile.color_space == DataColorSpace::Cmyk);
    let shown = profile.and_then(|profile| through(&profile, (inks, Layout::Rgba), Layout::Rgb));
    shown.unwrap_or_else(|| {
        let light = |ink: u8, black: u8| {
            let product = u32::from(255 - ink) * u32::from(255 - black);
            u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
        };
        inks.as_chunks::<4>().0.iter().flat_map(|&[c, m, y, k]| [light(c, k), light(m, k), light(y, k)]).collect()
    })
}

fn flat(picture: DynamicImage) -> RgbImage {
    if picture.color().has_alpha() { on_paper(&picture.into_rgba8()) } else { picture.into_rgb8() }
}

fn read(profile: &[u8]) -> Option<ColorProfile> {
    ColorProfile::new_from_slice(profile).ok()
}

fn to_srgb(profile: &ColorProfile, from: Layout, to: Layout) -> Option<Arc<Transform8BitExecutor>> {
    let srgb = ColorProfile::new_srgb();
    INTENTS.into_iter().find_map(|rendering_intent| {
        let options = TransformOptions { rendering_intent, ..TransformOptions::default() };
        profile.create_transform_8bit(from, &srgb, to, options).ok()
    })
}

/// Pixels through a profile into others; nothing where the profile is of no use.
fn through(profile: &ColorProfile, (stored, from): (&[u8], Layout), to: Layout) -> Option<Vec<u8>> {
    let mut shown = vec![0; stored.len() / from.channels() * to.channels()];
    to_srgb(profile, from, to)?.transform(stored, &mut shown).ok()?;
    Some(shown)
}

/// Pixels through a profile row by row: a photo may take a third of what decoding may.
fn in_place(profile: &ColorProfile, pixels: &mut [u8], layout: Layout) {
    const PIXELS: usize = 16 * 1024;
    let Some(transform) = to_srgb(profile, layout, layout) else { return };
    let mut stored = vec![0; PIXELS * layout.channels()];
    for row in pixels.chunks_mut(PIXELS * layout.channels()) {
        let stored = &mut stored[..row.len()];
        stored.copy_from_slice(row);
        if transform.transform(stored, row).is_err() {
            row.copy_from_slice(stored);
        }
    }
}

/// A picture with transparent parts, laid on white: JPEG knows none.
fn on_paper(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let mixed = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([mixed(red), mixed(green), mixed(blue)])
    })
}
