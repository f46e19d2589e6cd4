//! Tar archives (POSIX.1-2001): their entries by the headers in front of them.
//!
//! Where two entries have one name, a program that unpacks them leaves the last, so none is taken; nor is any where something
//! stands in the archive that this reader does not know.

use super::names::{Names, name};
use super::{MAX_PLACES, Packed, Place};

/// Bytes of a block: headers have one, and contents fill them up.
const BLOCK: usize = 512;
/// Where a header says what it is, and what.
const MAGIC: (usize, &[u8]) = (257, b"ustar");
const POSIX: &[u8] = b"ustar\0";

/// Whether a file begins with the header of an entry.
pub(super) fn is_tar(file: &[u8]) -> bool {
    file.get(MAGIC.0..).is_some_and(|rest| rest.starts_with(MAGIC.1))
}

/// The entries; none where a program that unpacks the archive may find others.
pub(super) fn entries(file: &[u8]) -> impl Iterator<Item = Place<'_>> {
    read(file).unwrap_or_default().into_iter()
}

fn read(file: &[u8]) -> Option<Vec<Place<'_>>> {
    let (mut at, mut names, mut places) = (0, Names::default(), Vec::new());
    let mut longer = None;
    // What is less than a header is the end of an archive that was cut short.
    while let Some(rest) = file.get(at..).filter(|rest| rest.len() >= BLOCK) {
        if rest.iter().all(|&byte| byte == 0) {
            break;
        }
        let entry = entry(file, at)?;
        at = entry.next;
        match entry.kind {
            // A name of any length, as GNU's tar and as POSIX write it in front of the entry.
            b'L' => longer = Some(until_nul(entry.content).to_vec()),
            b'x' => take_path(entry.content, &mut longer)?,
            // Facts of the whole archive, such as which version it was made of.
            b'g' => {
                let mut of_all = None;
                take_path(entry.content, &mut of_all)?;
                if of_all.is_some() {
                    return None;
                }
            }
            b'0' | 0 | b'5' => {
                let called = longer.take().unwrap_or(entry.name);
                if places.len() == MAX_PLACES {
                    return None;
                }
                names.add(&called, entry.kind == b'5')?;
                if entry.kind != b'5' {
                    places.push(Place { name: name(&called), packed: Packed::Plain(entry.content) });
                }
            }
            _ => return None,
        }
    }
    Some(places)
}

struct Entry<'a> {
    kind: u8,
    name: Vec<u8>,
    content: &'a [u8],
    next: usize,
}

fn entry(file: &[u8], at: usize) -> Option<Entry<'_>> {
    let header = file.get(at..).filter(|rest| is_tar(rest))?;
    // A program leaves a header out whose sum is wrong, and goes on inside what it announces.
    let told = octal(header.get(148..156)?)?;
    let sum = |(index, &byte): (usize, &u8)| usize::from(if (148..156).contains(&index) { b' ' } else { byte });
    if header.get(..BLOCK)?.iter().enumerate().map(sum).sum::<usize>() != told {
        return None;
    }
    let size = octal(header.get(124..136)?)?;
    let content = header.get(BLOCK..)?;
    // GNU's tar keeps times where POSIX keeps the folder.
    let folder = if header.get(257..263)? == POSIX { until_nul(header.get(345..500)?) } else { &[] };
    let name = until_nul(header.get(..100)?);
    let name = if folder.is_empty() { name.to_vec() } else { [folder, name].join(&b'/') };
    Some(Entry {
        kind: *header.get(156)?,
        name,
        content: content.get(..size).unwrap_or(content),
        next: at.checked_add(BLOCK)?.checked_add(size.checked_next_multiple_of(BLOCK)?)?,
    })
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// Takes the name out of an extended header: lines of a length, a key and a value, of which the last counts. Nothing where
/// the header is malformed, or changes the entry's length.
fn take_path(mut lines: &[u8], name: &mut Option<Vec<u8>>) -> Option<()> {
    while !lines.is_empty() {
        let digits = lines.iter().position(|&byte| byte == b' ')?;
        let length: usize = std::str::from_utf8(lines.get(..digits)?).ok()?.parse().ok()?;
        let line = lines.get(digits + 1..length)?.strip_suffix(b"\n")?;
        if line.starts_with(b"size=") || line.starts_with(b"GNU.sparse.") {
            return None;
        }
        if let Some(path) = line.strip_prefix(b"path=") {
            *name = Some(path.to_vec());
        }
        lines = lines.get(length..)?;
    }
    Some(())
}

/// A number in octal digits, no larger than a file.
fn octal(digits: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?.trim_matches([' ', '\0']);
    usize::from_str_radix(text, 8).ok().filter(|&size| size <= crate::envelope::MAX_FILE_BYTES)
}
