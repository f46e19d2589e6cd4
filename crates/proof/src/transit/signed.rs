//! Files that somebody signed in CMS (RFC 5652), enveloping: `.p7m`. In DER, in BER with lengths
//! left open and octets in pieces, or in base64.
//!
//! Nothing is verified here. Whose signature it is, programs for such files say.

use super::{Packed, Place, base64};

/// id-signedData, 1.2.840.113549.1.7.2, as an element.
const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const IDENTIFIER: u8 = 0x06;
const CONTENT: u8 = 0xA0;
const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
/// What ends an element whose length was left open.
const END: &[u8] = &[0, 0];
/// The most elements that are passed over in search of the content.
const MAX_ELEMENTS: usize = 256;
/// As many letters of base64 as tell what is written in it.
const TELLING: usize = 64;

/// Whether a file is signed so.
pub(super) fn is_signed(file: &[u8]) -> bool {
    begins(file) || armoured(file).is_some()
}

/// The base64 of a signed file, where it is written so.
pub(super) fn armoured(file: &[u8]) -> Option<&[u8]> {
    let text = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file).trim_ascii_start();
    let text = match text.strip_prefix(b"-----BEGIN ") {
        Some(label) => label.get(memchr::memchr(b'\n', label.get(..TELLING).unwrap_or(label))?..)?,
        None => text,
    };
    let first: Vec<u8> = base64::bytes(text.get(..2 * TELLING).unwrap_or(text)).take(TELLING).collect();
    begins(&first).then_some(text)
}

/// A sequence with the identifier of signed data.
fn begins(file: &[u8]) -> bool {
    file.first() == Some(&SEQUENCE) && inside(file, SEQUENCE).is_some_and(|inside| inside.starts_with(SIGNED_DATA))
}

/// What is signed, if it is in the file.
pub(super) fn content(file: &[u8]) -> Option<Place<'_>> {
    let signed = inside(after(inside(file, SEQUENCE)?, IDENTIFIER)?, CONTENT)?;
    let encapsulated = after(after(inside(signed, SEQUENCE)?, INTEGER)?, SET)?;
    let octets = inside(after(inside(encapsulated, SEQUENCE)?, IDENTIFIER)?, CONTENT)?;
    let Element { tag, content, length } = element(octets)?;
    let content = length.and_then(|length| content.get(..length)).unwrap_or(content);
    let octets = match tag {
        OCTETS => Octets::One(Some(content)),
        OCTETS_IN_PIECES => Octets::Pieces(content),
        _ => return None,
    };
    Some(Place { name: None, packed: Packed::Octets(octets) })
}

/// An octet string: whole, or what is left of its pieces.
#[derive(Clone, Copy, Debug)]
pub(super) enum Octets<'a> {
    One(Option<&'a [u8]>),
    Pieces(&'a [u8]),
}

impl<'a> Iterator for Octets<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        match self {
            Self::One(octets) => octets.take(),
            Self::Pieces(rest) => {
                let all: &'a [u8] = rest;
                let Element { tag: OCTETS, content, length: Some(length) } = element(all)? else {
                    return None;
                };
                // The last piece of a file that was cut short has fewer than it says.
                let (piece, behind) = content.split_at_checked(length).unwrap_or((content, &[]));
                *rest = behind;
                Some(piece)
            }
        }
    }
}

/// An element, whose content may be cut short.
struct Element<'a> {
    tag: u8,
    /// Everything from the content's first byte on.
    content: &'a [u8],
    /// How long the content is, unless that is left open.
    length: Option<usize>,
}

fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let (&[tag, first], rest) = bytes.split_first_chunk::<2>()?;
    if tag & 0x1F == 0x1F {
        return None;
    }
    let (length, content) = match first {
        0..0x80 => (Some(usize::from(first)), rest),
        0x80 => (None, rest),
        0x81..=0x84 => {
            let (digits, content) = rest.split_at_checked(usize::from(first & 0x7F))?;
            let length = digits.iter().fold(0_u32, |length, &digit| length << 8 | u32::from(digit));
            (Some(usize::try_from(length).ok()?), content)
        }
        _ => return None,
    };
    Some(Element { tag, content, length })
}

/// The content of an element of this kind.
fn inside(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    element(bytes).filter(|it| it.tag == tag).map(|it| it.content)
}

/// What follows an element of this kind.
fn after(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    element(bytes).filter(|it| it.tag == tag)?;
    let (mut rest, mut open) = (bytes, 0_usize);
    for _ in 0..MAX_ELEMENTS {
        match rest.strip_prefix(END) {
            Some(behind) if open > 0 => (rest, open) = (behind, open - 1),
            _ => match element(rest)? {
                Element { content, length: Some(length), .. } => rest = content.get(length..)?,
                Element { content, .. } => (rest, open) = (content, open + 1),
            },
        }
        if open == 0 {
            return Some(rest);
        }
    }
    None
}
