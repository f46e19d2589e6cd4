//! Reports that are what they say.

use norven_proof::digest::Digest;
use norven_proof::envelope::Envelope;
use norven_proof::log::checkpoint::Policy;
use norven_proof::log::note::WitnessSigner;
use norven_proof::record::content_digest;
use norven_proof::standing::{List, Prefix, Row};
use norven_proof::verdict::{Clock, Later, Standing, TimeConflict, Verdict};
use norven_proof::verify::verify;

use crate::support::cms::{closed_again, with_seal};
use crate::support::wrapping::gzip;
use crate::support::{Genuine, ISSUED_AT, Issuer, Log, VERIFIED_AT, at, kind, pdf, reason};

#[test]
fn a_sealed_and_logged_report_is_issued() {
    let genuine = Genuine::new();
    let record = pdf::record();
    let verdict = genuine.verify(&genuine.file);
    let Verdict::Issued { file, seal, record: found, log, time_stamp, conflicts, standing } = verdict else {
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
    assert_eq!((time_stamp, conflicts, standing), (None, vec![], Standing::Unknown));
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
            let file = issuer.issue(&pdf::record(), Log { index, size, ..Log::default() });
            assert!(verify(&file, &issuer.trust(), None, &at(VERIFIED_AT)).is_issued(), "{index} of {size}");
        }
    }
}

#[test]
fn the_issuer_may_leave_the_authoritys_certificate_out_and_nobody_else() {
    let genuine = Genuine::new();
    let file = closed_again(&genuine.file, &genuine.issuer.seal_key, |seal| seal.authority = None);
    assert_ne!(file, genuine.file);
    assert!(genuine.verify(&file).is_issued());
    let file = with_seal(&genuine.file, |seal| seal.authority = None);
    assert_eq!(kind(&genuine.verify(&file)), "altered");
}

#[test]
fn a_witness_that_is_added_to_the_policy_leaves_earlier_reports_valid() {
    let genuine = Genuine::new();
    let mut trust = genuine.issuer.trust();
    let later = ["a.example", "z.example"].map(|name| WitnessSigner::from_seed(name.parse().unwrap(), &[55; 32]));
    for later in later {
        let witnesses = vec![later.verifier_key(), genuine.issuer.witness.verifier_key()];
        trust.logs[0].policy = Policy::new(genuine.issuer.log.verifier_key(), witnesses, 1).unwrap();
        assert!(verify(&genuine.file, &trust, None, &at(VERIFIED_AT)).is_issued());
    }
}

