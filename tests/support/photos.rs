//! Photos that nobody took.

use std::{collections::BTreeMap, io::Cursor, path::Path};

use image::{ImageFormat, Rgb, RgbImage};
use serde::Deserialize;

/// A JPEG of a size; `shade` makes it differ from others.
pub fn jpeg(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, shade]))
        .write_to(&mut out, ImageFormat::Jpeg)
        .expect("encodes");
    out.into_inner()
}

/// A file among the cases of `crates/picture`.
pub fn case(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/picture/tests/cases").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A place in a photo, and the colour that is seen there on every screen and on paper.
#[derive(Deserialize)]
pub struct Patch {
    centre: [u32; 2],
    srgb: [i32; 3],
}

impl Patch {
    /// Whether the colour is to be seen there in a JPEG: twelve steps of 255 away at most.
    pub fn is_in(&self, jpeg: &[u8]) -> bool {
        let picture = image::load_from_memory(jpeg).expect("a picture").into_rgb8();
        let [x, y] = self.centre;
        let found = picture.get_pixel(x, y).0.map(i32::from);
        found.into_iter().zip(self.srgb).all(|(found, expected)| (found - expected).abs() <= 12)
    }
}

/// Photos with profiles and inks, and their patches.
pub fn colours() -> BTreeMap<String, Vec<Patch>> {
    serde_json::from_slice(&case("photo-colours.json")).expect("photos and their patches")
}
