//! What a photo says of itself (Exif 2.32): when and where it was taken.

use super::jpeg;
use crate::{features::inspections::model::Position, time::parse_date_time};

const EXIF_PART: u16 = 0x8769;
const GPS_PART: u16 = 0x8825;
const DATE_TIME: u16 = 0x0132;
const DATE_TIME_ORIGINAL: u16 = 0x9003;
const LATITUDE_REF: u16 = 1;
const LATITUDE: u16 = 2;
const LONGITUDE_REF: u16 = 3;
const LONGITUDE: u16 = 4;
const POSITIONING_ERROR: u16 = 0x1F;
/// Bytes in an entry of a directory.
const ENTRY: usize = 12;

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
    let Some(main) = tiff.u32(4) else { return Facts::default() };
    let part = |tag| tiff.entry(main, tag).and_then(|entry| tiff.u32(entry + 8));
    let taken =
        part(EXIF_PART).and_then(|exif| tiff.ascii(exif, DATE_TIME_ORIGINAL)).or_else(|| tiff.ascii(main, DATE_TIME));
    Facts { taken_at: taken.as_deref().and_then(civil), position: part(GPS_PART).and_then(|gps| tiff.position(gps)) }
}

/// Takes the GPS part out of a TIFF file. False where the file is damaged: it is to be left out whole.
#[must_use]
pub fn drop_position(bytes: &mut [u8]) -> bool {
    let Some(tiff) = Tiff::new(bytes) else { return false };
    let Some(main) = tiff.u32(4) else { return false };
    let Some(entry) = tiff.entry(main, GPS_PART) else { return true };
    let Some(wiped) = tiff.u32(entry + 8).and_then(|gps| tiff.places(gps)) else { return false };
    let Some(count) = tiff.u16(main as usize) else { return false };
    let (big, main) = (tiff.big, main as usize);
    // The entries after it and the link to the next directory move up.
    let end = main + 2 + ENTRY * usize::from(count) + 4;
    if end > bytes.len() {
        return false;
    }
    for place in wiped {
        bytes[place].fill(0);
    }
    bytes.copy_within(entry + ENTRY..end, entry);
    bytes[end - ENTRY..end].fill(0);
    let count = count - 1;
    bytes[main..main + 2].copy_from_slice(&if big { count.to_be_bytes() } else { count.to_le_bytes() });
    true
}

/// `2026:11:20 10:16:42` as `2026-11-20T10:16:42`, where it is a date and a time.
fn civil(text: &str) -> Option<String> {
    let (date, time) = text.trim_end_matches('\0').trim().split_once(' ')?;
    let civil = format!("{}T{time}", date.replace(':', "-"));
    parse_date_time(&civil).map(|_| civil)
}

/// A TIFF file, of either byte order.
struct Tiff<'a> {
    bytes: &'a [u8],
    big: bool,
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let big = match bytes.get(..4)? {
            b"MM\0*" => true,
            b"II*\0" => false,
            _ => return None,
        };
        Some(Self { bytes, big })
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// Where the entries of a directory begin.
    fn entries(&self, directory: u32) -> impl Iterator<Item = usize> + use<'_> {
        let start = directory as usize;
        let count = self.u16(start).unwrap_or_default();
        (0..usize::from(count)).map(move |n| start + 2 + ENTRY * n)
    }

    fn entry(&self, directory: u32, tag: u16) -> Option<usize> {
        self.entries(directory).find(|at| self.u16(*at) == Some(tag))
    }

    /// Where the value of an entry is, whole.
    fn value(&self, entry: usize) -> Option<std::ops::Range<usize>> {
        let width = match self.u16(entry + 2)? {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            _ => 8,
        };
        let length = width * self.u32(entry + 4)? as usize;
        let start = if length <= 4 { entry + 8 } else { self.u32(entry + 8)? as usize };
        let end = start.checked_add(length)?;
        (end <= self.bytes.len()).then_some(start..end)
    }

    /// Every place that a directory takes: itself and its values.
    fn places(&self, directory: u32) -> Option<Vec<std::ops::Range<usize>>> {
        let start = directory as usize;
        let end = start + 2 + ENTRY * usize::from(self.u16(start)?);
        let mut places: Vec<_> = self.entries(directory).map(|entry| self.value(entry)).collect::<Option<_>>()?;
        places.push(start..end.min(self.bytes.len()));
        Some(places)
    }

    fn ascii(&self, directory: u32, tag: u16) -> Option<String> {
        let bytes = &self.bytes[self.value(self.entry(directory, tag)?)?];
        std::str::from_utf8(bytes).ok().map(str::to_owned)
    }

    /// The fractions of an entry.
    fn fractions(&self, directory: u32, tag: u16) -> Option<Vec<(u64, u64)>> {
        let place = self.value(self.entry(directory, tag)?)?;
        place
            .step_by(8)
            .map(|at| Some((u64::from(self.u32(at)?), u64::from(self.u32(at + 4)?))))
            .map(|fraction| fraction.filter(|(_, below)| *below != 0))
            .collect()
    }

    fn position(&self, gps: u32) -> Option<Position> {
        let angle = |tag, reference, negative: &str, most: u64| {
            let parts = self.fractions(gps, tag)?;
            let [degrees, minutes, seconds] = parts.as_slice() else { return None };
            // Billionths while adding up, so that the millionths come out right: eleven centimetres.
            let billionths = |(above, below): (u64, u64), per: u64| above * 1_000_000_000 / below / per;
            let angle = billionths(*degrees, 1) + billionths(*minutes, 60) + billionths(*seconds, 3600);
            let angle = (angle + 500) / 1000;
            let sign = if self.ascii(gps, reference)?.starts_with(negative) { "-" } else { "" };
            (angle <= most * 1_000_000).then(|| format!("{sign}{}.{:06}", angle / 1_000_000, angle % 1_000_000))
        };
        let accuracy = self.fractions(gps, POSITIONING_ERROR).and_then(|parts| parts.first().copied());
        Some(Position {
            latitude: angle(LATITUDE, LATITUDE_REF, "S", 90)?,
            longitude: angle(LONGITUDE, LONGITUDE_REF, "W", 180)?,
            accuracy_m: accuracy.map_or(0, |(above, below)| u32::try_from(above.div_ceil(below)).unwrap_or(u32::MAX)),
        })
    }
}

