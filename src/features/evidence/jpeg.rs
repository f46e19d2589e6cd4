//! The outside of a JPEG file (ITU-T T.81, annex B): its segments, and how to leave out what says
//! where a photo was taken.

use std::ops::Range;

use super::exif;

/// What an Exif segment begins with.
const EXIF: &[u8] = b"Exif\0\0";
/// What a colour profile begins with.
const PROFILE: &[u8] = b"ICC_PROFILE\0";

const SOS: u8 = 0xDA;
const EOI: u8 = 0xD9;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// The segments up to the first scan: marker and place of the content.
pub fn segments(jpeg: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> + '_ {
    let mut at = if jpeg.starts_with(&[0xFF, 0xD8]) { 2 } else { jpeg.len() };
    std::iter::from_fn(move || {
        let (marker, content) = segment(jpeg, at)?;
        at = if marker == SOS { jpeg.len() } else { content.end };
        Some((marker, content))
    })
}

/// The next segment; what cameras leave between segments, and markers that are alone, are passed over.
fn segment(jpeg: &[u8], mut at: usize) -> Option<(u8, Range<usize>)> {
    let marker = loop {
        at += jpeg.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        at += jpeg[at..].iter().position(|byte| *byte != 0xFF)?;
        match jpeg[at] {
            0 | 1 | 0xD0..=0xD8 => at += 1,
            EOI => return None,
            marker => break marker,
        }
    };
    let length = u16::from_be_bytes([*jpeg.get(at + 1)?, *jpeg.get(at + 2)?]);
    let content = at + 3..at + 1 + usize::from(length);
    (length >= 2 && content.end <= jpeg.len()).then_some((marker, content))
}

/// The Exif data (a TIFF file), if there is any.
#[must_use]
pub fn exif_of(jpeg: &[u8]) -> Option<Range<usize>> {
    segments(jpeg)
        .find(|(marker, content)| *marker == APP1 && jpeg[content.clone()].starts_with(EXIF))
        .map(|(_, content)| content.start + EXIF.len()..content.end)
}

/// What the frame header says (B.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Pixels in a line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Components of a pixel: four are inks.
    pub components: u8,
}

/// Reads the frame header.
#[must_use]
pub fn frame(jpeg: &[u8]) -> Option<Frame> {
    let (_, content) =
        segments(jpeg).find(|(marker, _)| matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC))?;
    match *jpeg.get(content)? {
        [_, y1, y0, x1, x0, components, ..] => Some(Frame {
            width: u16::from_be_bytes([x1, x0]).into(),
            height: u16::from_be_bytes([y1, y0]).into(),
            components,
        }),
        _ => None,
    }
}

/// Whether the picture is there to its end: decoders make grey of what is missing.
#[must_use]
pub fn is_whole(jpeg: &[u8]) -> bool {
    let scan = segments(jpeg).find(|(marker, _)| *marker == SOS);
    scan.and_then(|(_, header)| coded(jpeg, header.end)).is_some()
}

/// The same picture without anything that could say where it was taken: of Exif what names no place, and no other metadata
/// than colour needs; XMP, previews and whatever follows the picture (a film, a second picture) may all hold a position.
/// Nothing where the file is damaged.
#[must_use]
pub fn without_position(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, 0xD8];
    let (mut scan, mut has_exif) = (None, false);
    for (marker, content) in segments(jpeg) {
        let bytes = &jpeg[content.clone()];
        let kept = match marker {
            APP1 if bytes.starts_with(EXIF) && !has_exif => {
                has_exif = true;
                exif::without_position(&bytes[EXIF.len()..]).map(|tiff| [EXIF, &tiff].concat())
            }
            APP2 => bytes.starts_with(PROFILE).then(|| bytes.to_vec()),
            APP0 if bytes.starts_with(b"JFIF\0") => Some(bytes.to_vec()),
            APP14 => bytes.starts_with(b"Adobe").then(|| bytes.to_vec()),
            APP0..=APP15 | COM => None,
            _ => Some(bytes.to_vec()),
        };
        if let Some(bytes) = kept {
            out.extend([0xFF, marker]);
            out.extend(u16::try_from(bytes.len() + 2).ok()?.to_be_bytes());
            out.extend(bytes);
        }
        if marker == SOS {
            scan = Some(content.end);
        }
    }
    coded(jpeg, scan?)?.into_iter().for_each(|part| out.extend(&jpeg[part]));
    Some(out)
}

/// Where the picture itself is, from its first scan to the first end marker outside a segment, without any metadata that
/// stand between scans.
fn coded(jpeg: &[u8], mut at: usize) -> Option<Vec<Range<usize>>> {
    let (mut parts, mut from) = (Vec::new(), at);
    loop {
        // Within a scan, 0xFF is followed by 0 (stuffing) or a restart marker.
        at += jpeg.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match *jpeg.get(at + 1)? {
            0xFF => at += 1,
            0 | 1 | 0xD0..=0xD8 => at += 2,
            EOI => {
                parts.push(from..at + 2);
                return Some(parts);
            }
            marker => {
                let end = segment(jpeg, at)?.1.end;
                if matches!(marker, APP0..=APP15 | COM) {
                    parts.push(from..at);
                    from = end;
                }
                at = end;
            }
        }
    }
}

