//! Inflating within a budget, also what was cut short.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_IGNORE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// What stands around the deflated bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing (RFC 1951).
    Raw,
    /// A header of two bytes and a check sum (RFC 1950), which is not looked at: the seal is.
    Zlib,
}

impl Form {
    const fn flags(self) -> u32 {
        match self {
            Self::Raw => TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
            Self::Zlib => {
                TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_IGNORE_ADLER32
            }
        }
    }
}

/// The most bytes that are looked at to learn how something begins.
const BEGINNING: usize = 4_096;
/// The least room that is made at once.
const ROOM: usize = 16_384;

/// Whether what was deflated begins so.
pub(super) fn begins(deflated: &[u8], form: Form, with: &[u8]) -> bool {
    let deflated = deflated.get(..BEGINNING).unwrap_or(deflated);
    let mut room = vec![0; with.len()];
    let (_, _, written) = decompress(&mut DecompressorOxide::new(), deflated, &mut room, 0, form.flags());
    written == with.len() && room == with
}

/// What was deflated, where it has no more bytes than that; if it is damaged or cut short, what
/// comes before.
pub(super) fn inflate(deflated: &[u8], form: Form, limit: usize) -> Option<Vec<u8>> {
    inflate_to_end(deflated, form, limit).map(|(inflated, _)| inflated)
}

/// The same, and where it ended, if it did.
pub(super) fn inflate_to_end(deflated: &[u8], form: Form, limit: usize) -> Option<(Vec<u8>, Option<usize>)> {
    let mut state = Box::<DecompressorOxide>::default();
    // Photos hardly shrink: there is mostly room for all of a report at once.
    let mut inflated = Vec::new();
    make_room(&mut inflated, deflated.len().saturating_add(deflated.len() / 16).max(ROOM), limit)?;
    let (mut read, mut written) = (0, 0);
    let ended = loop {
        let rest = deflated.get(read..).unwrap_or_default();
        let (status, taken, given) = decompress(&mut state, rest, &mut inflated, written, form.flags());
        (read, written) = (read + taken, written + given);
        if status != TINFLStatus::HasMoreOutput {
            break status == TINFLStatus::Done;
        }
        let more = (inflated.len() / 2).max(ROOM);
        make_room(&mut inflated, more, limit)?;
    };
    inflated.truncate(written);
    Some((inflated, ended.then_some(read)))
}

/// Makes room for this many bytes more, but for no more than the limit; nothing where there is none left.
fn make_room(bytes: &mut Vec<u8>, more: usize, limit: usize) -> Option<()> {
    let room = bytes.len().saturating_add(more).min(limit);
    let more = room.checked_sub(bytes.len()).filter(|&more| more > 0)?;
    bytes.try_reserve_exact(more).ok()?;
    bytes.resize(room, 0);
    Some(())
}
