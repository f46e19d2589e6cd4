//! A record as bytes, and its digests.

use super::{Core, RECORD_VERSION, Record, RecordError};
use crate::canonical::{self, CanonicalError, IsNfc, Read};
use crate::digest::Digest;

impl Record {
    /// The record as canonical JSON: the bytes of `record.json`.
    ///
    /// What this writes [`Record::parse`] reads.
    ///
    /// # Errors
    /// Where canonical JSON cannot say what the record says, or where the record contradicts
    /// itself ([`Record::check`]).
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        self.check()?;
        Ok(canonical::to_vec(self)?)
    }

    /// Reads a record from the bytes of `record.json`.
    ///
    /// # Errors
    /// Where the bytes are not what [`Record::to_bytes`] writes. A record of a later version is
    /// told apart: it is not wrong, only too new.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        Self::parse_with(bytes, canonical::is_nfc)
    }

    /// The same on a platform that knows by itself which texts are in normalisation form C, and has
    /// no room for tables.
    ///
    /// # Errors
    /// As [`Record::parse`] does.
    pub fn parse_with(bytes: &[u8], is_nfc: IsNfc) -> Result<Self, RecordError> {
        if bytes.len() > canonical::MAX_RECORD_BYTES {
            return Err(CanonicalError::TooLong.into());
        }
        let tree = canonical::parse(bytes)?;
        if let Some(found) = canonical::version(&tree).filter(|found| *found > RECORD_VERSION) {
            return Err(RecordError::FutureVersion { found, supported: RECORD_VERSION });
        }
        canonical::check_tree(bytes, &tree, is_nfc)?;
        // Without a core there is no record, as reading will say.
        let core = canonical::member(&tree, "core").map(|core| canonical::write(core, is_nfc)).transpose()?;
        let record = Self::read(tree).map_err(|fault| match fault.unknown_at() {
            Some(at) => RecordError::Unknown { at },
            None => RecordError::Shape { reason: fault.reason() },
        })?;
        record.check_over(|| Ok(Digest::of(core.unwrap_or_default())))?;
        Ok(record)
    }
}

impl Core {
    /// The digest that people sign: SHA-256 of the core's canonical JSON.
    ///
    /// # Errors
    /// Where canonical JSON cannot say what the core says.
    pub fn digest(&self) -> Result<Digest, CanonicalError> {
        canonical::to_vec(self).map(Digest::of)
    }
}

/// The content digest of a report: SHA-256 of the bytes of its `record.json`.
#[must_use]
pub fn content_digest(bytes: &[u8]) -> Digest {
    Digest::of(bytes)
}
