//! Sealing: what goes in must be right, or nothing comes out.

use norven_proof::attachment::AttachmentError;
use norven_proof::certificate::Certificate;
use norven_proof::cms::{CmsError, Seal};
use norven_proof::digest::Digest;
use norven_proof::envelope::{Envelope, EnvelopeError, MAX_FILE_BYTES, SEAL_BYTES};
use norven_proof::pki::SigningKey;
use norven_proof::record::content_digest;
use norven_proof::seal::{Prepared, SealError};
use norven_proof::verdict::{Unreadable, Verdict};

use crate::support::pdf::{digits, find, spliced, unsealed};
use crate::support::{Genuine, Issuer, Log, pdf};

fn record() -> Vec<u8> {
    pdf::record().to_bytes().unwrap()
}

fn prepare(file: Vec<u8>) -> Result<Prepared, SealError> {
    let issuer = Issuer::new(1);
    Prepared::new(file, content_digest(&record()), &issuer.seal_key, &issuer.certificate, Some(&issuer.issuing))
}

#[test]
fn sealing_changes_nothing_but_the_two_placeholders() {
    let before = unsealed(&record());
    let after = Issuer::new(1).issue(&pdf::record(), Log::default());
    assert_eq!(before.len(), after.len());
    let array = find(&before, b"[0 9999999999");
    let array = array..array + b"[0 9999999999 9999999999 9999999999]".len();
    let digits = digits(&before);
    for (at, (before, after)) in before.iter().zip(&after).enumerate() {
        assert!(before == after || digits.contains(&at) || array.contains(&at), "byte {at}");
    }
}

#[test]
fn the_same_report_is_sealed_alike() {
    let issue = || Issuer::new(1).issue(&pdf::record(), Log::default());
    assert_eq!(issue(), issue());
}

#[test]
fn the_log_entry_is_that_of_the_finished_seal() {
    let issuer = Issuer::new(1);
    let prepared = issuer.prepare(&pdf::record());
    let entry = prepared.entry();
    assert_eq!(entry.document, prepared.sealed());
    assert_eq!(entry.record, content_digest(&record()));
    assert_eq!(entry.signature, Digest::of(prepared.signature()));
    assert_eq!(entry.certificate, issuer.certificate.sha256());
    let file = prepared.finish(&issuer.prove(entry, Log::default()), None, &issuer.seal_key).unwrap();
    let seal = Seal::from_der(&Envelope::open(&file).unwrap().seal).unwrap();
    assert_eq!(seal.entry(), entry);
}

#[test]
fn a_file_without_room_for_a_seal_is_not_sealed() {
    let file = unsealed(&record());
    let without = |text: &[u8]| {
        let at = find(&file, text);
        spliced(&file, at..at + text.len(), b"")
    };
    let room = |file| match prepare(file) {
        Err(SealError::Room(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(room(without(b"/ByteRange")), EnvelopeError::NoByteRange);
    assert_eq!(room(without(b"%PDF-")), EnvelopeError::Header);
    assert!(matches!(room(without(b"/Contents<")), EnvelopeError::Gap { .. }));
    assert!(matches!(room(without(b" 9999999999")), EnvelopeError::Syntax { .. }));
    assert!(matches!(room([file.as_slice(), b"/ByteRange"].concat()), EnvelopeError::TwoByteRanges { .. }));
}

#[test]
fn room_that_is_not_empty_is_not_written_over() {
    let mut file = unsealed(&record());
    let digit = digits(&file).start + 100;
    file[digit] = b'1';
    assert_eq!(prepare(file).err(), Some(SealError::NotEmpty { offset: digit }));

    let sealed = Genuine::new().file;
    assert_eq!(prepare(sealed.clone()).err(), Some(SealError::NotEmpty { offset: digits(&sealed).start }));

    let mut file = unsealed(&record());
    let nine = find(&file, b"[0 9999999999") + 3;
    file[nine] = b'8';
    assert_eq!(prepare(file).err(), Some(SealError::NotEmpty { offset: nine }));
}

#[test]
fn a_file_without_its_record_is_not_sealed() {
    let error = prepare(unsealed(b"another record")).err();
    let found = Digest::of("another record");
    assert_eq!(error, Some(SealError::Record(AttachmentError::Other { expected: content_digest(&record()), found })));
}

#[test]
fn a_key_seals_only_under_its_own_certificate() {
    let (issuer, other) = (Issuer::new(1), Issuer::new(100));
    let seal = |key: &SigningKey, certificate: &Certificate| {
        Prepared::new(unsealed(&record()), content_digest(&record()), key, certificate, None).err()
    };
    assert_eq!(seal(&other.seal_key, &issuer.certificate), Some(SealError::ReadBack(CmsError::Signature)));
}

#[test]
fn a_seal_that_does_not_fit_is_an_error() {
    let issuer = Issuer::new(1);
    let prepared = issuer.prepare(&pdf::record());
    let error = prepared.clone().finish(&"a".repeat(SEAL_BYTES), None, &issuer.seal_key).err();
    assert!(matches!(error, Some(SealError::SealTooLarge { .. })), "{error:?}");
    // The largest proof that fits, to the byte.
    let proof = |length: usize| prepared.clone().finish(&"a".repeat(length), None, &issuer.seal_key);
    let most = (14_000..SEAL_BYTES).rev().find(|&length| proof(length).is_ok()).unwrap();
    let file = proof(most).unwrap();
    assert_eq!(Envelope::open(&file).unwrap().seal.len(), SEAL_BYTES);
    let file = prepared.clone().finish("", Some(b"no time stamp"), &issuer.seal_key);
    assert!(matches!(file, Err(SealError::Der(_))), "{file:?}");
}

#[test]
fn a_report_larger_than_any_is_neither_sealed_nor_read() {
    let bytes = MAX_FILE_BYTES + 1;
    assert_eq!(prepare(vec![0; bytes]).err(), Some(SealError::FileTooLarge { bytes }));
    let verdict = Genuine::new().verify(&vec![0; bytes]);
    assert_eq!(verdict, Verdict::Unreadable { bytes, why: Unreadable::TooLarge { limit: MAX_FILE_BYTES } });
}
