//! What cameras, phones and programs write, and what they should not. Pictures that other tests need too.

use proptest::prelude::*;

use super::{
    place::{LATITUDE, LATITUDE_REF, LONGITUDE, LONGITUDE_REF},
    tiff::{ASCII, RATIONAL, SHORT, SIGNED_RATIONAL, Value, write},
    *,
};

const ORIENTATION: u16 = 0x0112;
const DATE_TIME: u16 = 0x0132;

/// Fractions in one byte order or the other.
fn fractions(big: bool, parts: &[(u32, u32)]) -> Vec<u8> {
    let four = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    parts.iter().flat_map(|(above, below)| [four(*above), four(*below)].concat()).collect()
}

fn value(kind: u16, bytes: &[u8]) -> Value<'_> {
    let width = match kind {
        RATIONAL | SIGNED_RATIONAL => 8,
        SHORT => 2,
        _ => 1,
    };
    Value { kind, count: (bytes.len() / width) as u32, bytes }
}

/// Fractions and their reference.
type Angle<'a> = (&'a [(u32, u32)], &'a [u8]);

/// A position as a GPS part has it.
struct Gps<'a> {
    kind: u16,
    latitude: Angle<'a>,
    longitude: Angle<'a>,
}

impl Gps<'_> {
    const MADRID: Gps<'static> = Gps {
        kind: RATIONAL,
        latitude: (&[(40, 1), (25, 1), (12, 1)], b"N\0"),
        longitude: (&[(3, 1), (41, 1), (24, 1)], b"W\0"),
    };

    /// A TIFF file that is turned a quarter, with a date and this.
    fn tiff(&self, big: bool, date: &[u8]) -> Vec<u8> {
        let (latitude, longitude) = (fractions(big, self.latitude.0), fractions(big, self.longitude.0));
        let six: &[u8] = if big { &[0, 6] } else { &[6, 0] };
        let mut gps = Vec::new();
        for (tags, reference, angle) in [
            ((LATITUDE_REF, LATITUDE), self.latitude.1, &latitude),
            ((LONGITUDE_REF, LONGITUDE), self.longitude.1, &longitude),
        ] {
            if !reference.is_empty() {
                gps.push((tags.0, value(ASCII, reference)));
            }
            gps.push((tags.1, value(self.kind, angle)));
        }
        let main = [(ORIENTATION, value(SHORT, six)), (DATE_TIME, value(ASCII, b"2026:11:29 08:00:00\0"))];
        let exif = vec![(DATE_TIME_ORIGINAL, value(ASCII, date)), (0xA001, value(SHORT, six))];
        write(big, &main, &[(EXIF_PART, exif), (GPS_PART, gps)])
    }

    /// What a photo with it says.
    fn position(&self, big: bool) -> Option<Position> {
        facts(&jpeg::tests::with_exif(&self.tiff(big, DATE))).position
    }
}

const DATE: &[u8] = b"2026:11:20 10:16:42\0";

/// A TIFF file of a camera in Madrid, in one byte order or the other.
#[must_use]
pub fn tiff(big: bool) -> Vec<u8> {
    Gps::MADRID.tiff(big, DATE)
}

/// How a TIFF file says that it is turned.
fn orientation(bytes: &[u8]) -> Option<u8> {
    let tiff = Tiff::new(bytes)?;
    let value = tiff.value(tiff.main()?, ORIENTATION)?;
    value.bytes.iter().copied().max()
}

fn place_of(position: Option<Position>) -> Option<(String, String)> {
    position.map(|at| (at.latitude, at.longitude))
}

fn place(latitude: &str, longitude: &str) -> Option<(String, String)> {
    Some((latitude.to_owned(), longitude.to_owned()))
}

#[test]
fn time_and_place_are_read_in_both_byte_orders() {
    for big in [true, false] {
        let facts = facts(&jpeg::tests::with_exif(&tiff(big)));
        assert_eq!(facts.taken_at.as_deref(), Some("2026-11-20T10:16:42"));
        assert_eq!(place_of(facts.position), place("40.420000", "-3.690000"));
    }
}

