use norven_proof::attachment::AttachmentError;
use norven_proof::certificate::{CertificateFacts, Subject};
use norven_proof::log::note::NoteSigner;
use norven_proof::standing::Prefix;
use norven_proof::verdict::{Later, Witness};

use super::*;

mod headlines;

fn at(text: &str) -> Instant {
    Instant(format!("{text}T10:53:12.000000Z"))
}

fn record() -> Record {
    let mut record =
        Record::parse(include_bytes!("../../../proof/tests/golden/record.json")).expect("the golden record");
    record.issued_at = at("2026-11-22");
    record
}

fn file() -> FileFacts {
    FileFacts { bytes: 5_420_000, sha256: Digest::of("file") }
}

fn certificate(common_name: &str) -> CertificateFacts {
    let named = |name: &str| Subject { organisation: "Door Safety Ltd".into(), common_name: name.into() };
    CertificateFacts {
        sha256: Digest::of("certificate"),
        subject: named(common_name),
        issuer: named("Issuing CA"),
        serial: "03".into(),
        not_before: at("2026-11-01"),
        not_after: at("2027-11-01"),
    }
}

fn seal() -> Box<SealFacts> {
    Box::new(SealFacts {
        certificate: certificate("Reports 2026"),
        sealed: Digest::of("sealed"),
        record: Digest::of("record"),
        signature: Digest::of("signature"),
    })
}

fn list() -> ListFacts {
    ListFacts { made_at: at("2026-11-23"), age_seconds: Some(0) }
}

fn log(witnesses: Vec<Witness>) -> LogFacts {
    LogFacts {
        origin: "reports.example/log2026".into(),
        url: "https://reports.example/log2026".into(),
        index: 1204,
        size: 1205,
        root: Digest::of("root"),
        checkpoint: "reports.example/log2026\n1205\n".into(),
        witnesses,
    }
}

fn issued(standing: Standing) -> Verdict {
    Verdict::Issued {
        file: file(),
        seal: seal(),
        record: Box::new(record()),
        log: log(vec![]),
        time_stamp: None,
        conflicts: vec![],
        standing,
    }
}

fn altered(change: Change, record: Option<Record>, original: Option<std::ops::Range<usize>>) -> Verdict {
    Verdict::Altered { file: file(), seal: seal(), change, record: record.map(Box::new), original }
}

fn trust() -> Trust {
    let key = |name: &str| NoteSigner::from_seed(name.parse().expect("a name"), &[7; 32]).verifier_key();
    let log = norven_proof::log::checkpoint::Policy::new(key("reports.example/log2026"), vec![], 0).expect("a policy");
    Trust {
        v: 1,
        issuer: "Norven of Door Safety Ltd".into(),
        origin: "https://reports.example".into(),
        issued_at: at("2026-11-23"),
        roots: vec![],
        intermediates: vec![],
        seal_keys: vec![],
        logs: vec![norven_proof::trust::Log { url: "https://reports.example/log2026".into(), policy: log }],
        standing: norven_proof::trust::StandingSource {
            url: "https://reports.example/standing".into(),
            key: key("reports.example/standing"),
        },
        qr_key: key("reports.example/qr"),
        tsa_roots: vec![],
    }
}

/// What is shown a day after the report was issued.
fn shown(verdict: &Verdict) -> View {
    shown_on("2026-11-23", verdict)
}

fn shown_on(day: &str, verdict: &Verdict) -> View {
    let (trust, now) = (trust(), at(day));
    Question { locale: Locale::En, trust: &trust, now: &now, file: "report.pdf", code: None }.view(verdict)
}

#[test]
fn only_a_current_report_is_good_news() {
    let since = || "2026-12-01".to_owned();
    for (standing, template) in [
        (Standing::Current { list: list() }, "issued"),
        (Standing::Unknown, "unchecked"),
        (Standing::Earlier { list: list() }, "unchecked"),
        (Standing::Superseded { by: "ab".into(), since: since(), list: list() }, "superseded"),
        (Standing::Revoked { since: since(), list: list() }, "revoked"),
    ] {
        assert_eq!(shown(&issued(standing)).template, template);
    }
}

#[test]
fn an_issued_report_says_who_issued_it_and_what_is_in_it() {
    let view = shown(&issued(Standing::Current { list: list() }));
    let record = record();
    for (name, value) in [
        ("issuer", record.issuer.name.as_str()),
        ("number", &record.number),
        ("date", "22 Nov 2026, 10:53"),
        ("inspector", &record.core.inspector.name),
        ("file", "report.pdf"),
        ("size", "5.4 MB"),
        ("sealer", "Reports 2026 (Door Safety Ltd)"),
        ("index", "1204"),
        ("list_date", "23 Nov 2026, 10:53"),
        ("content", &Digest::of("record").to_string()),
    ] {
        assert_eq!(view.value(name), Some(value), "{name}");
    }
    assert_eq!(view.list("signatures").len(), record.signatures.len());
    assert!(view.has("record") && view.has("seal") && view.has("log") && view.has("listed"));
    assert!(!view.has("old-list") && !view.has("old-trust") && !view.has("clock") && !view.has("why"));
}

