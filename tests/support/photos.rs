//! Photos that nobody took.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// A JPEG of a size; `shade` makes it differ from others.
pub fn jpeg(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, shade]))
        .write_to(&mut out, ImageFormat::Jpeg)
        .expect("encodes");
    out.into_inner()
}
