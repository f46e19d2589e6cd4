//! A record as bytes, and its digests.

use serde::Deserialize;

use super::{Core, RECORD_VERSION, Record, RecordError};
use crate::canonical;
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
        /// The one member that every version has.
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }

        if bytes.len() > canonical::MAX_RECORD_BYTES {
            return Err(canonical::CanonicalError::TooLong.into());
        }
        match serde_json::from_slice(bytes) {
            Ok(Version { v: found }) if found > RECORD_VERSION => {
                return Err(RecordError::FutureVersion { found, supported: RECORD_VERSION });
            }
            // What is wrong with the others is found below.
            _ => canonical::check(bytes)?,
        }
        let record: Self =
            serde_json::from_slice(bytes).map_err(|error| RecordError::Shape { reason: error.to_string() })?;
        // serde ignores a few things: `null` where a member may be absent, an empty list where an
        // empty list is left out, members of a variant that has none.
        let read = canonical::to_vec(&record)?;
        if let Some(offset) = canonical::first_difference(bytes, &read) {
            return Err(RecordError::Surplus { offset });
        }
        record.check()?;
        Ok(record)
    }
}

impl Core {
    /// The digest that people sign: SHA-256 of the core's canonical JSON.
    ///
    /// # Errors
    /// Where canonical JSON cannot say what the core says.
    pub fn digest(&self) -> Result<Digest, canonical::CanonicalError> {
        canonical::to_vec(self).map(Digest::of)
    }
}

/// The content digest of a report: SHA-256 of the bytes of its `record.json`.
#[must_use]
pub fn content_digest(bytes: &[u8]) -> Digest {
    Digest::of(bytes)
}
