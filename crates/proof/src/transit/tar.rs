//! Tar archives (POSIX.1-1988, ustar): their entries by the headers in front of them.

use super::{Packed, Place, name};

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
    let mut at = 0;
    std::iter::from_fn(move || {
        let header = file.get(at..).filter(|rest| is_tar(rest))?;
        let size = octal(header.get(124..136)?)?;
        let content = header.get(BLOCK..)?;
        at += BLOCK + size.checked_next_multiple_of(BLOCK)?;
        let called = header.get(..100)?.split(|&byte| byte == 0).next().and_then(name);
        Some(Place { name: called, packed: Packed::Plain(content.get(..size).unwrap_or(content)) })
    })
}

/// A number in octal digits, no larger than a file.
fn octal(digits: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?.trim_matches([' ', '\0']);
    usize::from_str_radix(text, 8).ok().filter(|&size| size <= crate::envelope::MAX_FILE_BYTES)
}