#[test]
fn client_order_number_and_qualification_are_told_where_the_record_says_them() {
    let Verdict::Issued { file, seal, log, standing, .. } = issued(Standing::Unknown) else { unreachable!("issued") };
    let record = include_bytes!("../../../proof/tests/golden/qualified.json");
    let record = Box::new(Record::parse(record).expect("the golden record"));
    let view = shown(&Verdict::Issued { file, seal, record, log, time_stamp: None, conflicts: vec![], standing });
    assert!(view.has("client") && view.has("order"));
    assert_eq!(view.value("client"), Some("Inmobiliaria Ñandú, S. A."));
    assert_eq!(view.value("order"), Some("PO-2026/0815"));
    let signers: Vec<_> = view.list("signatures").iter().map(|values| values[0].1.as_str()).collect();
    assert!(signers[0].ends_with(", Fire door inspector, FDIS"), "{signers:?}");
    let without = shown(&issued(Standing::Unknown));
    assert!(!without.has("client") && !without.has("order"));
    assert!(without.list("signatures").iter().all(|values| !values[0].1.contains("FDIS")));
}

#[test]
fn what_the_issuer_states_and_what_others_confirm_are_kept_apart() {
    let mut verdict = issued(Standing::Unknown);
    let view = shown(&verdict);
    assert!(view.has("unstamped") && view.has("unwitnessed") && view.has("unconfirmed"));

    let Verdict::Issued { log: facts, .. } = &mut verdict else { unreachable!() };
    *facts = log(vec![Witness { name: "witness.example".into(), at: at("2026-11-22") }]);
    let view = shown(&verdict);
    assert!(view.has("unstamped") && view.has("witnessed") && view.has("confirmed"));
    assert_eq!(
        view.list("witnesses"),
        [vec![("witness", "witness.example".to_owned()), ("witness_at", "22 Nov 2026, 10:53".to_owned())]]
    );

    let Verdict::Issued { time_stamp: stamp, .. } = &mut verdict else { unreachable!() };
    *stamp = Some(Box::new(TimeStamp {
        at: at("2026-11-22"),
        accuracy_micros: None,
        policy: "1.2.3".into(),
        authority: certificate("Clock"),
    }));
    let view = shown(&verdict);
    assert!(view.has("stamped") && !view.has("unstamped") && view.has("confirmed"));
    assert_eq!(view.value("stamp_by"), Some("Clock (Door Safety Ltd)"));
}

#[test]
fn what_was_changed_is_said_where_it_can_be_said() {
    let sealed = Digest::of("sealed");
    let bytes = || Change::Bytes { sealed, found: Digest::of("other") };
    for (verdict, there, absent) in [
        (
            altered(Change::Appended { bytes: 1 }, Some(record()), Some(0..9)),
            vec!["appended", "original"],
            "record-kept",
        ),
        (
            altered(Change::Prepended { bytes: 3 }, Some(record()), Some(3..9)),
            vec!["prepended", "original"],
            "appended",
        ),
        (
            altered(Change::Surrounded { before: 3, after: 2 }, Some(record()), Some(3..9)),
            vec!["surrounded", "original"],
            "record-kept",
        ),
        (altered(bytes(), Some(record()), None), vec!["inside", "record-kept"], "original"),
        (altered(bytes(), None, None), vec!["inside", "record-lost"], "record-kept"),
        (
            altered(Change::Place(EnvelopeError::Length { covered: 9, found: 8 }), None, None),
            vec!["shortened"],
            "rebuilt",
        ),
        (altered(Change::Place(EnvelopeError::Header), None, None), vec!["rebuilt"], "shortened"),
    ] {
        let view = shown(&verdict);
        assert_eq!(view.template, "altered");
        assert!(there.iter().all(|part| view.has(part)) && !view.has(absent), "{:?}", view.parts);
    }
    assert_eq!(shown(&altered(Change::Appended { bytes: 2114 }, None, Some(0..9))).value("added"), Some("2114"));
}

