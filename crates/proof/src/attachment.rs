//! The record in the file.
//!
//! `record.json` is embedded as a deflated stream; its dictionary says `/EmbeddedFile`, and within
//! [`MAX_DICTIONARY`] bytes follow the word `stream` and a line feed. It is looked for as bytes, not through the file's cross-references: what
//! says that it is the record is its digest, which the seal names. Where a reader of PDF would
//! look, and whether it would find the same stream, does not matter.

use memchr::memmem;

use crate::canonical::MAX_RECORD_BYTES;
use crate::digest::Digest;

/// What the dictionary of an embedded file is called.
const EMBEDDED_FILE: &[u8] = b"/EmbeddedFile";
/// What stands between a stream's dictionary and its bytes.
const STREAM: &[u8] = b"stream\n";
/// The longest dictionary of an embedded file, in bytes.
pub const MAX_DICTIONARY: usize = 1_024;
/// The longest deflated record: what does not shrink grows by five bytes in 16 KiB.
const MAX_DEFLATED: usize = MAX_RECORD_BYTES + MAX_RECORD_BYTES / 1_024;
/// A report embeds one file; a file that shows more of them is not worth more work.
const MAX_FILES: usize = 4;

/// Why a file's record could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// The file embeds nothing that can be inflated to a record's size.
    #[error("the file embeds no record")]
    Missing,
    /// It embeds a file that is not the one whose digest is known.
    #[error("the embedded record has the digest {found}, not {expected}")]
    Other {
        /// The digest that the record should have.
        expected: Digest,
        /// The digest of the first file that is embedded.
        found: Digest,
    },
}

/// The embedded file with this digest.
///
/// # Errors
/// Where no embedded file has it.
pub fn embedded(file: &[u8], expected: Digest) -> Result<Vec<u8>, AttachmentError> {
    let mut error = AttachmentError::Missing;
    for bytes in embedded_files(file) {
        let found = Digest::of(&bytes);
        if found == expected {
            return Ok(bytes);
        }
        if error == AttachmentError::Missing {
            error = AttachmentError::Other { expected, found };
        }
    }
    Err(error)
}

/// The files that a PDF embeds in the way in which a report does.
pub(crate) fn embedded_files(file: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let behind = memmem::find_iter(file, EMBEDDED_FILE).filter_map(|at| file.get(at + EMBEDDED_FILE.len()..));
    // The catalogue has a list called `/EmbeddedFiles`.
    let whole = behind.filter(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric));
    whole.take(MAX_FILES).filter_map(|rest| {
        let dictionary = rest.get(..rest.len().min(MAX_DICTIONARY))?;
        let stream = rest.get(memmem::find(dictionary, STREAM)? + STREAM.len()..)?;
        // A zlib stream knows its own end.
        let deflated = stream.get(..stream.len().min(MAX_DEFLATED))?;
        miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(deflated, MAX_RECORD_BYTES).ok()
    })
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    fn file(contents: &[&[u8]]) -> Vec<u8> {
        let object = |bytes: &&[u8]| {
            let deflated = compress_to_vec_zlib(bytes, 6);
            [b"<</Type/EmbeddedFile/Length 9>>stream\n", deflated.as_slice(), b"\nendstream\n"].concat()
        };
        contents.iter().flat_map(object).collect()
    }

    #[test]
    fn the_file_with_the_digest_is_found_among_others() {
        let file = file(&[b"first", b"second"]);
        assert_eq!(embedded(&file, Digest::of("second")).as_deref(), Ok(b"second".as_slice()));
        let error = AttachmentError::Other { expected: Digest::of("third"), found: Digest::of("first") };
        assert_eq!(embedded(&file, Digest::of("third")), Err(error));
        assert_eq!(embedded(b"%PDF-1.7", Digest::of("third")), Err(AttachmentError::Missing));
    }

    #[test]
    fn white_space_and_the_list_of_files_do_not_matter() {
        let deflated = compress_to_vec_zlib(b"record", 6);
        let list = b"/Names<</EmbeddedFiles<</Names[]>>>>".repeat(2 * MAX_FILES);
        let file = [&list, b"<</Type /EmbeddedFile/Length 9>>\nstream\n".as_slice(), &deflated, b"\nendstream"];
        assert!(embedded(&file.concat(), Digest::of("record")).is_ok());
    }

    #[test]
    fn the_largest_record_is_read_and_a_larger_file_is_not() {
        // Bytes that do not shrink, so that the bound on the deflated size is tried too.
        let mut state = 1_u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        })
        .take(MAX_RECORD_BYTES + 1)
        .collect();
        let largest = &noise[..MAX_RECORD_BYTES];
        assert_eq!(embedded(&file(&[largest]), Digest::of(largest)).as_deref(), Ok(largest));
        assert_eq!(embedded(&file(&[&noise]), Digest::of(&noise)), Err(AttachmentError::Missing));
        let zeros = vec![0; 100 * MAX_RECORD_BYTES];
        assert_eq!(embedded(&file(&[&zeros]), Digest::of(&zeros)), Err(AttachmentError::Missing));
    }

    #[test]
    fn a_stream_that_is_cut_short_or_damaged_is_no_record() {
        let whole = file(&[b"record"]);
        for end in 0..whole.len() - b"\nendstream\n".len() {
            assert_eq!(embedded(&whole[..end], Digest::of("record")), Err(AttachmentError::Missing));
        }
    }
}
