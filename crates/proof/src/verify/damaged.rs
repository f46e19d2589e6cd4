//! A file that is no report as it is: what it may hold, what became of it on its way.
//!
//! 1. Is it an archive, or signed? Then the report is looked for in it.
//! 2. Does an untouched report lie in it, with something in front of it or behind it?
//! 3. Is it a mail, or a text that holds a report in base64?
//! 4. Does it begin as a report does, and is its end missing?
//! 5. Is there a seal of the issuer's anywhere? Then somebody changed a report.
//! 6. Is it another PDF, with a report attached?
//!
//! None of the answers is that the file was issued.

use std::ops::Range;

use memchr::memmem;

use super::Verifier;
use crate::cms::Seal;
use crate::digest::Digest;
use crate::envelope::{Envelope, EnvelopeError, HEADER, MAX_FILE_BYTES, beginning, declared_length, stray_seals};
use crate::transit::{self, Wrapper};
use crate::verdict::{Change, FileFacts, Inside, NotOurs, Unreadable, Verdict};

/// Where readers of PDF look for the header.
const HEADER_WITHIN: usize = 1_024;
/// How every PDF ends.
const END_OF_FILE: &[u8] = b"%%EOF";
/// How an object of a PDF ends.
const END_OF_OBJECT: &[u8] = b"endobj";
/// A file in which more reports than that begin is not worth more work.
const BEGINNINGS: usize = 8;