#[test]
fn clocks_that_contradict_the_time_of_issue_are_told() {
    let issuer = Issuer::new(1);
    let conflicts = |file: &[u8]| match verify(file, &issuer.trust(), None, &at(VERIFIED_AT)) {
        Verdict::Issued { conflicts, .. } => conflicts,
        verdict => panic!("{}", reason(&verdict)),
    };
    for (seconds, agrees) in [(-301, false), (-300, true), (86_400, true), (86_401, false)] {
        let clock = Clock::TimeStamp;
        let expected = vec![TimeConflict { clock, at: at(ISSUED_AT + seconds) }];
        let found = conflicts(&issuer.issue_stamped_at(&pdf::record(), ISSUED_AT + seconds));
        assert_eq!(found, if agrees { vec![] } else { expected }, "a stamp after {seconds} s");

        let clock = Clock::Witness { name: "witness.example".into() };
        let expected = vec![TimeConflict { clock, at: at(ISSUED_AT + seconds) }];
        let log = Log { witnessed: Some(seconds), ..Log::default() };
        let found = conflicts(&issuer.issue(&pdf::record(), log));
        assert_eq!(found, if agrees { vec![] } else { expected }, "a witness after {seconds} s");
    }
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

#[test]
fn a_list_that_is_older_than_the_report_says_nothing_about_it() {
    let genuine = Genuine::new();
    let standing = |made_at: i64| {
        let list = List::new(u64::try_from(made_at).unwrap(), vec![]).unwrap();
        match verify(&genuine.file, &genuine.issuer.trust(), Some(&list), &at(VERIFIED_AT)) {
            Verdict::Issued { standing, .. } => standing,
            verdict => panic!("{}", reason(&verdict)),
        }
    };
    let Standing::Earlier { list } = standing(ISSUED_AT - 1) else { panic!("not by a list of before") };
    assert_eq!(list.made_at, at(ISSUED_AT - 1));
    assert!(matches!(standing(ISSUED_AT), Standing::Current { .. }));
}

#[test]
fn a_report_of_a_later_version_is_told_apart() {
    let issuer = Issuer::new(1);
    let later = String::from_utf8(pdf::record().to_bytes().unwrap()).unwrap().replace("\"v\":1}", "\"v\":2}");
    let expected = |verdict: &Verdict| {
        matches!(verdict, Verdict::FutureVersion { what: Later::Version { found: 2, supported: 1 }, .. })
    };

    // Sealed in the way that is known here, sealed in another, and by somebody else.
    let prepared = issuer.prepare_file(pdf::unsealed(later.as_bytes()), content_digest(later.as_bytes()));
    let sealed = issuer.finish(prepared);
    let verdict = verify(&sealed, &issuer.trust(), None, &at(VERIFIED_AT));
    assert!(expected(&verdict), "{}", reason(&verdict));
    let verdict = verify(&pdf::unsealed(later.as_bytes()), &issuer.trust(), None, &at(VERIFIED_AT));
    assert!(expected(&verdict), "{}", reason(&verdict));
    let verdict = verify(&sealed, &Issuer::new(100).trust(), None, &at(VERIFIED_AT));
    assert!(expected(&verdict), "{}", reason(&verdict));

    // What was changed is changed in any version.
    let verdict = verify(&pdf::spliced(&sealed, 100..101, b"\0"), &issuer.trust(), None, &at(VERIFIED_AT));
    assert_eq!(kind(&verdict), "altered");
}

#[test]
fn a_report_with_a_fact_that_is_not_known_here_is_of_a_later_version_and_not_altered() {
    let issuer = Issuer::new(1);
    let record = String::from_utf8(pdf::record().to_bytes().unwrap()).unwrap();
    let later = record.replace("\"v\":1}", "\"v\":1,\"weather\":\"rain\"}");
    let sealed = issuer.finish(issuer.prepare_file(pdf::unsealed(later.as_bytes()), content_digest(later.as_bytes())));
    let verdict = verify(&sealed, &issuer.trust(), None, &at(VERIFIED_AT));
    let what = Later::Member { at: "/weather".into() };
    assert!(matches!(&verdict, Verdict::FutureVersion { what: found, .. } if *found == what), "{}", reason(&verdict));

    // In a stranger's file and in a changed one anything may stand: it excuses neither.
    let verdict = verify(&sealed, &Issuer::new(100).trust(), None, &at(VERIFIED_AT));
    assert_eq!(kind(&verdict), "not ours");
    let verdict = verify(&pdf::spliced(&sealed, 100..101, b"\0"), &issuer.trust(), None, &at(VERIFIED_AT));
    assert_eq!(kind(&verdict), "altered");
    let verdict = verify(&with_seal(&sealed, |seal| seal.authority = None), &issuer.trust(), None, &at(VERIFIED_AT));
    assert_eq!(kind(&verdict), "altered");
}

#[test]
fn a_sealed_file_whose_record_is_none_should_not_be_relied_on() {
    let issuer = Issuer::new(1);
    for record in ["{\"v\":1}", "hello", ""] {
        let prepared = issuer.prepare_file(pdf::unsealed(record.as_bytes()), content_digest(record.as_bytes()));
        let verdict = verify(&issuer.finish(prepared), &issuer.trust(), None, &at(VERIFIED_AT));
        assert_eq!(kind(&verdict), "issued, unlogged", "{}", reason(&verdict));
    }
}

#[test]
fn a_verdict_in_json_holds_the_facts() {
    let genuine = Genuine::new();
    let json = serde_json::to_value(genuine.verify(&genuine.file)).unwrap();
    assert_eq!(json["verdict"], "issued");
    assert_eq!(json["file"]["sha256"], Digest::of(&genuine.file).to_string());
    assert_eq!(json["seal"]["certificate"]["subject"]["common_name"], "Reports 2026");
    assert_eq!(json["record"]["number"], "NV-2026-000123");
    assert_eq!(json["log"]["index"], 4);
    assert_eq!(json["standing"]["state"], "unknown");

    let json = serde_json::to_value(genuine.verify(&genuine.file[1..])).unwrap();
    assert_eq!(json["verdict"], "unreadable");
    assert_eq!(json["why"]["kind"], "not_pdf");
    let json = serde_json::to_value(genuine.verify(&[genuine.file.as_slice(), b"more"].concat())).unwrap();
    assert_eq!(json["change"], serde_json::json!({ "kind": "appended", "detail": { "bytes": 4 } }));
    assert_eq!(json["original"]["end"], genuine.file.len());
    let json = serde_json::to_value(genuine.verify(b"%PDF-1.7\n%%EOF")).unwrap();
    assert_eq!(json["why"], serde_json::json!({ "kind": "no_seal", "detail": "the file has no /ByteRange" }));
    let json = serde_json::to_value(genuine.verify(&genuine.file[..900])).unwrap();
    assert_eq!(json["verdict"], "incomplete");
    assert!(json["whole"].is_null());
    let json = serde_json::to_value(genuine.verify(&gzip("report.pdf", &genuine.file))).unwrap();
    assert_eq!(json["verdict"], "wrapped");
    assert_eq!(json["wrapper"], "gzip");
    assert_eq!(json["others"], 0);
    assert_eq!(json["inside"]["name"], "report.pdf");
    assert_eq!(json["inside"]["verdict"]["verdict"], "issued");
    assert!(json["inside"].get("bytes").is_none());
}