#[test]
fn somebody_elses_file_is_not_ours_and_says_what_is_missing() {
    let verdict = Verdict::NotOurs { file: file(), why: NotOurs::NoSeal(EnvelopeError::NoByteRange) };
    let view = shown(&verdict);
    assert_eq!(view.template, "not-ours");
    assert!(
        view.has("why")
            && view.has("reason-no-place")
            && view.has("no-seal")
            && !view.has("old-trust")
            && !view.has("seal")
            && !view.has("record")
    );
    assert!(shown_on("2026-12-23", &verdict).has("old-trust"));
}

#[test]
fn a_key_that_the_page_cannot_know_yet_is_told_from_one_that_it_should() {
    let unlogged = |why, issued_at| {
        let mut record = record();
        record.issued_at = at(issued_at);
        Verdict::IssuedUnlogged { file: file(), seal: seal(), why, record: Some(Box::new(record)) }
    };
    let unknown = || Unproven::UnknownLog { origin: "reports.example/log2027".into() };
    assert!(!shown(&unlogged(unknown(), "2026-11-22")).has("old-trust"));
    assert!(shown(&unlogged(unknown(), "2027-01-02")).has("old-trust"));
    let view = shown_on("2027-01-02", &unlogged(Unproven::NoProof, "2026-11-22"));
    assert_eq!(view.template, "unlogged");
    assert!(view.has("why-proof") && !view.has("old-trust"));
    let lost = Verdict::IssuedUnlogged {
        file: file(),
        seal: seal(),
        why: Unproven::NoRecord(AttachmentError::Missing),
        record: None,
    };
    assert!(shown(&lost).has("why-record"));
}

#[test]
fn old_lists_old_trust_and_a_wrong_clock_are_said() {
    let verdict = issued(Standing::Current { list: list() });
    let later = shown_on("2026-12-30", &verdict);
    assert!(later.template == "unchecked" && !later.has("listed"));
    assert!(later.has("old-list") && later.has("old-trust") && !later.has("clock"));
    assert_eq!(later.value("list_days"), Some("37"));
    let before = shown_on("2026-11-01", &verdict);
    assert!(before.has("clock") && !before.has("old-list"));
    assert_eq!(before.value("now"), Some("1 Nov 2026, 10:53"));
}

#[test]
fn a_list_that_is_older_than_the_report_is_named_and_says_nothing() {
    let view = shown(&issued(Standing::Earlier { list: list() }));
    assert!(view.has("earlier") && !view.has("listed") && !view.has("unlisted") && !view.has("old-list"));
    assert_eq!(view.value("list_date"), Some("23 Nov 2026, 10:53"));
}

fn code(content: &str) -> Facts {
    Facts {
        number: "NV-2026-000122".into(),
        revision: 3,
        day: "2026-11-22".parse().expect("a day"),
        issuer: "Door Safety Ltd".into(),
        result: "96.5 %".into(),
        content: Prefix::of(&Digest::of(content)),
    }
}

#[test]
fn a_file_is_compared_with_the_code_that_the_page_was_opened_with() {
    let (trust, now) = (trust(), at("2026-11-23"));
    for (content, part) in [("record", "same-code"), ("another", "other-code")] {
        let code = code(content);
        let question = Question { locale: Locale::En, trust: &trust, now: &now, file: "a.pdf", code: Some(&code) };
        assert!(question.view(&issued(Standing::Unknown)).has(part));
    }
}

#[test]
fn an_incomplete_file_says_how_much_of_it_arrived_where_that_is_known() {
    let view = shown(&Verdict::Incomplete { file: file(), whole: Some(10_840_000) });
    assert_eq!(
        (view.template, view.value("size"), view.value("whole")),
        ("incomplete", Some("5.4 MB"), Some("10.8 MB"))
    );
    assert!(view.has("whole") && !view.has("seal"));
    assert!(!shown(&Verdict::Incomplete { file: file(), whole: None }).has("whole"));
}

