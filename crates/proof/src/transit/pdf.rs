//! Other PDFs: every stream that may be an attached report, as it is or deflated.

use memchr::memmem;

use super::inflate::Form;
use super::{Packed, Place};
use crate::envelope::{HEADER, declared_length};

/// What stands before a stream's bytes.
const STREAM: &[u8] = b"stream";
/// What ends with the same word.
const END: &[u8] = b"end";

/// The streams.
pub(super) fn streams(file: &[u8]) -> impl Iterator<Item = Place<'_>> {
    let begins = memmem::find_iter(file, STREAM).filter(|&at| !file.get(..at).is_some_and(|it| it.ends_with(END)));
    begins.filter_map(|at| {
        let rest = file.get(at + STREAM.len()..)?;
        let content = rest.strip_prefix(b"\n").or_else(|| rest.strip_prefix(b"\r\n"))?;
        Some(Place { name: None, packed: packed(content)? })
    })
}

fn packed(content: &[u8]) -> Option<Packed<'_>> {
    if content.starts_with(HEADER) {
        // What looks like a stream's end may be one of the report's own.
        return content.get(..declared_length(content)?).map(Packed::Plain);
    }
    let (&[method, check], _) = content.split_first_chunk::<2>()?;
    let zlib = method & 0x0F == 8 && u16::from_be_bytes([method, check]).is_multiple_of(31);
    zlib.then_some(Packed::Deflated(content, Form::Zlib))
}

/// Whether bytes end where those of a stream of a PDF begin.
pub(crate) fn opens_stream(before: &[u8]) -> bool {
    [b"stream\n".as_slice(), b"stream\r\n"].iter().any(|end| before.ends_with(end))
        && memmem::find(before, b"%PDF-").is_some()
}
