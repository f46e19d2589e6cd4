//! Making a seal.
//!
//! A report is written with room for its seal, and the room is filled at equal length, so that no
//! other byte moves:
//!
//! ```text
//! /Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached
//! /Contents<0000…0000>                                     32,768 zeros
//! /ByteRange[0 9999999999 9999999999 9999999999]
//! /M … /Name … /Reason … /Reference …
//! ```
//!
//! 1. [`Prepared::new`] writes the numbers, takes the sealed digest and signs. From there on the
//!    signature is fixed; what it takes to enter it in the log is [`Prepared::entry`].
//! 2. The log proves that the entry is in it, and a time-stamping authority may stamp the
//!    [signature](Prepared::signature).
//! 3. [`Prepared::finish`] adds both, closes the seal with a second signature
//!    ([`cms`](crate::cms)), writes the digits, and reads what it wrote as a verifier does.
//!
//! Whatever is not there exactly once, does not fit or does not read back is an error; there is no
//! half-sealed file. Whether the certificate and the log are trusted is for
//! [`verify`](crate::verify::verify()) to say: run it before a report leaves the house.

use std::ops::Range;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, Signature};

use crate::attachment::{AttachmentError, embedded};
use crate::certificate::Certificate;
use crate::cms::{CmsError, DerError, Seal};
use crate::digest::{Digest, Hasher};
use crate::envelope::{
    BYTE_RANGE, BYTE_RANGE_LENGTH, BYTE_RANGE_PLACEHOLDER, Envelope, EnvelopeError, MAX_FILE_BYTES, Place, SEAL_BYTES,
};
use crate::log::leaf::ReportSeal;

