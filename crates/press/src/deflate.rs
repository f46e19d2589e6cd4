//! Compression of the document's streams.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// `bytes` in the zlib format that `/FlateDecode` names.
pub(crate) fn deflated(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}
