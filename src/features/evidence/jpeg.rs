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

/// The segment at a place; fill bytes before its marker are passed over.
fn segment(jpeg: &[u8], mut at: usize) -> Option<(u8, Range<usize>)> {
    if *jpeg.get(at)? != 0xFF {
        return None;
    }
    while *jpeg.get(at)? == 0xFF {
        at += 1;
    }
    let marker = jpeg[at];
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

/// Width and height, from the frame header.
#[must_use]
pub fn dimensions(jpeg: &[u8]) -> Option<(u32, u32)> {
    let (_, content) =
        segments(jpeg).find(|(marker, _)| matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC))?;
    let header = jpeg.get(content)?;
    let side = |at: usize| Some(u32::from(u16::from_be_bytes([*header.get(at)?, *header.get(at + 1)?])));
    Some((side(3)?, side(1)?))
}

/// Whether the picture is there to its end: decoders make grey of what is missing.
#[must_use]
pub fn is_whole(jpeg: &[u8]) -> bool {
    let scan = segments(jpeg).find(|(marker, _)| *marker == SOS);
    scan.and_then(|(_, header)| end_of_picture(jpeg, header.end)).is_some()
}

/// The same picture without anything that could say where it was taken: Exif without its GPS part,
/// and no other metadata than colour needs; XMP, previews and whatever follows the picture may all
/// hold a position. Nothing where the file is damaged.
#[must_use]
pub fn without_position(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, 0xD8];
    let mut scan = None;
    for (marker, content) in segments(jpeg) {
        let bytes = &jpeg[content.clone()];
        let kept = match marker {
            APP1 if bytes.starts_with(EXIF) => {
                let mut exif = bytes.to_vec();
                exif::drop_position(&mut exif[EXIF.len()..]).then_some(exif)
            }
            APP2 => bytes.starts_with(PROFILE).then(|| bytes.to_vec()),
            APP1..=APP15 if marker != APP14 => None,
            APP0 if !bytes.starts_with(b"JFIF\0") => None,
            COM => None,
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
    let start = scan?;
    out.extend(&jpeg[start..end_of_picture(jpeg, start)?]);
    Some(out)
}

/// Where the picture ends: after the first end marker outside a segment.
fn end_of_picture(jpeg: &[u8], mut at: usize) -> Option<usize> {
    loop {
        // Within a scan, 0xFF is followed by 0 (stuffing) or a restart marker.
        at += jpeg.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match *jpeg.get(at + 1)? {
            0xFF => at += 1,
            0 | 0xD0..=0xD7 => at += 2,
            EOI => return Some(at + 2),
            _ => at = segment(jpeg, at)?.1.end,
        }
    }
}

#[cfg(test)]
/// Pictures that other tests need too.
pub mod tests {
    use super::*;

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
    fn dimensions_are_read_before_anything_is_decoded() {
        assert_eq!(dimensions(&with_exif(b"")), Some((1600, 1200)));
        assert_eq!(dimensions(b"\xFF\xD8\xFF\xC0\0"), None);
        assert_eq!(dimensions(b"not a photo"), None);
    }

    #[test]
    fn nothing_that_may_name_a_place_is_left_and_the_picture_is_untouched() {
        let file = with_exif(&exif::tests::tiff(true));
        let stripped = without_position(&file).expect("a whole file");
        assert!(!stripped.windows(11).any(|bytes| bytes == b"GPSLatitude"));
        assert_eq!(dimensions(&stripped), Some((1600, 1200)));
        assert!(stripped.ends_with(&[1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, EOI]));
        let facts = exif::facts(&stripped);
        assert_eq!(facts.taken_at.as_deref(), Some("2026-11-20T10:16:42"));
        assert_eq!(facts.position, None);
    }

    #[test]
    fn a_file_cut_short_is_not_taken_for_a_picture() {
        let file = with_exif(&exif::tests::tiff(true));
        for length in 0..file.len() - b"a second picture with GPSLatitude".len() {
            assert_eq!(without_position(&file[..length]), None, "{length}");
        }
    }
}