#[test]
fn a_position_that_cannot_be_meant_is_no_position() {
    let zero = [(0, 1), (0, 1), (0, 1)];
    let madrid = Gps::MADRID;
    let cases: &[(&str, Angle, Angle)] = &[
        ("blanked", (zero.as_slice(), b"N\0".as_slice()), (zero.as_slice(), b"E\0".as_slice())),
        ("blanked, south and west", (&zero, b"S\0"), (&zero, b"W\0")),
        ("blanked with nothing below the line", (&[(0, 0); 3], b"N\0"), (&[(0, 0); 3], b"E\0")),
        ("no reference", (madrid.latitude.0, b""), madrid.longitude),
        ("an empty reference", (madrid.latitude.0, b"\0\0"), madrid.longitude),
        ("a reference of the other direction", (madrid.latitude.0, b"E\0"), madrid.longitude),
        ("degrees over nothing", (&[(40, 0), (25, 1), (12, 1)], b"N\0"), madrid.longitude),
        ("seconds over nothing", (&[(40, 1), (25, 1), (12, 0)], b"N\0"), madrid.longitude),
        ("seconds without minutes", (&[(40, 1), (0, 0), (12, 1)], b"N\0"), madrid.longitude),
        ("beyond the pole", (&[(91, 1), (0, 1), (0, 1)], b"N\0"), madrid.longitude),
        ("beyond the date line", madrid.latitude, (&[(181, 1), (0, 1), (0, 1)], b"E\0")),
        ("too many minutes", (&[(40, 1), (2512, 1), (0, 1)], b"N\0"), madrid.longitude),
        ("as large as can be", (&[(u32::MAX, 1); 3], b"N\0"), (&[(u32::MAX, 1); 3], b"E\0")),
        ("nothing", (&[], b"N\0"), madrid.longitude),
    ];
    for &(name, latitude, longitude) in cases {
        for big in [true, false] {
            let gps = Gps { kind: RATIONAL, latitude, longitude };
            assert_eq!(gps.position(big), None, "{name}");
            let facts = facts(&jpeg::tests::with_exif(&gps.tiff(big, DATE)));
            assert_eq!(facts.taken_at.as_deref(), Some("2026-11-20T10:16:42"), "{name}: the date is another thing");
        }
    }
    assert_eq!(Gps { kind: SHORT, ..madrid }.position(true), None);
    let minus = (40_u32.wrapping_neg(), 1);
    let signed = Gps { kind: SIGNED_RATIONAL, latitude: (&[minus, (25, 1), (12, 1)], b"N\0"), ..Gps::MADRID };
    assert_eq!(signed.position(true), None);
}

#[test]
fn positions_are_read_in_every_way_that_they_are_written() {
    let west = Gps::MADRID.longitude;
    let cases: &[(&str, Angle, Angle, [&str; 2])] = &[
        ("decimal minutes", (&[(40, 1), (2520, 100), (0, 1)][..], b"N\0".as_slice()), west, ["40.420000", "-3.690000"]),
        ("no seconds", (&[(40, 1), (2520, 100), (0, 0)], b"N\0"), west, ["40.420000", "-3.690000"]),
        ("two fractions", (&[(40, 1), (2520, 100)], b"N\0"), west, ["40.420000", "-3.690000"]),
        ("decimal degrees", (&[(404_200, 10_000), (0, 0), (0, 0)], b"N\0"), west, ["40.420000", "-3.690000"]),
        ("small letters", (&[(40, 1), (25, 1), (12, 1)], b"s\0"), west, ["-40.420000", "-3.690000"]),
        ("sixty seconds", (&[(40, 1), (24, 1), (60, 1)], b"N\0"), west, ["40.416667", "-3.690000"]),
        ("the equator", (&[(0, 1), (0, 1), (0, 1)], b"S\0"), west, ["0.000000", "-3.690000"]),
        ("less than eleven centimetres", (&[(0, 1), (0, 1), (1, 1000)], b"S\0"), west, ["0.000000", "-3.690000"]),
        ("Greenwich", Gps::MADRID.latitude, (&[(0, 1), (0, 1), (0, 1)], b"W\0"), ["40.420000", "0.000000"]),
        ("the pole", (&[(90, 1), (0, 1), (0, 1)], b"S\0"), west, ["-90.000000", "-3.690000"]),
    ];
    for &(name, latitude, longitude, [north, east]) in cases {
        let found = Gps { kind: RATIONAL, latitude, longitude }.position(false);
        assert_eq!(place_of(found), place(north, east), "{name}");
    }
}

#[test]
fn a_date_that_cannot_be_read_is_no_date() {
    for date in [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2026:02:30 10:00:00",
        "2026:11:20 24:00:00",
        "2026:11:20 10:16:61",
        "2026:11:20",
        "20261120 101642",
        "1970:01:01 00:00:00",
        "1904:01:01 00:00:00",
        "0001:01:01 00:00:00",
        "",
    ] {
        for end in ["\0", ""] {
            let tiff = Gps::MADRID.tiff(true, format!("{date}{end}").as_bytes());
            assert_eq!(facts(&jpeg::tests::with_exif(&tiff)).taken_at, None, "{date:?}");
        }
    }
    // Not even where the file says when it was changed.
    assert!(tiff(true).windows(19).any(|bytes| bytes == b"2026:11:29 08:00:00"));
    let padded = Gps::MADRID.tiff(true, b"2026:11:20 10:16:42 \0\xFF\xFF");
    assert_eq!(facts(&jpeg::tests::with_exif(&padded)).taken_at.as_deref(), Some("2026-11-20T10:16:42"));
}

