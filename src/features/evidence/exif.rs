//! What a photo says of itself (Exif 2.32): when and where it was taken.

mod place;
mod tiff;

use self::tiff::{Entries, Tiff};
use super::jpeg;
use crate::{features::inspections::model::Position, time::parse_date_time};

const EXIF_PART: u16 = 0x8769;
const GPS_PART: u16 = 0x8825;
const DATE_TIME_ORIGINAL: u16 = 0x9003;
const DATE_TIME_DIGITIZED: u16 = 0x9004;
/// The year of the first Exif: an earlier date is one that was never set.
const FIRST_YEAR: i16 = 1995;

// By ascending tags, as directories are written.
/// What is kept of the main part where the place is not: maker, model, orientation, resolution, date.
const KEPT_OF_MAIN: [u16; 7] = [0x010F, 0x0110, 0x0112, 0x011A, 0x011B, 0x0128, 0x0132];
/// What is kept of the Exif part: exposure, aperture, sensitivity, version, dates, flash, focal length, part of the
/// second, colour space, focal length as on film.
const KEPT_OF_EXIF: [u16; 11] =
    [0x829A, 0x829D, 0x8827, 0x9000, DATE_TIME_ORIGINAL, DATE_TIME_DIGITIZED, 0x9209, 0x920A, 0x9291, 0xA001, 0xA405];
/// Most bytes in a value that is kept: more than a name or a date is something else.
const MOST_KEPT: usize = 64;

/// What a photo says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When it was taken, by the camera's clock: `2026-11-22T09:31:07`.
    pub taken_at: Option<String>,
    /// Where it was taken.
    pub position: Option<Position>,
}

/// Reads what a JPEG file says of itself; a file without Exif says nothing.
#[must_use]
pub fn facts(file: &[u8]) -> Facts {
    let Some(tiff) = jpeg::exif_of(file).and_then(|place| Tiff::new(&file[place])) else { return Facts::default() };
    let Some(main) = tiff.main() else { return Facts::default() };
    // The date of the main part is that of the last change, which is another.
    let taken = tiff.part(main, EXIF_PART).and_then(|exif| {
        let date = |tag| tiff.text(exif, tag).and_then(civil);
        date(DATE_TIME_ORIGINAL).or_else(|| date(DATE_TIME_DIGITIZED))
    });
    Facts { taken_at: taken, position: tiff.part(main, GPS_PART).and_then(|gps| place::position(&tiff, gps)) }
}

/// A TIFF file made of what another says that names no place: not one with the place taken out, since makers' notes,
/// previews and damaged parts may hold it too, and a damaged part must cost nothing else. Nothing where nothing is left.
#[must_use]
pub fn without_position(bytes: &[u8]) -> Option<Vec<u8>> {
    let tiff = Tiff::new(bytes)?;
    let kept = |directory: u32, tags: &[u16]| -> Entries {
        let value = |tag: &u16| tiff.value(directory, *tag).filter(|value| value.bytes.len() <= MOST_KEPT);
        tags.iter().filter_map(|tag| Some((*tag, value(tag)?))).collect()
    };
    let main = tiff.main()?;
    let exif = tiff.part(main, EXIF_PART).map(|exif| kept(exif, &KEPT_OF_EXIF)).unwrap_or_default();
    let main = kept(main, &KEPT_OF_MAIN);
    let is_empty = main.is_empty() && exif.is_empty();
    (!is_empty).then(|| tiff::write(tiff.big, &main, &[(EXIF_PART, exif)]))
}

/// `2026:11:20 10:16:42` as `2026-11-20T10:16:42`, where it is a date and a time.
fn civil(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ')?;
    let civil = format!("{}T{time}", date.replace(':', "-"));
    parse_date_time(&civil).filter(|at| at.year() >= FIRST_YEAR).map(|_| civil)
}

#[cfg(test)]
pub mod tests;