#[test]
fn a_report_in_another_file_is_never_shown_as_one_that_was_issued() {
    let mut disputed = issued(Standing::Unknown);
    let Verdict::Issued { conflicts, .. } = &mut disputed else { unreachable!() };
    conflicts.push(TimeConflict { clock: Clock::TimeStamp, at: at("2026-11-20") });
    let since = || "2026-12-01".to_owned();
    for (inside, part) in [
        (issued(Standing::Current { list: list() }), "inside-issued"),
        (issued(Standing::Unknown), "inside-issued"),
        (issued(Standing::Superseded { by: "ab".into(), since: since(), list: list() }), "inside-superseded"),
        (issued(Standing::Revoked { since: since(), list: list() }), "inside-revoked"),
        (altered(Change::Appended { bytes: 1 }, None, None), "inside-altered"),
        (Verdict::Incomplete { file: file(), whole: None }, "inside-incomplete"),
        (disputed, "inside-other"),
        (Verdict::FutureVersion { file: file(), what: Later::Version { found: 2, supported: 1 } }, "inside-other"),
    ] {
        for (wrapper, kind) in [
            (Wrapper::Zip, "zip"),
            (Wrapper::Gzip, "gzip"),
            (Wrapper::Tar, "tar"),
            (Wrapper::Mail, "mail"),
            (Wrapper::Message, "message"),
            (Wrapper::Text, "text"),
            (Wrapper::Signed, "signed"),
            (Wrapper::Pdf, "pdf"),
        ] {
            let inside = Box::new(Inside { name: None, verdict: inside.clone(), bytes: vec![] });
            let view = shown(&Verdict::Wrapped { file: file(), wrapper, others: 0, inside });
            assert_eq!((view.template, view.parts), ("wrapped", vec![kind, part]));
        }
    }
    let inside = Box::new(Inside { name: None, verdict: issued(Standing::Unknown), bytes: vec![] });
    let view = shown(&Verdict::Wrapped { file: file(), wrapper: Wrapper::Zip, others: 2, inside });
    assert!(view.has("others") && view.value("others") == Some("2"));
}

#[test]
fn what_cannot_be_judged_has_words_of_its_own() {
    for (why, template) in [
        (Unreadable::Empty, "empty"),
        (Unreadable::NotPdf, "not-pdf"),
        (Unreadable::Packed { wrapper: Wrapper::Mail }, "packed"),
    ] {
        let view = shown(&Verdict::Unreadable { bytes: 3, why });
        assert_eq!((view.template, view.value("size")), (template, Some("3 B")));
        assert_eq!(view.has("mail"), template == "packed");
    }
    let later = [Later::Version { found: 2, supported: 1 }, Later::Member { at: "/weather".into() }];
    for what in later {
        assert_eq!(shown(&Verdict::FutureVersion { file: file(), what }).template, "future");
    }
    let (trust, now) = (trust(), at("2026-11-23"));
    let question = Question { locale: Locale::Es, trust: &trust, now: &now, file: "film.mp4", code: None };
    let view = question.too_large(1_200_000_000, 67_108_864, Digest::of("film"));
    assert_eq!(
        (view.template, view.value("size"), view.value("limit")),
        ("too-large", Some("1,2 GB"), Some("67,1 MB"))
    );
}

#[test]
fn a_clock_that_contradicts_the_issuer_takes_the_green_away() {
    let disputed = |standing| match issued(standing) {
        Verdict::Issued { file, seal, record, log, time_stamp, standing, .. } => {
            let clock = Clock::Witness { name: "witness.example".into() };
            let conflicts = vec![TimeConflict { clock, at: at("2026-11-20") }];
            Verdict::Issued { file, seal, record, log, time_stamp, conflicts, standing }
        }
        verdict => verdict,
    };
    for (standing, template, part) in [
        (Standing::Current { list: list() }, "contradicted", "listed"),
        (Standing::Unknown, "contradicted", "unlisted"),
        (Standing::Revoked { since: "2026-12-01".into(), list: list() }, "revoked", "disputed"),
    ] {
        let view = shown(&disputed(standing));
        assert_eq!(view.template, template);
        assert!(view.has(part) && view.has("disputed") && !view.has("confirmed"));
        let [conflict] = view.list("conflicts") else { panic!("{view:?}") };
        assert!(conflict.contains(&("clock", "witness.example".into())), "{conflict:?}");
        assert!(conflict.contains(&("clock_at", "20 Nov 2026, 10:53".into())), "{conflict:?}");
    }
}

#[test]
fn a_name_that_nobody_verified_is_called_that() {
    let shown_with = |domain: Option<&str>| {
        let Verdict::Issued { file, seal, mut record, log, time_stamp, conflicts, standing } =
            issued(Standing::Current { list: list() })
        else {
            panic!("an issued report");
        };
        record.issuer.domain = domain.map(str::to_owned);
        shown(&Verdict::Issued { file, seal, record, log, time_stamp, conflicts, standing })
    };
    let view = shown_with(Some("doors.example"));
    assert!(view.has("verified") && !view.has("unverified"));
    assert_eq!(view.value("domain"), Some("doors.example"));
    let view = shown_with(None);
    assert!(view.has("unverified") && !view.has("verified"));
}

#[test]
fn a_seal_that_is_not_as_it_was_closed_is_a_change_of_the_file() {
    let change = Change::Closing(norven_proof::cms::CmsError::Closing);
    let view = shown(&altered(change, Some(record()), None));
    assert_eq!(view.template, "altered");
    assert!(view.has("seal-changed") && view.has("record-kept"));
}