#[test]
fn without_the_place_the_rest_can_still_be_read() {
    for big in [true, false] {
        let bytes = tiff(big);
        let without = without_position(&bytes).expect("something is left");
        assert_eq!(orientation(&without), Some(6));
        let facts = facts(&jpeg::tests::with_exif(&without));
        assert_eq!((facts.taken_at.as_deref(), facts.position), (Some("2026-11-20T10:16:42"), None));
        let degrees = fractions(big, Gps::MADRID.latitude.0);
        assert!(bytes.windows(24).any(|bytes| bytes == degrees) && !without.windows(24).any(|bytes| bytes == degrees));
        assert_eq!(without_position(&without), Some(without), "a second time there is nothing to do");
    }
    assert_eq!(without_position(b""), None);
    assert!(KEPT_OF_MAIN.is_sorted() && KEPT_OF_EXIF.is_sorted(), "TIFF wants ascending tags");
    assert_eq!(without_position(b"MM\0*\0\0\0\x08\0\0\0\0\0\0"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_place_on_earth_is_read_to_eleven_centimetres(
        big: bool,
        south: bool,
        west: bool,
        latitude in (0_u32..90, 0_u32..60, 0_u32..6000),
        longitude in (0_u32..180, 0_u32..60, 0_u32..6000),
    ) {
        let parts = |(degrees, minutes, hundredths)| [(degrees, 1), (minutes, 1), (hundredths, 100)];
        let exact = |(degrees, minutes, hundredths): (u32, u32, u32)| {
            f64::from(degrees) + f64::from(minutes) / 60.0 + f64::from(hundredths) / 360_000.0
        };
        let (north_south, east_west) = (if south { b"S\0" } else { b"N\0" }, if west { b"W\0" } else { b"E\0" });
        let (above, beside) = (parts(latitude), parts(longitude));
        let gps = Gps { kind: RATIONAL, latitude: (&above, north_south), longitude: (&beside, east_west) };
        prop_assume!(exact(latitude) + exact(longitude) > 0.000_001);
        let position = gps.position(big).expect("a place");
        prop_assert_eq!(position.normal(), Some(position.clone()));
        for (text, degrees, negative) in [(&position.latitude, latitude, south), (&position.longitude, longitude, west)] {
            let figure: f64 = text.parse().expect("a figure");
            let expected = if negative { -exact(degrees) } else { exact(degrees) };
            prop_assert!((figure - expected).abs() < 0.000_001, "{text} is not {expected}");
        }
    }

    #[test]
    fn whatever_stands_there_the_photo_is_taken_and_a_position_is_one(
        big: bool,
        latitude in prop::collection::vec((0_u32..200, 0_u32..3), 0..5),
        longitude in prop::collection::vec(any::<(u32, u32)>(), 0..5),
        reference in prop::collection::vec(any::<u8>(), 0..3),
        signed: bool,
    ) {
        let kind = if signed { SIGNED_RATIONAL } else { RATIONAL };
        for reference in [b"S\0".as_slice(), &reference] {
            let position = Gps { kind, latitude: (&latitude, reference), longitude: (&longitude, b"W\0") }.position(big);
            prop_assert!(position.as_ref().is_none_or(|position| position.normal().as_ref() == Some(position)));
        }
    }

    #[test]
    fn a_damaged_gps_part_costs_neither_the_orientation_nor_the_date(
        big: bool,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
    ) {
        let mut bytes = tiff(big);
        // Its directory and its values, which stand last, and the length of its entry.
        let whole = Tiff::new(&bytes).expect("a TIFF file");
        let gps = whole.part(8, GPS_PART).expect("a GPS part") as usize;
        let directory = gps..gps + 2 + 12 * 4 + 4;
        let places: Vec<usize> = directory.chain(bytes.len() - 48..bytes.len()).collect();
        for (at, byte) in changes {
            bytes[*at.get(&places)] = byte;
        }
        let without = without_position(&bytes).expect("something is left");
        prop_assert_eq!(orientation(&without), Some(6));
        let facts = facts(&jpeg::tests::with_exif(&without));
        prop_assert_eq!((facts.taken_at.as_deref(), facts.position), (Some("2026-11-20T10:16:42"), None));
    }

    #[test]
    fn damaged_data_say_nothing_that_is_wrong_and_harm_nothing(
        big: bool,
        cut: prop::sample::Index,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let mut bytes = tiff(big);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            let facts = facts(&jpeg::tests::with_exif(bytes));
            prop_assert!(facts.position.is_none_or(|position| position.normal().is_some()));
            prop_assert!(facts.taken_at.is_none_or(|taken| parse_date_time(&taken).is_some()));
            prop_assert!(without_position(bytes).is_none_or(|without| super::facts(&jpeg::tests::with_exif(&without)).position.is_none()));
        }
    }
}
