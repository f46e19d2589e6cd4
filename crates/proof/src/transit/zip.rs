//! Zip archives (APPNOTE 6.3): the entries that the directory at the end lists.
//!
//! Programs that unpack an archive go by its directory, so what the directory does not list is not what a person gets: an
//! archive in which something lies beside the entries, or in which two have one name, has no entries here. Only an archive
//! without a directory, as one is that was cut short, is read by the headers in front of the entries.

use std::ops::Range;

use memchr::memmem;

use super::inflate::Form;
use super::names::{Names, name};
use super::{MAX_PLACES, Packed, Place};
use crate::envelope::declared_length;

/// How a local header begins.
pub(super) const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
/// How an entry of the directory begins.
const LISTED: &[u8] = b"PK\x01\x02";
/// How the end of the directory begins.
const END: &[u8] = b"PK\x05\x06";
/// How what follows an entry begins: its length, another entry, the directory.
const NEXT: [&[u8]; 3] = [b"PK\x07\x08", LOCAL_HEADER, LISTED];
/// What stands before the end where the archive has a directory of 64 bits as well.
const LONG: &[u8] = b"PK\x06\x07";
/// The entry is encrypted.
const ENCRYPTED: u16 = 1;
/// Check sum and lengths follow the entry.
const TOLD_BEHIND: u16 = 8;
/// How a field begins that gives the entry another name (Info-ZIP's Unicode path).
const NAMED_OTHERWISE: &[u8] = b"\x75\x70";

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
    let one_disk = tail.get(4..8)? == [0; 4] && short(tail, 8)? == count;
    let is_last = |tail: &[u8]| short(tail, 20).is_some_and(|comment| 22 + usize::from(comment) == tail.len());
    let ends = memmem::find_iter(file, END).filter(|&at| file.get(at..).is_some_and(is_last)).count();
    let is_long = end.checked_sub(20).is_some_and(|at| file.get(at..).is_some_and(|rest| rest.starts_with(LONG)));
    if !one_disk || !is_last(tail) || ends != 1 || is_long {
        return None;
    }
    if begins.checked_add(length)? != end || usize::from(count) > MAX_PLACES {
        return None;
    }
    let mut directory = file.get(begins..end)?;
    let (mut names, mut taken, mut places) = (Names::default(), Vec::<Range<usize>>::new(), Vec::new());
    for _ in 0..count {
        let (entry, rest) = entry(file, directory)?;
        names.add(entry.called, entry.called.ends_with(b"/"))?;
        taken.push(entry.taken);
        places.extend(entry.packed.map(|packed| Place { name: name(entry.called), packed }));
        directory = rest;
    }
    taken.sort_unstable_by_key(|range| range.start);
    let apart = taken.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let beside = memmem::find_iter(file, LOCAL_HEADER).any(|at| {
        let before = taken.partition_point(|range| range.start <= at);
        before == 0 || at >= taken[before - 1].end
    });
    (directory.is_empty() && apart && !beside).then_some(places)
}

/// What the directory and the header in front of an entry say of it, where both say the same.
struct Listed<'a> {
    called: &'a [u8],
    taken: Range<usize>,
    packed: Option<Packed<'a>>,
}

/// The first entry of a directory, and the rest of the directory.
fn entry<'a>(file: &'a [u8], directory: &'a [u8]) -> Option<(Listed<'a>, &'a [u8])> {
    let (named, extra) = (usize::from(short(directory, 28)?), usize::from(short(directory, 30)?));
    let (called, at, size) = (directory.get(46..46 + named)?, long(directory, 42)?, long(directory, 20)?);
    let header = file.get(at..)?;
    let own_extra = usize::from(short(header, 28)?);
    let from = at + 30 + named + own_extra;
    let content = file.get(from..from.checked_add(size)?)?;
    let (flags, method) = (short(directory, 8)?, short(directory, 10)?);
    let same = directory.starts_with(LISTED)
        && header.starts_with(LOCAL_HEADER)
        && usize::from(short(header, 26)?) == named
        && header.get(30..30 + named)? == called
        && (short(header, 6)?, short(header, 8)?) == (flags, method);
    // What is told behind the entry is not known to a program that reads from the front: it looks for the next header.
    let same = same
        && if flags & TOLD_BEHIND == 0 {
            header.get(14..26)? == directory.get(16..28)?
        } else {
            memmem::find(content, LOCAL_HEADER).is_none()
        };
    let renamed = [directory.get(46 + named..46 + named + extra)?, header.get(30 + named..30 + named + own_extra)?]
        .into_iter()
        .any(|extra| memmem::find(extra, NAMED_OTHERWISE).is_some());
    if !same || renamed {
        return None;
    }
    let packed = match method {
        _ if flags & ENCRYPTED != 0 => None,
        0 => Some(Packed::Plain(content)),
        8 => Some(Packed::Deflated(content, Form::Raw)),
        _ => None,
    };
    let comment = usize::from(short(directory, 32)?);
    Some((Listed { called, taken: at..from + size, packed }, directory.get(46 + named + extra + comment..)?))
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
