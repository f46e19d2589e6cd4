//! Zip archives (APPNOTE 6.3): their entries by the local headers in front of them.
//!
//! The central directory at the end is not asked: an archive that was cut short has none.

use memchr::memmem;

use super::inflate::Form;
use super::{Packed, Place, name};
use crate::envelope::declared_length;

/// How a local header begins.
pub(super) const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
/// How what follows an entry begins: its length, another entry, the directory.
const NEXT: [&[u8]; 3] = [b"PK\x07\x08", LOCAL_HEADER, b"PK\x01\x02"];
/// The entry is encrypted.
const ENCRYPTED: u16 = 1;

/// The entries that are stored or deflated.
pub(super) fn entries(file: &[u8]) -> impl Iterator<Item = Place<'_>> {
    memmem::find_iter(file, LOCAL_HEADER).filter_map(|at| entry(file.get(at..)?))
}

fn entry(bytes: &[u8]) -> Option<Place<'_>> {
    let short = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (flags, method, size) = (short(6)?, short(8)?, long(18)?);
    let named = 30..30 + usize::from(short(26)?);
    let content = bytes.get(named.end + usize::from(short(28)?)..)?;
    if flags & ENCRYPTED != 0 {
        return None;
    }
    let packed = match method {
        0 => Packed::Plain(stored(content, size)),
        8 => Packed::Deflated(content, Form::Raw),
        _ => return None,
    };
    Some(Place { name: name(bytes.get(named)?), packed })
}

/// A stored entry: as long as its header says, or where that leaves it open (a length that follows
/// the entry, or one of 64 bits), as long as it says of itself, or up to what may be its end.
fn stored(content: &[u8], size: u32) -> &[u8] {
    let end = match usize::try_from(size) {
        Ok(size) if size != 0 && size != 0xFFFF_FFFF => size,
        _ => declared_length(content).filter(|&length| length <= content.len()).unwrap_or_else(|| {
            NEXT.iter().filter_map(|next| memmem::find(content, next)).min().unwrap_or(content.len())
        }),
    };
    content.get(..end).unwrap_or(content)
}
