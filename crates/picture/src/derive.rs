//! What is made of a photo or a logo.

use std::io::Cursor;

use fast_image_resize::{
    FilterType, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::U8x3,
};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage, codecs::jpeg::JpegEncoder, metadata::Orientation,
};

use crate::{
    colour, jpeg,
    size::{MAX_BYTES, MAX_PIXELS, SHOWN_SIDE, fitted},
};

/// Longest side of a thumbnail.
pub const THUMB_SIDE: u32 = 480;
/// Quality of what is shown (libjpeg's scale): 0.82 is where a difference stops being seen.
const SHOWN_QUALITY: u8 = 82;
const THUMB_QUALITY: u8 = 72;
/// Longest side of a logo: 600 dots to the inch at the width it has on a cover.
const LOGO_SIDE: u32 = 1200;
/// Lettering shows what photos hide.
const LOGO_QUALITY: u8 = 92;
/// Most bytes that decoding may take: 50 megapixels in RGBA, and room to work.
pub const MAX_DECODED: u64 = 512 * 1024 * 1024;

/// The kinds of HEIF by the brand of a file (ISO/IEC 23008-12, annex B; AVIF, section 6).
const HEIC_BRANDS: [&[u8; 4]; 12] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif", b"avis"];

/// Why a picture is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// HEIC or AVIF, which not every browser shows.
    #[error("a HEIC picture")]
    Heic,
    /// No bytes at all.
    #[error("an empty file")]
    Empty,
    /// Neither JPEG, PNG nor WebP.
    #[error("not a picture")]
    NotAPhoto,
    /// Cut short or damaged.
    #[error("a damaged picture")]
    Damaged,
    /// More than [`MAX_PIXELS`].
    #[error("more than {MAX_PIXELS} pixels")]
    TooManyPixels,
    /// More than [`MAX_BYTES`].
    #[error("more than {MAX_BYTES} bytes")]
    TooManyBytes,
}

/// What is made of a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// What reports and pages show: upright JPEG, without metadata.
    pub shown: Vec<u8>,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// A small one for lists.
    pub thumb: Vec<u8>,
    /// The media type that the bytes really have.
    pub media_type: &'static str,
}

/// Tells what a photo is by its first bytes.
fn format(bytes: &[u8]) -> Result<(ImageFormat, &'static str), Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let brand = bytes.get(4..12);
    if let Some(brand) = brand
        && brand.starts_with(b"ftyp")
        && HEIC_BRANDS.iter().any(|known| brand.ends_with(*known))
    {
        return Err(Refusal::Heic);
    }
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => Ok((ImageFormat::Jpeg, "image/jpeg")),
        Ok(ImageFormat::Png) => Ok((ImageFormat::Png, "image/png")),
        Ok(ImageFormat::WebP) => Ok((ImageFormat::WebP, "image/webp")),
        _ => Err(Refusal::NotAPhoto),
    }
}

/// Makes what is shown of a photo.
///
/// # Errors
/// [`Refusal`] says why it cannot be taken.
pub fn derive(bytes: &[u8]) -> Result<Derived, Refusal> {
    let (picture, media_type) = read(bytes)?;
    let shown = shrink(&picture, SHOWN_SIDE)?;
    let thumb = shrink(&shown, THUMB_SIDE)?;
    Ok(Derived {
        width: shown.width(),
        height: shown.height(),
        thumb: encode(&thumb, THUMB_QUALITY)?,
        shown: encode(&shown, SHOWN_QUALITY)?,
        media_type,
    })
}

/// Makes a logo ready for print: JPEG without metadata, what is transparent becomes paper.
///
/// # Errors
/// [`Refusal`] says why it cannot be taken.
pub fn logo(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (picture, _) = read(bytes)?;
    encode(&shrink(&picture, LOGO_SIDE)?, LOGO_QUALITY)
}

/// A stranger's picture, upright, and the media type that its bytes have.
fn read(bytes: &[u8]) -> Result<(RgbImage, &'static str), Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::TooManyBytes);
    }
    let (format, media_type) = format(bytes)?;
    if format == ImageFormat::Jpeg && !jpeg::reaches_its_end(bytes) {
        return Err(Refusal::Damaged);
    }
    Ok((decode(bytes, format)?, media_type))
}