#[cfg(test)]
/// Pictures that other tests need too.
pub mod tests {
    use std::path::Path;

    use super::*;

    /// A file among the cases of `crates/picture`.
    #[must_use]
    pub fn case(name: &str) -> Vec<u8> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/picture/tests/cases").join(name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn holds(bytes: &[u8], what: &[u8]) -> bool {
        bytes.windows(what.len()).any(|part| part == what)
    }

    /// A JPEG file around some Exif data, with further metadata and a trailer.
    #[must_use]
    pub fn with_exif(tiff: &[u8]) -> Vec<u8> {
        let mut file = vec![0xFF, 0xD8];
        let mut add = |marker: u8, content: &[u8]| {
            file.extend([0xFF, marker]);
            file.extend((content.len() as u16 + 2).to_be_bytes());
            file.extend(content);
        };
        add(APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        add(APP1, &[EXIF, tiff].concat());
        add(APP1, b"http://ns.adobe.com/xap/1.0/\0<GPSLatitude>40,25N</GPSLatitude>");
        add(0xC0, &[8, 0x04, 0xB0, 0x06, 0x40, 1, 1, 0x11, 0]);
        add(SOS, &[1, 1, 0, 0, 63, 0]);
        file.extend([1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, EOI]);
        file.extend(b"a second picture with GPSLatitude");
        file
    }

    #[test]
    fn the_frame_is_read_before_anything_is_decoded() {
        let expected = Frame { width: 1600, height: 1200, components: 1 };
        let file = with_exif(b"");
        assert_eq!(frame(&file), Some(expected));
        // Some cameras fill up between segments.
        let padded = [&file[..20], &[0; 7], &[0xFF; 3], &file[20..]].concat();
        assert_eq!((frame(&padded), is_whole(&padded)), (Some(expected), true));
        assert_eq!(frame(b"\xFF\xD8\xFF\xC0\0"), None);
        assert_eq!(frame(b"not a photo"), None);
        for (name, components) in [("photo-ycck-adobe.jpg", 4), ("photo-cmyk-no-marker.jpg", 4), ("photo-p3.jpg", 3)] {
            assert_eq!(frame(&case(name)).map(|frame| frame.components), Some(components), "{name}");
        }
    }

    #[test]
    fn nothing_that_may_name_a_place_is_left_and_the_picture_is_untouched() {
        let file = with_exif(&exif::tests::tiff(true));
        let stripped = without_position(&file).expect("a whole file");
        assert!(!holds(&stripped, b"GPSLatitude"));
        assert_eq!(frame(&stripped), frame(&file));
        assert!(stripped.ends_with(&[1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, EOI]));
        let facts = exif::facts(&stripped);
        assert_eq!(facts.taken_at.as_deref(), Some("2026-11-20T10:16:42"));
        assert_eq!(facts.position, None);
    }

    #[test]
    fn metadata_between_scans_are_left_out_and_the_scans_are_not() {
        let file = with_exif(b"");
        let at = file.windows(3).position(|bytes| bytes == [1, 2, 0xFF]).expect("the scan") + 2;
        let note = [&[0xFF, COM, 0, 13], b"GPSLatitude".as_slice()].concat();
        let scan = [0xFF, SOS, 0, 8, 1, 1, 0, 0, 63, 0, 5, 6];
        let between = [&file[..at], &note, &scan, &file[at..]].concat();
        let stripped = without_position(&between).expect("a whole file");
        assert!(stripped.ends_with(&[&[1, 2][..], &scan, &[0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, EOI]].concat()));
        assert!(!holds(&stripped, b"GPSLatitude"));
    }

    #[test]
    fn the_film_or_second_picture_behind_a_photo_is_not_sent_and_the_first_is_whole() {
        for name in ["motion", "mpo", "ultra-hdr"] {
            let file = case(&format!("photo-trailer-{name}.jpg"));
            let stripped = without_position(&file).expect("a whole file");
            let first = file.windows(2).position(|bytes| bytes == [0xFF, EOI]).expect("an end") + 2;
            let scan = file.windows(2).position(|bytes| bytes == [0xFF, SOS]).expect("a scan");
            assert!(file.len() > first, "{name} has something behind it");
            assert!(stripped.len() <= first && stripped.ends_with(&file[scan..first]), "{name}");
            for place in [b"ftyp".as_slice(), b"MPF\0", b"xmpmeta", b"moov", b"\xA9xyz"] {
                assert!(!holds(&stripped, place), "{name}: {}", place.escape_ascii());
            }
        }
    }

    #[test]
    fn what_colour_needs_is_kept() {
        for (name, part) in [("photo-p3.jpg", PROFILE), ("photo-ycck-adobe.jpg", b"Adobe")] {
            let stripped = without_position(&case(name)).expect("a whole file");
            assert!(holds(&stripped, part), "{name}");
        }
    }

    #[test]
    fn a_file_cut_short_is_not_taken_for_a_picture() {
        let file = with_exif(&exif::tests::tiff(true));
        for length in 0..file.len() - b"a second picture with GPSLatitude".len() {
            assert_eq!(without_position(&file[..length]), None, "{length}");
        }
    }
}
