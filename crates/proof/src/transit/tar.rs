//! Tar archives (POSIX.1-2001): their entries by the headers in front of them.
//!
//! Where two entries have one name, a program that unpacks them leaves the last, so none is taken.

use std::collections::HashSet;

use super::{MAX_PLACES, Packed, Place, name};

/// Bytes of a block: headers have one, and contents fill them up.
const BLOCK: usize = 512;
/// Where a header says what it is, and what.
const MAGIC: (usize, &[u8]) = (257, b"ustar");

/// Whether a file begins with the header of an entry.
pub(super) fn is_tar(file: &[u8]) -> bool {
    file.get(MAGIC.0..).is_some_and(|rest| rest.starts_with(MAGIC.1))
}

/// The entries.
pub(super) fn entries(file: &[u8]) -> impl Iterator<Item = Place<'_>> {
    let (mut at, mut names, mut places) = (0, HashSet::new(), Vec::new());
    let mut longer = None;
    while let Some(entry) = entry(file, at) {
        at = entry.next;
        match entry.kind {
            // A name of any length, as GNU's tar and as POSIX write it in front of the entry.
            b'L' => longer = Some(until_nul(entry.content).to_vec()),
            b'x' => longer = path(entry.content).map(<[u8]>::to_vec).or(longer),
            _ => {
                let called = longer.take().unwrap_or(entry.name);
                if places.len() == MAX_PLACES {
                    break;
                }
                places.push(Place { name: name(&called), packed: Packed::Plain(entry.content) });
                if !names.insert(called) {
                    places.clear();
                    break;
                }
            }
        }
    }
    places.into_iter()
}

struct Entry<'a> {
    kind: u8,
    name: Vec<u8>,
    content: &'a [u8],
    next: usize,
}

fn entry(file: &[u8], at: usize) -> Option<Entry<'_>> {
    let header = file.get(at..).filter(|rest| is_tar(rest))?;
    let size = octal(header.get(124..136)?)?;
    let content = header.get(BLOCK..)?;
    let (folder, name) = (until_nul(header.get(345..500)?), until_nul(header.get(..100)?));
    let name = if folder.is_empty() { name.to_vec() } else { [folder, name].join(&b'/') };
    Some(Entry {
        kind: *header.get(156)?,
        name,
        content: content.get(..size).unwrap_or(content),
        next: at + BLOCK + size.checked_next_multiple_of(BLOCK)?,
    })
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// The name in an extended header: lines of a length, a key and a value.
fn path(mut lines: &[u8]) -> Option<&[u8]> {
    while !lines.is_empty() {
        let digits = lines.iter().position(|&byte| byte == b' ')?;
        let length: usize = std::str::from_utf8(lines.get(..digits)?).ok()?.parse().ok()?;
        let line = lines.get(digits + 1..length)?;
        if let Some(path) = line.strip_prefix(b"path=") {
            return path.strip_suffix(b"\n");
        }
        lines = lines.get(length..)?;
    }
    None
}

/// A number in octal digits, no larger than a file.
fn octal(digits: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?.trim_matches([' ', '\0']);
    usize::from_str_radix(text, 8).ok().filter(|&size| size <= crate::envelope::MAX_FILE_BYTES)
}