/// Decodes an upright picture in sRGB. Dimensions are read first, so that a bomb costs nothing.
fn decode(bytes: &[u8], format: ImageFormat) -> Result<RgbImage, Refusal> {
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_DECODED);
    let reader = || {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits.clone());
        reader
    };
    let (width, height) = reader().into_dimensions().map_err(|_| Refusal::Damaged)?;
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
    let mut decoder = reader().into_decoder().map_err(|_| Refusal::Damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let inks = if format == ImageFormat::Jpeg { jpeg::inks(bytes, pixels)? } else { None };
    let picture = match inks {
        Some(inks) => RgbImage::from_raw(width, height, colour::of_inks(&inks, profile.as_deref())),
        None => {
            let picture = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Damaged)?;
            Some(colour::of_light(picture, profile.as_deref()))
        }
    };
    let mut picture = DynamicImage::from(picture.ok_or(Refusal::Damaged)?);
    picture.apply_orientation(orientation);
    Ok(picture.into_rgb8())
}

fn shrink(picture: &RgbImage, longest: u32) -> Result<RgbImage, Refusal> {
    let (width, height) = picture.dimensions();
    let (to_width, to_height) = fitted((width, height), longest);
    if (to_width, to_height) == (width, height) {
        return Ok(picture.clone());
    }
    // Of a known kind of pixel: the code for the others would be most of this crate's.
    let source = TypedImageRef::<U8x3>::from_buffer(width, height, picture.as_raw()).map_err(|_| Refusal::Damaged)?;
    let mut shrunk = RgbImage::new(to_width, to_height);
    let mut target = TypedImage::<U8x3>::from_buffer(to_width, to_height, &mut shrunk).map_err(|_| Refusal::Damaged)?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize_typed(&source, &mut target, &options).map_err(|_| Refusal::Damaged)?;
    Ok(shrunk)
}

fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality).encode_image(picture).map_err(|_| Refusal::Damaged)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        encode(&RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90])), 90).expect("encodes")
    }

    #[test]
    fn a_large_photo_is_shown_at_most_2048_pixels_wide_and_keeps_its_shape() {
        let derived = derive(&jpeg(4096, 1024)).expect("a photo");
        assert_eq!((derived.width, derived.height), (2048, 512));
        assert_eq!(derived.media_type, "image/jpeg");
        let thumb = image::load_from_memory(&derived.thumb).expect("a picture");
        assert_eq!((thumb.width(), thumb.height()), (480, 120));
    }

    #[test]
    fn a_photo_cut_short_is_refused_and_never_half_shown() {
        let whole = jpeg(1200, 900);
        for length in [3, 20, whole.len() / 4, whole.len() / 2, whole.len() - 2] {
            assert_eq!(derive(&whole[..length]).err(), Some(Refusal::Damaged), "{length}");
            assert_eq!(logo(&whole[..length]).err(), Some(Refusal::Damaged), "{length}");
        }
    }

    #[test]
    fn what_is_transparent_in_a_logo_is_paper() {
        let half = RgbaImage::from_fn(40, 20, |x, _| Rgba([200, 0, 0, if x < 20 { 0 } else { 255 }]));
        let mut png = Cursor::new(Vec::new());
        DynamicImage::from(half).write_to(&mut png, ImageFormat::Png).expect("encodes");
        let logo = image::load_from_memory(&logo(png.get_ref()).expect("a logo")).expect("a picture").into_rgb8();
        assert_eq!(logo.dimensions(), (40, 20));
        assert!(logo.get_pixel(4, 10).0.iter().all(|part| *part > 245), "{:?}", logo.get_pixel(4, 10));
        assert!(logo.get_pixel(36, 10).0[0] > 180 && logo.get_pixel(36, 10).0[1] < 30);
    }

    #[test]
    fn heic_and_files_that_are_no_photos_are_told_apart() {
        let heic = [b"\0\0\0\x18ftypheic".as_slice(), &[0; 40]].concat();
        assert_eq!(derive(&heic).err(), Some(Refusal::Heic));
        assert_eq!(derive(b"%PDF-1.7 not a photo").err(), Some(Refusal::NotAPhoto));
        assert_eq!(derive(b"").err(), Some(Refusal::Empty));
    }

    #[test]
    fn a_decompression_bomb_is_refused_by_its_dimensions() {
        // A PNG header that claims 60,000 × 60,000 pixels (PNG, 11.2.2), with a valid checksum.
        let mut header = b"IHDR".to_vec();
        header.extend_from_slice(&60_000_u32.to_be_bytes());
        header.extend_from_slice(&60_000_u32.to_be_bytes());
        header.extend_from_slice(&[8, 2, 0, 0, 0]);
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
        png.extend_from_slice(&header);
        png.extend_from_slice(&crc32(&header).to_be_bytes());
        png.extend_from_slice(b"\0\0\0\0IDAT");
        png.extend_from_slice(&crc32(b"IDAT").to_be_bytes());
        assert!(matches!(derive(&png).err(), Some(Refusal::TooManyPixels | Refusal::Damaged)));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
        })
    }
}
