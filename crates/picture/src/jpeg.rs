//! What the decoder of `image` does not tell of a JPEG (ITU-T T.81): whether it is whole, and its inks.

use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use crate::{MAX_DECODED, Refusal};

/// Bytes that a pixel of four inks takes while it is decoded: the coefficients of a progressive file, and the result.
const WORK_PER_PIXEL: u64 = 4 * 2 + 4;

/// Whether a JPEG reaches its EOI marker (B.1.1): the decoder fills with grey what is missing of one that was cut short.
pub(crate) fn reaches_its_end(jpeg: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[mark, marker]) = jpeg.get(at..at + 2).and_then(|pair| <&[u8; 2]>::try_from(pair).ok()) {
        at += match (mark, marker) {
            (0xFF, 0xD9) => return true,
            // Fill bytes, stuffed zeros and restart markers carry no length; nor does what is coded.
            (0xFF, 0xFF) => 1,
            (0xFF, 0x00 | 0x01 | 0xD0..=0xD8) => 2,
            (0xFF, _) => {
                let length =
                    jpeg.get(at + 2..at + 4).map_or(0, |length| usize::from(length[0]) << 8 | usize::from(length[1]));
                2 + length
            }
            _ => 1,
        };
    }
    false
}

/// Cyan, magenta, yellow and black of each pixel, where a JPEG has four inks: 0 is none, 255 is full.
///
/// Stored is the opposite, 255 for none: Photoshop began with it, and every browser reads all such files so, with its
/// marker or without.
pub(crate) fn inks(jpeg: &[u8], pixels: u64) -> Result<Option<Vec<u8>>, Refusal> {
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut header = JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    header.decode_headers().map_err(|_| Refusal::Damaged)?;
    if header.info().is_none_or(|info| info.components != 4) {
        return Ok(None);
    }
    if pixels * WORK_PER_PIXEL > MAX_DECODED {
        return Err(Refusal::TooManyPixels);
    }
    let space = header.input_colorspace().ok_or(Refusal::Damaged)?;
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options.jpeg_set_out_colorspace(space));
    let mut inks = decoder.decode().map_err(|_| Refusal::Damaged)?;
    for pixel in inks.as_chunks_mut::<4>().0 {
        let [first, second, third, black] = *pixel;
        // What YCC gives is ink already; black is stored as in any other such file.
        let [cyan, magenta, yellow] = match space {
            ColorSpace::YCCK => rgb([first, second, third]),
            _ => [255 - first, 255 - second, 255 - third],
        };
        *pixel = [cyan, magenta, yellow, 255 - black];
    }
    Ok(Some(inks))
}

/// ITU-T T.871, clause 7, in 16 bits after the point.
fn rgb([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    let part = |sum: i32| u8::try_from(((sum + (1 << 15)) >> 16).clamp(0, 255)).unwrap_or_default();
    [part(y + 91_881 * cr), part(y - 22_554 * cb - 46_802 * cr), part(y + 116_130 * cb)]
}
