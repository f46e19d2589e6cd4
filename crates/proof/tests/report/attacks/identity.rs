//! Class G: somebody else seals, or the issuer's keys are used where they do not count.

use norven_proof::certificate::{Certificate, Subject};
use norven_proof::log::note::NoteSigner;
use norven_proof::pki::{Authority, SigningKey};
use norven_proof::record::content_digest;
use norven_proof::seal::Prepared;
use norven_proof::standing::{List, Prefix, Row};
use norven_proof::verdict::{Standing, Verdict};
use norven_proof::verify::verify;

use crate::support::{Genuine, ISSUED_AT, Issuer, Log, VERIFIED_AT, at, pdf, reason, try_all};

#[test]
fn a_seal_that_is_not_the_issuers_is_refused() {
    try_all(&[
        ("of an attacker with the same names", |_| Issuer::new(100).issue(&pdf::record(), Log::default()), "not ours"),
        (
            "of an attacker, logged in the real log",
            |_| {
                let Issuer { log, witness, .. } = Issuer::new(1);
                Issuer { log, witness, ..Issuer::new(100) }.issue(&pdf::record(), Log::default())
            },
            "not ours",
        ),
        ("with the root's own key", |it| sealed_by(it, &it.issuer.root_key, &it.issuer.root), "not ours"),
        ("with the authority's own key", |it| sealed_by(it, &it.issuer.issuing_key, &it.issuer.issuing), "not ours"),
        (
            "certified by the seal's own key",
            |it| {
                let authority = Authority { certificate: &it.issuer.certificate, key: &it.issuer.seal_key };
                certified_by(it, authority)
            },
            "not ours",
        ),
        (
            "certified by the root, above which there is no authority",
            |it| certified_by(it, Authority { certificate: &it.issuer.root, key: &it.issuer.root_key }),
            "issued, unlogged",
        ),
        (
            "certified by an attacker under the authority's name",
            |it| {
                let attacker = Issuer::new(100);
                certified_by(it, Authority { certificate: &it.issuer.issuing, key: &attacker.issuing_key })
            },
            "not ours",
        ),
    ]);
}

#[test]
fn a_report_is_issued_while_its_certificates_are_valid_or_not_at_all() {
    try_all(&[
        ("before they are valid", |it| issued_at(it, ISSUED_AT - 86_401), "not ours"),
        ("when the seal's certificate has expired", |it| issued_at(it, ISSUED_AT + 365 * 86_400), "not ours"),
        ("long before", |it| issued_at(it, -1), "not ours"),
    ]);
}

#[test]
fn the_certificates_count_from_their_first_second_to_their_last() {
    let genuine = Genuine::new();
    let year = 365 * 86_400;
    for second in [ISSUED_AT - 86_400, ISSUED_AT - 86_400 + year] {
        assert!(genuine.verify(&issued_at(&genuine, second)).is_issued());
    }
}

#[test]
fn a_log_with_the_right_name_and_the_wrong_key_is_refused() {
    try_all(&[
        (
            "a log of the attacker's",
            |it| {
                let log = NoteSigner::from_seed(it.issuer.log_name(), &[99; 32]);
                Issuer { log, ..Issuer::new(1) }.issue(&pdf::record(), Log::default())
            },
            "issued, unlogged",
        ),
        (
            "a witness of the attacker's",
            |_| {
                let witness = Issuer::new(100).witness;
                Issuer { witness, ..Issuer::new(1) }.issue(&pdf::record(), Log::default())
            },
            "issued, unlogged",
        ),
    ]);
}

#[test]
fn a_certificate_that_the_trust_document_does_not_name_does_not_count() {
    let genuine = Genuine::new();
    let mut trust = genuine.issuer.trust();
    trust.seal_keys.clear();
    let verdict = verify(&genuine.file, &trust, None, &at(VERIFIED_AT));
    assert!(matches!(verdict, Verdict::IssuedUnlogged { .. }), "{}", reason(&verdict));
}

#[test]
fn a_root_for_time_stamps_vouches_for_no_seal_and_the_other_way_round() {
    let genuine = Genuine::new();
    let mut trust = genuine.issuer.trust();
    std::mem::swap(&mut trust.roots, &mut trust.tsa_roots);
    let verdict = verify(&genuine.file, &trust, None, &at(VERIFIED_AT));
    assert!(matches!(verdict, Verdict::NotOurs { .. }), "{}", reason(&verdict));

    let stamped = genuine.issuer.issue_stamped(&pdf::record());
    let mut trust = genuine.issuer.trust();
    trust.tsa_roots = trust.roots.clone();
    let verdict = verify(&stamped, &trust, None, &at(VERIFIED_AT));
    assert!(matches!(verdict, Verdict::IssuedUnlogged { .. }), "{}", reason(&verdict));
}

#[test]
fn a_superseded_report_is_not_passed_off_as_the_last_word() {
    let genuine = Genuine::new();
    let report = Prefix::of(&content_digest(&pdf::record().to_bytes().unwrap()));
    let day = "2026-11-23".parse().unwrap();
    let row = Row { report, day, successor: Some(Prefix::from_bytes([7; 16])) };
    let list = List::new(u64::try_from(VERIFIED_AT).unwrap(), vec![row]).unwrap();
    let verdict = verify(&genuine.file, &genuine.issuer.trust(), Some(&list), &at(VERIFIED_AT));
    let superseded = matches!(verdict, Verdict::Issued { standing: Standing::Superseded { .. }, .. });
    assert!(superseded, "{}", reason(&verdict));
}

/// A report with its record issued at another time.
fn issued_at(genuine: &Genuine, second: i64) -> Vec<u8> {
    let mut record = pdf::record();
    record.issued_at = at(second);
    genuine.issuer.issue(&record, Log::default())
}

fn sealed_by(genuine: &Genuine, key: &SigningKey, certificate: &Certificate) -> Vec<u8> {
    let record = pdf::record().to_bytes().unwrap();
    let file = pdf::unsealed(&record);
    let prepared = Prepared::new(file, content_digest(&record), key, certificate, None).unwrap();
    let proof = genuine.issuer.prove(prepared.entry(), Log::default());
    prepared.finish(&proof, None, key).unwrap()
}

/// A report sealed with a new key that somebody certified.
fn certified_by(genuine: &Genuine, authority: Authority<'_>) -> Vec<u8> {
    let key = SigningKey::from_slice(&[55; 32]).unwrap();
    let name = Subject { organisation: "Door Safety Ltd".into(), common_name: "Reports 2026".into() };
    let from = at(ISSUED_AT - 86_400);
    let certificate = authority.certify_seal(key.verifying_key(), &name, [9; 16], &from).unwrap();
    sealed_by(genuine, &key, &certificate)
}
