//! The seal's place in the file.
//!
//! A report is written once, and the last object of the file is the dictionary of its seal:
//!
//! ```text
//! %PDF-1.7⏎ …… /Contents<30820645……000000>/ByteRange[0 81731 114501 1337  ] …… %%EOF
//! └──────── covered ─────┘└── the seal ──┘└──────────── covered ─────────────────┘
//!                         a              b                                 b + c
//! ```
//!
//! `[0 a b c]` says that the seal covers the file's first `a` bytes and the `c` bytes from `b` on.
//! Here those are all the bytes of the file but the seal itself: the bracket `<`, [`SEAL_DIGITS`]
//! hexadecimal digits, the bracket `>`. So no parser of PDF is needed, and no trick that works on
//! one helps: there is one way to write the place, and whatever is not written so is no report.
//!
//! - The file begins with `%PDF-1.7` and a newline, and holds the text `/ByteRange` once.
//! - `/Contents` stands right before the gap and `/ByteRange` right after it.
//! - The numbers are decimal, without sign or leading zeros, one space apart; spaces before `]`
//!   make the array [`BYTE_RANGE_LENGTH`] bytes long. `b + c` is the length of the file.
//! - The digits are upper-case: the seal in DER, then zeros.

use std::ops::Range;

use memchr::memmem;

use crate::digest::{Digest, Hasher};

/// How every report begins.
pub const HEADER: &[u8] = b"%PDF-1.7\n";
/// The largest report: 256 MiB, room for 200 photos and more. A verifier holds the file in memory,
/// in a browser too.
pub const MAX_FILE_BYTES: usize = 256 << 20;
/// Room for the seal, in bytes.
pub const SEAL_BYTES: usize = 16_384;
/// Room for the seal, in hexadecimal digits.
pub const SEAL_DIGITS: usize = 2 * SEAL_BYTES;
/// Length of the array after `/ByteRange`, brackets included.
pub const BYTE_RANGE_LENGTH: usize = BYTE_RANGE_PLACEHOLDER.len();
/// What stands for the array until the file is written.
pub const BYTE_RANGE_PLACEHOLDER: &[u8] = b"[0 9999999999 9999999999 9999999999]";

pub(crate) const CONTENTS: &[u8] = b"/Contents";
pub(crate) const BYTE_RANGE: &[u8] = b"/ByteRange";
/// The digits with their brackets.
pub(crate) const GAP: usize = SEAL_DIGITS + 2;

/// Why a file has no place for a seal, or one that differs from the only form there is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// It does not begin as a report does.
    #[error("the file does not begin with %PDF-1.7 and a newline")]
    Header,
    /// There is no `/ByteRange`.
    #[error("the file has no /ByteRange")]
    NoByteRange,
    /// There is a second `/ByteRange`.
    #[error("the file has a second /ByteRange, at byte {second}")]
    TwoByteRanges {
        /// Where the second one begins.
        second: usize,
    },
    /// What follows `/ByteRange` is not the array in its one form.
    #[error("the array after /ByteRange, at byte {offset}, is not written as a report's is")]
    Syntax {
        /// Where the array should begin.
        offset: usize,
    },
    /// The array names another gap than the one before it.
    #[error("the seal is said to stand between bytes {start} and {end} and does not")]
    Gap {
        /// Where the array says that the gap begins.
        start: u64,
        /// Where it says that the gap ends.
        end: u64,
    },
    /// The array covers fewer or more bytes than the file has.
    #[error("the seal covers {covered} bytes, and the file has {found}")]
    Length {
        /// Up to where the array covers the file.
        covered: u64,
        /// The file's length.
        found: u64,
    },
    /// A character of the gap is not an upper-case hexadecimal digit.
    #[error("byte {offset} is not an upper-case hexadecimal digit")]
    Digit {
        /// Where it stands.
        offset: usize,
    },
    /// The gap does not begin with a DER sequence that fits into it.
    #[error("the gap does not begin with a seal")]
    NoSeal,
    /// Something other than zeros follows the seal in the gap.
    #[error("byte {offset} of the gap, after the seal, is not zero")]
    Padding {
        /// Which byte, counted from the gap's first.
        offset: usize,
    },
}

