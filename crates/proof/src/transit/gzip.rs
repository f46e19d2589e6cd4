//! Files compressed by gzip (RFC 1952): the only member. Programs join what several members hold.

use super::names::name;
use super::{Packed, Place};

/// How such a file begins; deflate is the only method that there is.
pub(super) const MAGIC: &[u8] = &[0x1F, 0x8B, 8];

const HEADER_CHECK: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;

/// Bytes behind what was deflated: a check sum and a length, which are not looked at: the seal is.
pub(super) const TRAILER: usize = 8;

/// The only member.
pub(super) fn member(file: &[u8]) -> Option<Place<'_>> {
    let flags = *file.strip_prefix(MAGIC)?.first()?;
    let mut rest = file.get(10..)?;
    if flags & EXTRA != 0 {
        let (length, behind) = rest.split_first_chunk::<2>()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    let mut called = None;
    for (flag, is_name) in [(NAME, true), (COMMENT, false)] {
        if flags & flag != 0 {
            let end = memchr::memchr(0, rest)?;
            if is_name {
                called = rest.get(..end).and_then(name);
            }
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HEADER_CHECK != 0 {
        rest = rest.get(2..)?;
    }
    Some(Place { name: called, packed: Packed::Member(rest) })
}
