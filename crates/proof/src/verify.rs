//! The verifier.
//!
//! [`verify()`] is the whole of it: bytes in, a [`Verdict`] out. It asks in this order, and the
//! first answer that is no decides:
//!
//! 1. Is there something in the file, and no more than is read? ([`Unreadable`])
//! 2. Does the seal stand in its place, in the one form that there is? ([`envelope`](crate::envelope))
//! 3. Is it a seal, and does its signature verify? ([`cms`](crate::cms))
//! 4. Does its certificate chain to a trusted root? From here on the seal is the issuer's: what is
//!    wrong before makes the file [`NotOurs`](Verdict::NotOurs), what is wrong after does not.
//! 5. Do the covered bytes have the digest that was sealed, and is the seal as its issuer closed it? If
//!    not, the file was [`Altered`](Verdict::Altered).
//! 6. Does the file hold the record whose digest was sealed, and were the certificates valid when
//!    the record says that it was issued?
//! 7. Is the seal in the log, and did its certificate count at that index?
//! 8. If there is a time stamp, is it one of this seal?
//! 9. Do time stamp and witnesses contradict the time at which the record says that it was issued
//!    ([`issue_time`](crate::issue_time))?
//! 10. Does the report still stand?
//!
//! Where step 2 fails, the file may still be a report that something happened to on its way. An
//! untouched report that lies in it is found and given back ([`Altered`](Verdict::Altered) where
//! something stands in front of it or behind it, [`Wrapped`](Verdict::Wrapped) where the file is of
//! another kind, see [`transit`](crate::transit)); a file that begins as a report does and has no end
//! is [`Incomplete`](Verdict::Incomplete); and a seal of the issuer is looked for wherever it may
//! stand, to tell a report that was changed from somebody else's file.
//!
//! Certificates are judged at the time the report was issued, never at today's: a report stays
//! valid when the certificate that sealed it expires.

mod damaged;

use crate::attachment::{embedded, embedded_files};
use crate::canonical::{IsNfc, is_nfc};
use crate::certificate::instant;
use crate::cms::Seal;
use crate::cms::path::{Path, Purpose};
use crate::digest::Digest;
use crate::envelope::{Envelope, FileDigests, MAX_FILE_BYTES};
use crate::issue_time;
use crate::log::leaf::{Entry, ReportSeal, Statement};
use crate::log::note::Name;
use crate::log::proof::Proof;
use crate::record::{Instant, Record, RecordError};
use crate::standing::{self, List, Prefix};
use crate::timestamp::{self, TimeStamp};
use crate::trust::Trust;
use crate::verdict::{
    Change, FileFacts, Later, ListFacts, LogFacts, NotOurs, SealFacts, Standing, Unproven, Unreadable, Verdict, Witness,
};

/// Says what a file is.
///
/// `standing` is a list that was read with the trust document's standing key; without one, a report
/// is [`Standing::Unknown`], and with one that is older than the report, [`Standing::Earlier`]. `at` is the time of the question, by which the list's age is told;
/// nothing else depends on it.
#[must_use]
pub fn verify(file: &[u8], trust: &Trust, standing: Option<&List>, at: &Instant) -> Verdict {
    verify_with(file, trust, standing, at, is_nfc)
}

/// The same on a platform that knows by itself which texts are in normalisation form C: a browser
/// has the tables of Unicode already.
#[must_use]
pub fn verify_with(file: &[u8], trust: &Trust, standing: Option<&List>, at: &Instant, is_nfc: IsNfc) -> Verdict {
    let unreadable = |why| Verdict::Unreadable { bytes: file.len(), why };
    if file.is_empty() {
        return unreadable(Unreadable::Empty);
    }
    if file.len() > MAX_FILE_BYTES {
        return unreadable(Unreadable::TooLarge { limit: MAX_FILE_BYTES });
    }
    let verifier = Verifier { trust, standing, at, is_nfc };
    let verdict = match Envelope::open(file) {
        Ok(envelope) => verifier.judge(file, &envelope),
        Err(error) => verifier.judge_damaged(file, error),
    };
    settled(verdict, file, is_nfc)
}

