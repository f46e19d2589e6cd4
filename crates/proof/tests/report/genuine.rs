//! Reports that are what they say.

use norven_proof::digest::Digest;
use norven_proof::envelope::Envelope;
use norven_proof::record::content_digest;
use norven_proof::standing::{List, Prefix, Row};
use norven_proof::verdict::{Standing, Verdict};
use norven_proof::verify::verify;

use crate::support::cms::with_seal;
use crate::support::{Genuine, ISSUED_AT, Issuer, Log, VERIFIED_AT, at, kind, pdf, reason};

#[test]
fn a_sealed_and_logged_report_is_issued() {
    let genuine = Genuine::new();
    let record = pdf::record();
    let Verdict::Issued { file, seal, record: found, log, time_stamp, standing } = genuine.verify(&genuine.file) else {
        panic!("{}", reason(&genuine.verify(&genuine.file)));
    };
    assert_eq!((file.bytes, file.sha256), (genuine.file.len(), Digest::of(&genuine.file)));
    assert_eq!(*found, record);
    assert_eq!(seal.record, content_digest(&record.to_bytes().unwrap()));
    assert_eq!(seal.certificate, genuine.issuer.certificate.facts());
    let envelope = Envelope::open(&genuine.file).unwrap();
    assert_eq!(seal.sealed, Digest::of([envelope.before, envelope.after].concat()));
    assert_eq!((log.origin.as_str(), log.index, log.size), ("reports.example/log2026", 4, 11));
    assert_eq!(log.witnesses.first().map(|witness| witness.at.clone()), Some(at(ISSUED_AT + 10)));
    assert_eq!((time_stamp, standing), (None, Standing::Unknown));
}

#[test]
fn a_time_stamp_is_told() {
    let issuer = Issuer::new(1);
    let file = issuer.issue_stamped(&pdf::record());
    let verdict = verify(&file, &issuer.trust(), None, &at(VERIFIED_AT));
    let Verdict::Issued { time_stamp: Some(stamp), .. } = verdict else {
        panic!("{}", reason(&verdict));
    };
    assert_eq!(stamp.at, at(ISSUED_AT + 5));
    assert_eq!(stamp.authority.subject.common_name, "Clockwork ec TSA");
}

#[test]
fn every_place_in_logs_of_many_sizes_is_proved() {
    let issuer = Issuer::new(1);
    for size in [1, 2, 3, 7, 8, 9] {
        for index in 0..size {
            let file = issuer.issue(&pdf::record(), Log { index, size, witnessed: true });
            assert!(verify(&file, &issuer.trust(), None, &at(VERIFIED_AT)).is_issued(), "{index} of {size}");
        }
    }
}

#[test]
fn the_authoritys_certificate_may_be_left_out_of_the_seal() {
    let genuine = Genuine::new();
    let file = with_seal(&genuine.file, |seal| seal.authority = None);
    assert_ne!(file, genuine.file);
    assert!(genuine.verify(&file).is_issued());
}

#[test]
fn a_report_stays_valid_when_its_certificates_expire() {
    let genuine = Genuine::new();
    let in_thirty_years = at(ISSUED_AT + 30 * 365 * 86_400);
    assert!(verify(&genuine.file, &genuine.issuer.trust(), None, &in_thirty_years).is_issued());
}

#[test]
fn a_report_sealed_before_the_key_was_stolen_stays_valid() {
    let genuine = Genuine::new();
    let mut trust = genuine.issuer.trust();
    for (first_index, last_index, expected) in
        [(0, Some(4), "issued"), (4, None, "issued"), (0, Some(3), "issued, unlogged"), (5, None, "issued, unlogged")]
    {
        trust.seal_keys[0].first_index = first_index;
        trust.seal_keys[0].last_index = last_index;
        assert_eq!(kind(&verify(&genuine.file, &trust, None, &at(VERIFIED_AT))), expected);
    }
}

#[test]
fn the_standing_list_says_whether_a_report_is_the_last_word() {
    let genuine = Genuine::new();
    let record = content_digest(&pdf::record().to_bytes().unwrap());
    let made_at = u64::try_from(VERIFIED_AT - 60).unwrap();
    let day = "2026-11-23".parse().unwrap();
    let standing = |rows: Vec<Row>| {
        let list = List::new(made_at, rows).unwrap();
        match verify(&genuine.file, &genuine.issuer.trust(), Some(&list), &at(VERIFIED_AT)) {
            Verdict::Issued { standing, .. } => standing,
            verdict => panic!("{}", reason(&verdict)),
        }
    };
    let (report, other) = (Prefix::of(&record), Prefix::of(&Digest::of("another report")));
    let Standing::Current { list } = standing(vec![Row { report: other, day, successor: None }]) else {
        panic!("a report that is not in the list is current");
    };
    assert_eq!((list.made_at.clone(), list.age_seconds), (at(VERIFIED_AT - 60), Some(60)));

    let (by, since) = (other.to_string(), "2026-11-23".to_owned());
    let superseded = Standing::Superseded { by, since: since.clone(), list: list.clone() };
    assert_eq!(standing(vec![Row { report, day, successor: Some(other) }]), superseded);
    assert_eq!(standing(vec![Row { report, day, successor: None }]), Standing::Revoked { since, list });
}