/// Why a report could not be sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The file has no room for a seal, or more than one.
    #[error("the file has no room for a seal: {0}")]
    Room(EnvelopeError),
    /// The room is there, but something stands in it.
    #[error("the room for the seal is not empty at byte {offset}")]
    NotEmpty {
        /// The first byte that is not the placeholder's.
        offset: usize,
    },
    /// The file is larger than a verifier reads.
    #[error("a report has at most {MAX_FILE_BYTES} bytes, and this one has {bytes}")]
    FileTooLarge {
        /// The file's length.
        bytes: usize,
    },
    /// The seal is larger than its room.
    #[error("the room for a seal is {SEAL_BYTES} bytes, and this one has {bytes}")]
    SealTooLarge {
        /// The seal's length.
        bytes: usize,
    },
    /// The file does not embed the record.
    #[error(transparent)]
    Record(#[from] AttachmentError),
    /// Something does not fit into DER.
    #[error(transparent)]
    Der(#[from] DerError),
    /// The key did not sign.
    #[error("the key did not sign")]
    Key,
    /// What was written reads back as something that is no seal.
    #[error("the seal does not read back: {0}")]
    ReadBack(#[from] CmsError),
    /// What was written reads back as another seal.
    #[error("the seal reads back as another one")]
    Different,
}

/// A report that is signed, and not yet sealed.
#[derive(Clone, Debug)]
pub struct Prepared {
    file: Vec<u8>,
    gap: Range<usize>,
    seal: Seal,
}

impl Prepared {
    /// Signs a report.
    ///
    /// `file` is the PDF with its placeholders, `record` the digest of the `record.json` in it,
    /// `signer` the key of `certificate`, and `authority` the certificate of who issued that one.
    ///
    /// # Errors
    /// Where the file has not exactly the room that it should have, does not embed the record, or
    /// the key is not the certificate's.
    pub fn new(
        mut file: Vec<u8>,
        record: Digest,
        signer: &impl Signer<Signature>,
        certificate: &Certificate,
        authority: Option<&Certificate>,
    ) -> Result<Self, SealError> {
        if file.len() > MAX_FILE_BYTES {
            return Err(SealError::FileTooLarge { bytes: file.len() });
        }
        embedded(&file, record)?;
        let gap = empty_room(&file)?;
        let array = byte_range(&gap, file.len());
        overwrite(&mut file, gap.end + BYTE_RANGE.len(), array.as_bytes())?;
        let mut seal = Seal {
            certificate: certificate.clone(),
            authority: authority.cloned(),
            sealed: sealed_digest(&file, &gap),
            record,
            signature: Vec::new(),
            time_stamp: None,
            log_proof: None,
            closing: None,
        };
        seal.signature = signed(signer, &seal.signed_attributes()?)?;
        seal.check_signature()?;
        Ok(Self { file, gap, seal })
    }

    /// The sealed digest: SHA-256 of every byte outside the seal.
    #[must_use]
    pub fn sealed(&self) -> Digest {
        self.seal.sealed
    }

    /// The signature: ECDSA in DER. It is what a time stamp is over.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.seal.signature
    }

    /// What the log's entry of this seal says.
    #[must_use]
    pub fn entry(&self) -> ReportSeal {
        self.seal.entry()
    }

    /// Seals the report: with the proof that its entry is in the log (C2SP tlog-proof), with the time
    /// stamp, if there is one, and with the closing signature over all of it by the same key.
    ///
    /// # Errors
    /// Where the key is not the one that signed, the seal does not fit into its room, or it does not
    /// read back as what was written.
    pub fn finish(
        mut self,
        log_proof: &str,
        time_stamp: Option<&[u8]>,
        signer: &impl Signer<Signature>,
    ) -> Result<Vec<u8>, SealError> {
        self.seal.log_proof = Some(log_proof.to_owned());
        self.seal.time_stamp = time_stamp.map(<[u8]>::to_vec);
        self.seal.closing = Some(signed(signer, &self.seal.closing_message()?)?);
        let der = self.seal.to_der()?;
        if der.len() > SEAL_BYTES {
            return Err(SealError::SealTooLarge { bytes: der.len() });
        }
        let digits: String = der.iter().map(|byte| format!("{byte:02X}")).collect();
        overwrite(&mut self.file, self.gap.start + 1, digits.as_bytes())?;
        self.check()?;
        Ok(self.file)
    }

    /// Reads the sealed file as a verifier does.
    fn check(&self) -> Result<(), SealError> {
        let envelope = Envelope::open(&self.file).map_err(SealError::Room)?;
        let seal = Seal::from_der(&envelope.seal)?;
        seal.check_signature()?;
        seal.check_closing()?;
        embedded(&self.file, seal.record)?;
        let same = seal == self.seal && seal.sealed == envelope.digests().sealed;
        if same { Ok(()) } else { Err(SealError::Different) }
    }
}

/// The signature over a message in its one spelling: DER, with the lower of the two values of s.
fn signed(signer: &impl Signer<Signature>, message: &[u8]) -> Result<Vec<u8>, SealError> {
    let signature = signer.try_sign(message).map_err(|_| SealError::Key)?;
    Ok(DerSignature::from(signature.normalize_s()).as_bytes().to_vec())
}

/// The gap between its brackets, where both placeholders stand in their places.
fn empty_room(file: &[u8]) -> Result<Range<usize>, SealError> {
    let Place { gap, .. } = Place::find(file).map_err(SealError::Room)?;
    let array = gap.end + BYTE_RANGE.len();
    let digits = gap.start + 1..gap.end.saturating_sub(1);
    let zeros = digits.clone().find(|&at| file.get(at) != Some(&b'0'));
    let nines = || (array..).zip(BYTE_RANGE_PLACEHOLDER).find(|&(at, byte)| file.get(at) != Some(byte));
    match zeros.or_else(|| nines().map(|(at, _)| at)) {
        Some(offset) => Err(SealError::NotEmpty { offset }),
        None => Ok(gap),
    }
}

/// `[0 a b c]`, as long as its placeholder.
fn byte_range(gap: &Range<usize>, length: usize) -> String {
    let after = length.saturating_sub(gap.end);
    let numbers = format!("[0 {} {} {after}", gap.start, gap.end);
    format!("{numbers:width$}]", width = BYTE_RANGE_LENGTH - 1)
}

fn sealed_digest(file: &[u8], gap: &Range<usize>) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(file.get(..gap.start).unwrap_or_default());
    hasher.update(file.get(gap.end..).unwrap_or_default());
    hasher.finish()
}

fn overwrite(file: &mut [u8], at: usize, bytes: &[u8]) -> Result<(), SealError> {
    let room = at.checked_add(bytes.len()).and_then(|end| file.get_mut(at..end));
    room.ok_or(SealError::NotEmpty { offset: at })?.copy_from_slice(bytes);
    Ok(())
}