/// What a later version of the format is, only a later verifier can say.
fn settled(verdict: Verdict, file: &[u8], is_nfc: IsNfc) -> Verdict {
    match verdict {
        Verdict::NotOurs { file: facts, why } => match later_version(file, is_nfc) {
            Some(what) => Verdict::FutureVersion { file: facts, what },
            None => Verdict::NotOurs { file: facts, why },
        },
        verdict => verdict,
    }
}

struct Verifier<'a> {
    trust: &'a Trust,
    standing: Option<&'a List>,
    at: &'a Instant,
    is_nfc: IsNfc,
}

impl Verifier<'_> {
    /// A file whose seal stands in its place.
    fn judge(&self, bytes: &[u8], envelope: &Envelope<'_>) -> Verdict {
        let FileDigests { file: sha256, sealed: found } = envelope.digests();
        let file = FileFacts { bytes: bytes.len(), sha256 };
        let seal = match Seal::from_der(&envelope.seal) {
            Ok(seal) => seal,
            Err(error) => return Verdict::NotOurs { file, why: NotOurs::Seal(error) },
        };
        let path = match self.path(&seal) {
            Ok(path) => path,
            Err(why) => return Verdict::NotOurs { file, why },
        };
        let facts = Box::new(facts(&seal));
        let record = self.read_record(bytes, seal.record);
        let issued_at = record.as_ref().ok().and_then(|record| record.issued_at.unix_micros());
        if let Some(issued_at) = issued_at
            && let Err(error) = path.valid_at(issued_at.div_euclid(1_000_000))
        {
            return Verdict::NotOurs { file, why: NotOurs::Certificate(error) };
        }
        if found != seal.sealed {
            let change = Change::Bytes { sealed: seal.sealed, found };
            return Verdict::Altered { file, seal: facts, change, record: record.ok(), original: None };
        }
        if let Err(error) = seal.check_closing() {
            let change = Change::Closing(error);
            return Verdict::Altered { file, seal: facts, change, record: record.ok(), original: None };
        }
        let record = match record {
            Ok(record) => record,
            Err(Unproven::Record(RecordError::FutureVersion { found, supported })) => {
                return Verdict::FutureVersion { file, what: Later::Version { found, supported } };
            }
            Err(Unproven::Record(RecordError::Unknown { at })) => {
                return Verdict::FutureVersion { file, what: Later::Member { at } };
            }
            Err(why) => return Verdict::IssuedUnlogged { file, seal: facts, why, record: None },
        };
        let proved = self.find_in_log(&seal).and_then(|log| Ok((log, self.read_time_stamp(&seal)?)));
        match proved {
            Ok((log, time_stamp)) => {
                let standing = self.stands(&seal.record, &record.issued_at);
                let conflicts = issue_time::conflicts(&record.issued_at, &log.witnesses, time_stamp.as_ref());
                let time_stamp = time_stamp.map(Box::new);
                Verdict::Issued { file, seal: facts, record, log, time_stamp, conflicts, standing }
            }
            Err(why) => Verdict::IssuedUnlogged { file, seal: facts, why, record: Some(record) },
        }
    }

    /// The path from a seal to a trusted root: whether it is the issuer's.
    fn path<'s>(&'s self, seal: &'s Seal) -> Result<Path<'s>, NotOurs> {
        seal.check_signature().map_err(NotOurs::Seal)?;
        let path = Path::find(&seal.certificate, &self.trust.intermediates, &self.trust.roots, Purpose::Seal);
        path.and_then(|path| path.covers(seal.authority.as_ref())).map_err(NotOurs::Certificate)
    }

    /// Whether the seal is in a log in which its certificate counts.
    fn find_in_log(&self, seal: &Seal) -> Result<LogFacts, Unproven> {
        let text = seal.log_proof.as_deref().ok_or(Unproven::NoProof)?;
        let proof = Proof::parse(text.as_bytes()).map_err(Unproven::Proof)?;
        let origin = proof.checkpoint.text().lines().next().unwrap_or_default();
        let unknown = || Unproven::UnknownLog { origin: origin.to_owned() };
        let name: Name = origin.parse().map_err(|_| unknown())?;
        let log = self.trust.log(&name).ok_or_else(unknown)?;
        let entry = Entry { log: name, statement: Statement::ReportSeal(seal.entry()) };
        let inclusion = proof.verify(entry.to_string().as_bytes(), &log.policy).map_err(Unproven::Proof)?;
        let key = self.trust.seal_key(&seal.certificate.sha256(), &entry.log);
        let key = key.ok_or_else(|| Unproven::UnknownKey { origin: origin.to_owned() })?;
        if !key.covers(inclusion.index) {
            let (index, first_index, last_index) = (inclusion.index, key.first_index, key.last_index);
            return Err(Unproven::OutsideInterval { index, first_index, last_index });
        }
        let witnesses = inclusion.witnesses.iter();
        Ok(LogFacts {
            origin: origin.to_owned(),
            url: log.url.clone(),
            index: inclusion.index,
            size: inclusion.size,
            root: inclusion.root,
            checkpoint: proof.checkpoint.to_string(),
            witnesses: witnesses.map(|it| Witness { name: it.name.to_string(), at: at_second(it.time) }).collect(),
        })
    }

    fn read_time_stamp(&self, seal: &Seal) -> Result<Option<TimeStamp>, Unproven> {
        let token = seal.time_stamp.as_deref();
        token
            .map(|token| timestamp::verify(token, &seal.signature, &self.trust.tsa_roots).map_err(Unproven::TimeStamp))
            .transpose()
    }

    /// The embedded record with this digest.
    fn read_record(&self, file: &[u8], expected: Digest) -> Result<Box<Record>, Unproven> {
        let bytes = embedded(file, expected).map_err(Unproven::NoRecord)?;
        Record::parse_with(&bytes, self.is_nfc).map(Box::new).map_err(Unproven::Record)
    }

    fn stands(&self, record: &Digest, issued_at: &Instant) -> Standing {
        let Some(list) = self.standing else {
            return Standing::Unknown;
        };
        let now = self.at.unix_micros().and_then(|micros| u64::try_from(micros.div_euclid(1_000_000)).ok());
        let age_seconds = now.and_then(|now| list.age_at(now));
        let facts = ListFacts { made_at: at_second(list.time()), age_seconds };
        match list.standing(&Prefix::of(record)) {
            // Whoever is not in a list that is older than the report could not be in it.
            standing::Standing::Current if list.is_before(issued_at) => Standing::Earlier { list: facts },
            standing::Standing::Current => Standing::Current { list: facts },
            standing::Standing::Superseded { by, day } => {
                Standing::Superseded { by: by.to_string(), since: day.to_string(), list: facts }
            }
            standing::Standing::Revoked { day } => Standing::Revoked { since: day.to_string(), list: facts },
        }
    }
}

/// The version of the record that a file embeds, where it is later than the latest one known. A member
/// that is not known says nothing here: in somebody else's file anything may stand.
fn later_version(file: &[u8], is_nfc: IsNfc) -> Option<Later> {
    embedded_files(file).find_map(|bytes| match Record::parse_with(&bytes, is_nfc) {
        Err(RecordError::FutureVersion { found, supported }) => Some(Later::Version { found, supported }),
        _ => None,
    })
}

fn facts(seal: &Seal) -> SealFacts {
    let ReportSeal { document, record, signature, .. } = seal.entry();
    SealFacts { certificate: seal.certificate.facts(), sealed: document, record, signature }
}

fn at_second(seconds: u64) -> Instant {
    instant(i64::try_from(seconds).unwrap_or(i64::MAX))
}
