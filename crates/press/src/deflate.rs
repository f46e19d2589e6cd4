//! Compression of the document's streams.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// `bytes` in the zlib format that `/FlateDecode` names. Photos are nearly all of a report, so time
/// counts for more than the last tenth of a page.
pub(crate) fn deflated(bytes: &[u8]) -> io::Result<Vec<u8>> {
    with(bytes, Compression::new(3))
}

/// The same as small as can be, for what is compressed once in the life of the program.
pub(crate) fn deflated_once(bytes: &[u8]) -> io::Result<Vec<u8>> {
    with(bytes, Compression::best())
}

fn with(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 3), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