#[cfg(test)]
/// Pictures that other tests need too.
pub mod tests {
    use super::*;

    /// A TIFF file of a camera in Madrid, in one byte order or the other.
    #[must_use]
    pub fn tiff(big: bool) -> Vec<u8> {
        let two = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
        let four = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
        let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            [two(tag).as_slice(), &two(kind), &four(count), &value].concat()
        };
        let directory =
            |entries: &[Vec<u8>]| [two(entries.len() as u16).to_vec(), entries.concat(), four(0).to_vec()].concat();
        let angle = |parts: [u32; 3]| parts.map(|part| [four(part), four(1)].concat()).concat();
        // Header 8, main 8..50 (three entries), Exif 50..68, GPS 68..122, then the values.
        let main = directory(&[
            entry(EXIF_PART, 4, 1, four(50)),
            entry(GPS_PART, 4, 1, four(68)),
            entry(0xA000, 3, 1, [two(7), two(0)].concat().try_into().expect("four")),
        ]);
        let exif = directory(&[entry(DATE_TIME_ORIGINAL, 2, 20, four(122))]);
        let gps = directory(&[
            entry(LATITUDE_REF, 2, 2, *b"N\0\0\0"),
            entry(LATITUDE, 5, 3, four(142)),
            entry(LONGITUDE_REF, 2, 2, *b"W\0\0\0"),
            entry(LONGITUDE, 5, 3, four(166)),
        ]);
        let head = [if big { b"MM\0*".as_slice() } else { b"II*\0" }, &four(8)].concat();
        let values = [b"2026:11:20 10:16:42\0".to_vec(), angle([40, 25, 12]), angle([3, 41, 24])].concat();
        [head, main, exif, gps, values].concat()
    }

    #[test]
    fn time_and_place_are_read_in_both_byte_orders() {
        for big in [true, false] {
            let facts = facts(&jpeg::tests::with_exif(&tiff(big)));
            assert_eq!(facts.taken_at.as_deref(), Some("2026-11-20T10:16:42"));
            let position = facts.position.expect("a position");
            assert_eq!((position.latitude.as_str(), position.longitude.as_str()), ("40.420000", "-3.690000"));
        }
    }

    #[test]
    fn without_the_gps_part_the_rest_can_still_be_read_and_no_trace_of_the_place_is_left() {
        for big in [true, false] {
            let mut bytes = tiff(big);
            assert!(drop_position(&mut bytes));
            assert!(bytes[142..].iter().all(|byte| *byte == 0) && bytes[68..122].iter().all(|byte| *byte == 0));
            let tiff = Tiff::new(&bytes).expect("a TIFF file");
            assert_eq!(tiff.entry(8, GPS_PART), None);
            assert_eq!(tiff.entry(8, 0xA000).and_then(|entry| tiff.u16(entry + 8)), Some(7));
            assert!(drop_position(&mut bytes), "a second time there is nothing to do");
        }
    }

    #[test]
    fn damaged_data_say_nothing_and_harm_nothing() {
        let whole = tiff(true);
        for length in 0..whole.len() {
            let mut cut = whole[..length].to_vec();
            let _ = facts(&jpeg::tests::with_exif(&cut));
            let _ = drop_position(&mut cut);
        }
        for at in 0..whole.len() {
            let mut bent = whole.clone();
            bent[at] = 0xFF;
            let _ = facts(&jpeg::tests::with_exif(&bent));
            let _ = drop_position(&mut bent);
        }
        assert_eq!(civil("0000:00:00 00:00:00"), None);
        assert_eq!(civil("    :  :     :  :  "), None);
    }
}
