//! Zip archives (APPNOTE 6.3): the entries that the directory at the end lists.
//!
//! Programs that unpack an archive go by its directory, so what the directory does not list is not what a person gets: an
//! archive in which something lies beside the entries, or in which two have one name, has no entries here. Only an archive
//! without a directory, as one is that was cut short, is read by the headers in front of the entries.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memmem;

use super::inflate::Form;
use super::{MAX_PLACES, Packed, Place, name};
use crate::envelope::declared_length;

/// How a local header begins.
pub(super) const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
/// How an entry of the directory begins.
const LISTED: &[u8] = b"PK\x01\x02";
/// How the end of the directory begins.
const END: &[u8] = b"PK\x05\x06";
/// How what follows an entry begins: its length, another entry, the directory.
const NEXT: [&[u8]; 3] = [b"PK\x07\x08", LOCAL_HEADER, LISTED];
/// The entry is encrypted.
const ENCRYPTED: u16 = 1;

/// The entries that are stored or deflated.
pub(super) fn entries(file: &[u8]) -> Box<dyn Iterator<Item = Place<'_>> + '_> {
    match memmem::rfind(file, END) {
        Some(end) => Box::new(listed(file, end).unwrap_or_default().into_iter()),
        None => Box::new(memmem::find_iter(file, LOCAL_HEADER).filter_map(|at| unlisted(file.get(at..)?))),
    }
}

/// The entries that the directory lists; nothing where another program may find others.
fn listed(file: &[u8], end: usize) -> Option<Vec<Place<'_>>> {
    let tail = file.get(end..)?;
    let (count, length, begins) = (short(tail, 10)?, long(tail, 12)?, long(tail, 16)?);
    if begins.checked_add(length)? != end || usize::from(count) > MAX_PLACES {
        return None;
    }
    let mut directory = file.get(begins..end)?;
    let (mut names, mut taken, mut places) = (HashSet::new(), Vec::<Range<usize>>::new(), Vec::new());
    for _ in 0..count {
        if !directory.starts_with(LISTED) {
            return None;
        }
        let named = 46..46 + usize::from(short(directory, 28)?);
        let (called, at) = (directory.get(named.clone())?, long(directory, 42)?);
        let size = long(directory, 20)?;
        let header = file.get(at..)?;
        if !header.starts_with(LOCAL_HEADER) || header.get(30..30 + usize::from(short(header, 26)?))? != called {
            return None;
        }
        let from = at + 30 + called.len() + usize::from(short(header, 28)?);
        let content = file.get(from..from.checked_add(size)?)?;
        let (flags, method) = (short(directory, 8)?, short(directory, 10)?);
        if !names.insert(called) || (flags, method) != (short(header, 6)?, short(header, 8)?) {
            return None;
        }
        taken.push(at..from + size);
        let packed = match method {
            _ if flags & ENCRYPTED != 0 => None,
            0 => Some(Packed::Plain(content)),
            8 => Some(Packed::Deflated(content, Form::Raw)),
            _ => None,
        };
        places.extend(packed.map(|packed| Place { name: name(called), packed }));
        directory =
            directory.get(named.end + usize::from(short(directory, 30)?) + usize::from(short(directory, 32)?)..)?;
    }
    taken.sort_unstable_by_key(|range| range.start);
    let apart = taken.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let beside = memmem::find_iter(file, LOCAL_HEADER).any(|at| {
        let before = taken.partition_point(|range| range.start <= at);
        before == 0 || at >= taken[before - 1].end
    });
    (directory.is_empty() && apart && !beside).then_some(places)
}

/// An entry by the header in front of it.
fn unlisted(bytes: &[u8]) -> Option<Place<'_>> {
    let (flags, method) = (short(bytes, 6)?, short(bytes, 8)?);
    let named = 30..30 + usize::from(short(bytes, 26)?);
    let content = bytes.get(named.end + usize::from(short(bytes, 28)?)..)?;
    if flags & ENCRYPTED != 0 {
        return None;
    }
    let packed = match method {
        0 => Packed::Plain(stored(content, long(bytes, 18)?)),
        8 => Packed::Deflated(content, Form::Raw),
        _ => return None,
    };
    Some(Place { name: name(bytes.get(named)?), packed })
}

/// A stored entry: as long as its header says, or where that leaves it open (a length that follows
/// the entry, or one of 64 bits), as long as it says of itself, or up to what may be its end.
fn stored(content: &[u8], size: usize) -> &[u8] {
    let end = match size {
        0 | 0xFFFF_FFFF => declared_length(content).filter(|&length| length <= content.len()).unwrap_or_else(|| {
            NEXT.iter().filter_map(|next| memmem::find(content, next)).min().unwrap_or(content.len())
        }),
        size => size,
    };
    content.get(..end).unwrap_or(content)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()
}
