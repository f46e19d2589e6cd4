//! The header of a JPEG: all that is read of a photo.

/// What a PDF must say of a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) colours: Colours,
}

/// The components of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colours {
    Grey,
    Rgb,
}

/// Reads the frame header. `None` for anything a viewer might not show: not a JPEG, not 8 bits a
/// sample, CMYK, a coding other than baseline, extended or progressive.
pub(crate) fn frame(jpeg: &[u8]) -> Option<Frame> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    loop {
        rest = rest.strip_prefix(&[0xff])?;
        let (&marker, after) = rest.split_first()?;
        rest = after;
        match marker {
            // Fill bytes before a marker.
            0xff => rest = &jpeg[jpeg.len() - rest.len() - 1..],
            0xc0..=0xc2 => {
                let segment: &[u8; 8] = rest.first_chunk()?;
                let [_, _, 8, y1, y0, x1, x0, components] = *segment else {
                    return None;
                };
                return Some(Frame {
                    width: u16::from_be_bytes([x1, x0]).into(),
                    height: u16::from_be_bytes([y1, y0]).into(),
                    colours: match components {
                        1 => Colours::Grey,
                        3 => Colours::Rgb,
                        _ => return None,
                    },
                });
            }
            // Start of scan or end of image before any frame, or another coding.
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xd9 | 0xda => return None,
            _ => {
                let length = u16::from_be_bytes(*rest.first_chunk()?);
                rest = rest.get(usize::from(length.max(2))..)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [u8; 16] = [0xff, 0xd8, 0xff, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, 4, 176];

    #[test]
    fn size_and_colours_are_read_past_other_segments_and_fill_bytes() {
        let jpeg = [HEADER.as_slice(), &[6, 64, 3]].concat();
        let expected = Frame { width: 1600, height: 1200, colours: Colours::Rgb };
        assert_eq!(frame(&jpeg), Some(expected));
    }

    #[test]
    fn what_is_cut_short_or_cmyk_or_no_jpeg_is_refused() {
        let jpeg = [HEADER.as_slice(), &[6, 64, 3]].concat();
        for end in 0..jpeg.len() {
            assert_eq!(frame(&jpeg[..end]), None);
        }
        assert_eq!(frame(&[HEADER.as_slice(), &[6, 64, 4]].concat()), None);
        assert_eq!(frame(b"\x89PNG\r\n\x1a\n"), None);
    }
}