/// A file taken apart into the seal and the bytes that it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The bytes before the gap.
    pub before: &'a [u8],
    /// The gap: the seal's digits between their brackets.
    pub gap: &'a [u8],
    /// The bytes after the gap.
    pub after: &'a [u8],
    /// The seal in DER, without its padding.
    pub seal: Vec<u8>,
}

/// The two digests of a sealed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDigests {
    /// Digest of every byte of the file.
    pub file: Digest,
    /// Digest of the bytes that the seal covers.
    pub sealed: Digest,
}

impl<'a> Envelope<'a> {
    /// Takes a file apart.
    ///
    /// # Errors
    /// Where the place of the seal is not written in its one form.
    pub fn open(file: &'a [u8]) -> Result<Self, EnvelopeError> {
        let place = Place::find(file)?;
        let (before, rest) = file.split_at_checked(place.gap.start).ok_or(EnvelopeError::NoByteRange)?;
        let (gap, after) = rest.split_at_checked(place.gap.len()).ok_or(EnvelopeError::NoByteRange)?;
        let [start, end, length] = place.numbers;
        if [start, end] != [place.gap.start, place.gap.end].map(as_u64) {
            return Err(EnvelopeError::Gap { start, end });
        }
        let covered = end.saturating_add(length);
        if covered != as_u64(file.len()) {
            return Err(EnvelopeError::Length { covered, found: as_u64(file.len()) });
        }
        let seal = seal_in(gap, place.gap.start)?;
        Ok(Self { before, gap, after, seal })
    }

    /// Both digests, each byte but the last few read once: the seal stands at the end of the file,
    /// and what comes before it is common to both.
    #[must_use]
    pub fn digests(&self) -> FileDigests {
        let mut sealed = Hasher::new();
        sealed.update(self.before);
        let mut file = sealed.clone();
        file.update(self.gap);
        for hasher in [&mut sealed, &mut file] {
            hasher.update(self.after);
        }
        FileDigests { file: file.finish(), sealed: sealed.finish() }
    }
}

/// Where the seal stands and what the array after it says.
pub(crate) struct Place {
    /// The digits with their brackets.
    pub(crate) gap: Range<usize>,
    /// `a`, `b` and `c`.
    pub(crate) numbers: [u64; 3],
}

impl Place {
    /// Finds the one place for a seal and reads the array, without judging its numbers.
    pub(crate) fn find(file: &[u8]) -> Result<Self, EnvelopeError> {
        if !file.starts_with(HEADER) {
            return Err(EnvelopeError::Header);
        }
        let mut found = memmem::find_iter(file, BYTE_RANGE);
        let name = found.next().ok_or(EnvelopeError::NoByteRange)?;
        if let Some(second) = found.next() {
            return Err(EnvelopeError::TwoByteRanges { second });
        }
        let numbers = read_numbers(file, name)?;
        let [start, end, _] = numbers;
        let elsewhere = EnvelopeError::Gap { start, end };
        let gap = name.checked_sub(GAP).ok_or_else(|| elsewhere.clone())?..name;
        let brackets = file.get(gap.clone()).is_some_and(|gap| gap.starts_with(b"<") && gap.ends_with(b">"));
        let named = file.get(..gap.start).is_some_and(|before| before.ends_with(CONTENTS));
        if brackets && named { Ok(Self { gap, numbers }) } else { Err(elsewhere) }
    }
}

/// What was sealed of a file that begins as it does, before something was appended to it, if it
/// looks so.
pub(crate) fn beginning(file: &[u8]) -> Option<&[u8]> {
    file.get(..declared_length(file)?)
}

