//! Where a photo was taken (Exif 2.32, 4.6.6). Cameras without a fix, and programs that blank one, write much that is no
//! place; what cannot be meant is none.

use super::tiff::Tiff;
use crate::features::inspections::model::Position;

pub const LATITUDE_REF: u16 = 1;
pub const LATITUDE: u16 = 2;
pub const LONGITUDE_REF: u16 = 3;
pub const LONGITUDE: u16 = 4;
const POSITIONING_ERROR: u16 = 0x1F;
const BILLION: u64 = 1_000_000_000;

/// The position of a GPS part.
pub fn position(tiff: &Tiff, gps: u32) -> Option<Position> {
    let angle = |tag, reference, [positive, negative]: [&str; 2]| {
        let angle = i64::try_from(millionths(&tiff.fractions(gps, tag)?)?).ok()?;
        let reference = tiff.text(gps, reference)?;
        if reference.eq_ignore_ascii_case(positive) {
            Some(angle)
        } else {
            reference.eq_ignore_ascii_case(negative).then_some(-angle)
        }
    };
    let (latitude, longitude) =
        (angle(LATITUDE, LATITUDE_REF, ["N", "S"])?, angle(LONGITUDE, LONGITUDE_REF, ["E", "W"])?);
    let accuracy = tiff.fractions(gps, POSITIONING_ERROR).and_then(|parts| parts.first().copied());
    let accuracy = accuracy.filter(|(_, below)| *below != 0).map_or(0, |(above, below)| above.div_ceil(below));
    Position::from_millionths(latitude, longitude, accuracy)
}

/// Degrees, minutes and seconds in millionths of a degree. Whoever writes the minutes with decimals leaves the seconds
/// out, or writes them as 0/0.
fn millionths(parts: &[(u32, u32)]) -> Option<u64> {
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let (mut sum, mut ended) = (0, false);
    for (&(above, below), per) in parts.iter().zip([1, 60, 3600]) {
        if (below == 0 || ended) && above != 0 {
            return None;
        }
        ended |= below == 0;
        // Billionths while adding up, so that the millionths come out right: eleven centimetres.
        let part = (u64::from(above) * BILLION).checked_div(below.into()).unwrap_or_default();
        let most = if per == 1 { 180 } else { 60 };
        if part > most * BILLION {
            return None;
        }
        sum += part / per;
    }
    let degrees_are_given = parts.first().is_some_and(|(_, below)| *below != 0);
    degrees_are_given.then_some((sum + 500) / 1000)
}