impl Verifier<'_> {
    /// A file that is not, as it is, a report.
    pub(super) fn judge_damaged(&self, bytes: &[u8], error: EnvelopeError) -> Verdict {
        if let Some(wrapper) = Wrapper::of(bytes) {
            let packed = || Verdict::Unreadable { bytes: bytes.len(), why: Unreadable::Packed { wrapper } };
            return self.judge_wrapped(bytes, wrapper).unwrap_or_else(packed);
        }
        let is_mail = transit::is_mail(bytes);
        // A short mail has its report within a kilobyte, quoted line by line.
        if is_mail || pdf_at(bytes).is_none_or(|at| at > HEADER_WITHIN) {
            let wrapper = if is_mail { Wrapper::Mail } else { Wrapper::Text };
            let wrapped = self.judge_wrapped(bytes, wrapper);
            if let Some(verdict) = wrapped.or_else(|| self.judge_surrounded(bytes)) {
                return verdict;
            }
            let why = if is_mail { Unreadable::Packed { wrapper } } else { Unreadable::NotPdf };
            if is_mail || memmem::find(bytes, HEADER).is_none() {
                return Verdict::Unreadable { bytes: bytes.len(), why };
            }
        }
        match self.judge_changed(bytes, error) {
            Verdict::NotOurs { file, why } => {
                self.judge_wrapped(bytes, Wrapper::Pdf).unwrap_or(Verdict::NotOurs { file, why })
            }
            verdict => verdict,
        }
    }

    /// A PDF without a seal in its place: with an untouched report in it, cut short, changed, or
    /// none of the issuer's.
    fn judge_changed(&self, bytes: &[u8], error: EnvelopeError) -> Verdict {
        if let Some(verdict) = self.judge_surrounded(bytes) {
            return verdict;
        }
        let file = FileFacts { bytes: bytes.len(), sha256: Digest::of(bytes) };
        let begun = begun_report(bytes);
        let whole = begun.and_then(|report| declared_length(report).filter(|&length| length > report.len()));
        if begun.is_some_and(|report| memmem::find(report, END_OF_FILE).is_none()) {
            return Verdict::Incomplete { file, whole };
        }
        if let Some(seal) = self.stray_seal(bytes) {
            let record = self.read_record(bytes, seal.record).ok();
            let seal = Box::new(super::facts(&seal));
            return Verdict::Altered { file, seal, change: Change::Place(error), record, original: None };
        }
        if begun.is_some_and(goes_on) {
            return Verdict::Incomplete { file, whole };
        }
        Verdict::NotOurs { file, why: NotOurs::NoSeal(error) }
    }

    /// A file in which an untouched report lies.
    fn judge_surrounded(&self, bytes: &[u8]) -> Option<Verdict> {
        let (range, verdict) = self.find_untouched(bytes)?;
        let (before, after) = (bytes.get(..range.start)?, bytes.get(range.end..)?);
        let file = FileFacts { bytes: bytes.len(), sha256: Digest::of(bytes) };
        if transit::opens_stream(before) && self.stray_seal(before).or_else(|| self.stray_seal(after)).is_none() {
            let inside = Inside { name: None, verdict, bytes: bytes.get(range)?.to_vec() };
            return Some(Verdict::Wrapped { file, wrapper: Wrapper::Pdf, others: 0, inside: Box::new(inside) });
        }
        let change = match (before.len(), after.len()) {
            (0, bytes) => Change::Appended { bytes },
            (bytes, 0) => Change::Prepended { bytes },
            (before, after) => Change::Surrounded { before, after },
        };
        let Verdict::Issued { seal, record, .. } = verdict else { return None };
        Some(Verdict::Altered { file, seal, change, record: Some(record), original: Some(range) })
    }

    /// The first untouched report in a file, and the verdict on it alone.
    fn find_untouched(&self, bytes: &[u8]) -> Option<(Range<usize>, Verdict)> {
        memmem::find_iter(bytes, HEADER).take(BEGINNINGS).find_map(|start| {
            let original = beginning(bytes.get(start..)?)?;
            let verdict = self.judge(original, &Envelope::open(original).ok()?);
            verdict.is_issued().then(|| (start..start + original.len(), verdict))
        })
    }

    /// A file that holds reports in another form.
    fn judge_wrapped(&self, bytes: &[u8], wrapper: Wrapper) -> Option<Verdict> {
        let unarmoured = if wrapper == Wrapper::Signed { transit::unarmoured(bytes) } else { None };
        let mut left = MAX_FILE_BYTES;
        let mut found: Option<Inside> = None;
        let mut others = 0_usize;
        for place in transit::places(unarmoured.as_deref().unwrap_or(bytes), wrapper) {
            let Some(unpacked) = place.unpack(left) else { continue };
            left = left.saturating_sub(unpacked.len());
            let verdict = match Envelope::open(&unpacked) {
                Ok(envelope) => self.judge(&unpacked, &envelope),
                Err(error) => self.judge_changed(&unpacked, error),
            };
            let verdict = super::settled(verdict, &unpacked, self.is_nfc);
            if matches!(verdict, Verdict::NotOurs { .. }) {
                continue;
            }
            others += usize::from(found.is_some());
            // One that was issued says more than one that was not.
            if found.as_ref().is_none_or(|found| verdict.is_issued() && !found.verdict.is_issued()) {
                found = Some(Inside { name: place.name, verdict, bytes: unpacked });
            }
        }
        let inside = Box::new(found?);
        let file = FileFacts { bytes: bytes.len(), sha256: Digest::of(bytes) };
        Some(Verdict::Wrapped { file, wrapper, others, inside })
    }

    /// A seal of the issuer's, wherever it may stand.
    fn stray_seal(&self, bytes: &[u8]) -> Option<Seal> {
        let seals = stray_seals(bytes).filter_map(|der| Seal::from_der(&der).ok());
        seals.into_iter().find(|seal| self.path(seal).is_ok())
    }
}

/// Where a file says that it is a PDF.
fn pdf_at(bytes: &[u8]) -> Option<usize> {
    memmem::find(bytes, b"%PDF-")
}

/// The file from its header on, where it begins as a report does or is too short to tell.
fn begun_report(bytes: &[u8]) -> Option<&[u8]> {
    let begun = bytes.get(pdf_at(bytes)?..)?;
    (begun.starts_with(HEADER) || HEADER.starts_with(begun)).then_some(begun)
}

/// Whether objects follow the last end of file that there is, as in a file that was written in
/// several steps and then cut short.
fn goes_on(report: &[u8]) -> bool {
    let behind = memmem::rfind(report, END_OF_FILE).and_then(|at| report.get(at..));
    behind.is_some_and(|behind| memmem::find(behind, END_OF_OBJECT).is_some())
}