/// How long a file says that it was when it was sealed.
pub(crate) fn declared_length(file: &[u8]) -> Option<usize> {
    let name = memmem::find(file, BYTE_RANGE)?;
    let [_, end, length] = read_numbers(file, name).ok()?;
    let covered = usize::try_from(end.checked_add(length)?).ok()?;
    (covered <= MAX_FILE_BYTES).then_some(covered)
}

/// Anything that may be a report's seal, wherever it stands and however it is written: to tell a
/// report that was changed from a file that never was one.
pub(crate) fn stray_seals(file: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    /// A report has one place for a seal; a file that shows more of them is not worth more work.
    const PLACES: usize = 4;
    memmem::find_iter(file, CONTENTS).filter_map(|at| stray_seal(file.get(at + CONTENTS.len()..)?)).take(PLACES)
}

/// The seal whose digits begin here, in either case, with white space between them.
fn stray_seal(text: &[u8]) -> Option<Vec<u8>> {
    let (open, text) =
        text.iter().position(|byte| !byte.is_ascii_whitespace()).map(|at| text.split_at(at))?.1.split_first()?;
    if *open != b'<' {
        return None;
    }
    let digits = text.iter().take(2 * GAP).filter(|byte| !byte.is_ascii_whitespace());
    let nibbles: Vec<u8> = digits.map_while(|&byte| nibble(byte.to_ascii_uppercase())).take(SEAL_DIGITS).collect();
    let mut seal = joined(&nibbles);
    seal.truncate(der_length(&seal)?);
    Some(seal)
}

/// Reads `[0 a b c ]` after the name at `name`.
fn read_numbers(file: &[u8], name: usize) -> Result<[u64; 3], EnvelopeError> {
    let offset = name + BYTE_RANGE.len();
    let syntax = EnvelopeError::Syntax { offset };
    let array = offset.checked_add(BYTE_RANGE_LENGTH).and_then(|end| file.get(offset..end));
    let text = array.and_then(|array| std::str::from_utf8(array).ok()).ok_or_else(|| syntax.clone())?;
    let inner = text.strip_prefix("[0 ").and_then(|text| text.strip_suffix(']')).ok_or_else(|| syntax.clone())?;
    let mut parts = inner.trim_end_matches(' ').split(' ').map(decimal);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(a)), Some(Some(b)), Some(Some(c)), None) => Ok([a, b, c]),
        _ => Err(syntax),
    }
}

/// A number without sign or leading zeros, of ten digits at most.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 10;
    if plain && !text.starts_with('0') { text.parse().ok() } else { None }
}

/// The seal in a gap that begins at `start`.
fn seal_in(gap: &[u8], start: usize) -> Result<Vec<u8>, EnvelopeError> {
    let digits = gap.get(1..gap.len().saturating_sub(1)).unwrap_or_default();
    let mut nibbles = Vec::with_capacity(digits.len());
    for (at, &digit) in digits.iter().enumerate() {
        nibbles.push(nibble(digit).ok_or(EnvelopeError::Digit { offset: start + 1 + at })?);
    }
    let mut bytes = joined(&nibbles);
    let length = der_length(&bytes).ok_or(EnvelopeError::NoSeal)?;
    if let Some(at) = bytes.iter().skip(length).position(|&byte| byte != 0) {
        return Err(EnvelopeError::Padding { offset: length + at });
    }
    bytes.truncate(length);
    Ok(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

fn joined(nibbles: &[u8]) -> Vec<u8> {
    nibbles.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble)).collect()
}

/// Length of the DER sequence that the bytes begin with, where it lies within them. A seal is
/// longer than 255 bytes and shorter than 64 KiB: its length is written in two.
fn der_length(bytes: &[u8]) -> Option<usize> {
    let &[0x30, 0x82, high, low, ..] = bytes else {
        return None;
    };
    let length = 4 + usize::from(u16::from_be_bytes([high, low]));
    (length <= bytes.len()).then_some(length)
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
