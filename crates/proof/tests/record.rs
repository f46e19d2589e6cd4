//! The record against a golden file that was written and hashed elsewhere: by Python's `json`
//! (`sort_keys=True, ensure_ascii=False, separators=(",", ":")`) and `hashlib`. It holds every kind
//! of answer and of signature, and every member that may be absent both present and absent. What was
//! added to the format later is in others: of a corrected report, and of one with everything that its cover can say and
//! a signer whose account says what qualifies them.

use norven_proof::canonical::{CanonicalError, MAX_RECORD_BYTES};
use norven_proof::digest::Digest;
use norven_proof::record::{
    Action, Annotation, Company, Correction, Deed, Inconsistency, Instant, Method, Person, RECORD_VERSION, Record,
    RecordError, Stroke, content_digest,
};
use proptest::prelude::*;

const GOLDEN: &[u8] = include_bytes!("golden/record.json");
const GOLDEN_CONTENT: &str = "8f3cab0f9e8f7ef5eb023d46af5a8cf8a3051bc19899c1d416117276221c457f";
const GOLDEN_CORE: &str = "17d8c7b858d5068e4072ba9ad9c90750457941cd32884bb0fddd43167bf6d333";

const CORRECTED: &[u8] = include_bytes!("golden/corrected.json");
const CORRECTED_CONTENT: &str = "4cf44db5f94c113295202671a8a63f33b7636489a692a3d40a235f22ab7b6fea";
const CORRECTED_CORE: &str = "6310c30c021cbce4d718d955214b53fb0e9582cf29762e827efefcbb5cddba22";

const QUALIFIED: &[u8] = include_bytes!("golden/qualified.json");
const QUALIFIED_CONTENT: &str = "2fd310dda683f6d6fedcc14fd9380be43fbd196baece3a075f04814544b1cd1b";
const QUALIFIED_CORE: &str = "77dffd519b62ce346f7b7f1c2677bf565980d149adb22fef5b9791f4fd713114";

/// The golden record with one part of its text exchanged.
fn with(old: &str, new: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(GOLDEN);
    assert!(text.contains(old), "the golden record lacks {old}");
    text.replacen(old, new, 1).into_bytes()
}

/// What is wrong with the golden record once `change` was made to it.
fn inconsistency(change: impl FnOnce(&mut Record)) -> Option<Inconsistency> {
    let mut record = Record::parse(GOLDEN).ok()?;
    change(&mut record);
    match record.to_bytes() {
        Err(RecordError::Inconsistent(inconsistency)) => Some(inconsistency),
        _ => None,
    }
}

#[test]
fn the_golden_records_are_read_and_written_byte_for_byte() {
    for golden in [GOLDEN, CORRECTED, QUALIFIED] {
        let record = Record::parse(golden);
        assert_eq!(record.and_then(|record| record.to_bytes()).as_deref(), Ok(golden));
    }
}

#[test]
fn the_digests_are_those_computed_elsewhere() {
    let goldens = [
        (GOLDEN, GOLDEN_CONTENT, GOLDEN_CORE),
        (CORRECTED, CORRECTED_CONTENT, CORRECTED_CORE),
        (QUALIFIED, QUALIFIED_CONTENT, QUALIFIED_CORE),
    ];
    for (golden, content, core) in goldens {
        assert_eq!(content_digest(golden).to_string(), content);
        let record = Record::parse(golden);
        let digest = record.map(|record| record.core.digest().map(|digest| digest.to_string()));
        assert_eq!(digest, Ok(Ok(core.into())));
    }
}

#[test]
fn a_later_version_is_told_apart_from_a_wrong_record() {
    let error = RecordError::FutureVersion { found: 2, supported: RECORD_VERSION };
    assert_eq!(Record::parse(&with("\"v\":1}", "\"v\":2}")), Err(error.clone()));
    // Whatever else a later version may bring along.
    assert_eq!(Record::parse(br#"{"rooms":[1.5], "v":2}"#), Err(error));

    let error = Inconsistency::Version { found: 0 }.into();
    assert_eq!(Record::parse(&with("\"v\":1}", "\"v\":0}")), Err(error));
}

#[test]
fn what_a_later_version_may_have_added_is_not_taken_for_a_fault() {
    for (old, new, at) in [
        // A member, at the top and further in; also in a variant that has none today.
        ("\"v\":1}", "\"v\":1,\"w\":1}", "/w"),
        ("\"issuer\":{", "\"issuer\":{\"address\":\"1 Quay\",", "/issuer/address"),
        ("{\"type\":\"pass\"}", "{\"type\":\"pass\",\"x\":1}", "/core/sections/0/answers/0/value/x"),
        // A kind of answer, and a word in the place of one of several.
        ("{\"type\":\"pass\"}", "{\"type\":\"maybe\"}", "/core/sections/0/answers/0/value"),
        ("\"method\":\"typed\"", "\"method\":\"sealed\"", "/signatures/1/method"),
    ] {
        assert_eq!(Record::parse(&with(old, new)), Err(RecordError::Unknown { at: at.into() }));
    }
}

#[test]
fn a_fact_that_is_absent_leaves_no_trace_in_the_bytes() {
    let mut record = Record::parse(GOLDEN).expect("a record");
    record.issuer.domain = None;
    let bytes = record.to_bytes().expect("bytes");
    assert_eq!(bytes, with("\"domain\":\"pruefdienst.example\",", ""));
    assert_eq!(Record::parse(&bytes), Ok(record));
}

#[test]
fn whoever_is_identified_by_their_session_has_the_name_of_their_account() {
    let other = inconsistency(|record| record.signatures[0].signed_in.name = "Somebody else".into());
    assert_eq!(other, Some(Inconsistency::OtherName { signature: "0192f0c4-8000-7000-8000-000000000005".into() }));
    assert_eq!(inconsistency(|record| record.signatures[1].signed_in.name = "Somebody else".into()), None);
}

#[test]
fn only_who_is_identified_by_their_session_has_a_qualification_or_a_licence_number() {
    let members: [fn(&mut Record) -> &mut Option<String>; 4] = [
        |record| &mut record.signatures[0].qualification,
        |record| &mut record.signatures[0].licence_number,
        |record| &mut record.signatures[1].qualification,
        |record| &mut record.signatures[1].licence_number,
    ];
    let found = members.map(|member| inconsistency(|record| *member(record) = Some("FDIS 4711".into())));
    let refused = Some(Inconsistency::Qualification { signature: "0192f0c4-8000-7000-8000-000000000006".into() });
    assert_eq!(found, [None, None, refused.clone(), refused]);
}

#[test]
fn facts_that_were_added_later_leave_no_trace_where_they_are_absent() {
    let mut record = Record::parse(QUALIFIED).expect("a record");
    (record.signatures[0].qualification, record.signatures[0].licence_number) = (None, None);
    let core = &mut record.core;
    (core.site.client, core.order_number, core.company) = (None, None, None);
    let core = core.digest().expect("a digest");
    assert_eq!(core.to_string(), CORRECTED_CORE);
    record.signatures.iter_mut().for_each(|signature| signature.core_sha256 = core);
    assert_eq!(record.to_bytes().as_deref(), Ok(CORRECTED));
}

#[test]
fn an_organisation_that_says_nothing_of_itself_has_no_place_for_it() {
    let found = inconsistency(|record| {
        record.core.company = Some(Company::default());
        record.signatures.clear();
    });
    assert_eq!(found, Some(Inconsistency::Company));
}

#[test]
fn a_record_that_is_not_canonical_is_refused() {
    let mut newline = GOLDEN.to_vec();
    newline.push(b'\n');
    let offset = GOLDEN.len();
    assert_eq!(Record::parse(&newline), Err(CanonicalError::NotCanonical { offset }.into()));

    let twice = with("\"v\":1}", "\"v\":1,\"v\":1}");
    let at = "/v".into();
    assert_eq!(Record::parse(&twice), Err(CanonicalError::DuplicateKey { at }.into()));

    let long = vec![b' '; MAX_RECORD_BYTES + 1];
    assert_eq!(Record::parse(&long), Err(CanonicalError::TooLong.into()));
    for bytes in [&b""[..], b"{}\xff", &GOLDEN[..100]] {
        let error = Record::parse(bytes);
        let not_json = matches!(error, Err(RecordError::Canonical(CanonicalError::NotJson { .. })));
        assert!(not_json, "{error:?}");
    }
}

#[test]
fn a_record_of_another_shape_is_refused() {
    for bytes in [
        b"{}".to_vec(),
        b"[]".to_vec(),
        with("\"language\":\"en\",", ""),
        with("\"revision\":2", "\"revision\":-2"),
        with(GOLDEN_CORE, &GOLDEN_CORE.to_uppercase()),
    ] {
        let error = Record::parse(&bytes);
        assert!(matches!(error, Err(RecordError::Shape { .. })), "{error:?}");
    }
}

#[test]
fn what_says_nothing_is_refused() {
    for (old, new) in [
        // Nothing where a member is left out.
        ("{\"decimal\":\"-2\",", "{\"decimal\":\"-2\",\"max\":null,"),
        ("\"answers\":[{", "\"answers\":[{\"actions\":[],"),
    ] {
        let error = Record::parse(&with(old, new));
        assert!(matches!(error, Err(RecordError::Shape { .. })), "{new}: {error:?}");
    }
}

#[test]
fn a_record_of_another_shape_says_where() {
    for (old, new, reason) in [
        ("\"revision\":2", "\"revision\":\"2\"", "#/revision: not a natural number"),
        ("\"language\":\"en\",", "", "#/language: missing"),
    ] {
        assert_eq!(Record::parse(&with(old, new)), Err(RecordError::Shape { reason: reason.into() }));
    }
}

#[test]
fn serde_reads_the_same() {
    assert_eq!(serde_json::from_slice(GOLDEN).ok(), Record::parse(GOLDEN).ok());
}

/// What a platform might say that knows normalisation by itself: here, that every text is normal.
#[test]
fn whether_a_text_is_normal_is_for_the_platform_to_say() {
    let decomposed = with("\"language\":\"en\"", "\"language\":\"e\u{301}n\"");
    let at = "/language".into();
    assert_eq!(Record::parse(&decomposed), Err(CanonicalError::NotNormalised { at }.into()));
    let trusting = Record::parse_with(&decomposed, |_| true).map(|record| record.language);
    assert_eq!(trusting.as_deref(), Ok("e\u{301}n"));
    let at = "/core/finished_at".into();
    assert_eq!(
        Record::parse_with(GOLDEN, |text| text != "finished_at"),
        Err(CanonicalError::NotNormalised { at }.into())
    );
}

#[test]
fn a_text_that_is_not_in_form_c_is_not_written() {
    let record = Record::parse(GOLDEN).map(|mut record| {
        record.issuer.name = "Cafe\u{301}".into();
        record.to_bytes()
    });
    let at = "/issuer/name".into();
    assert_eq!(record, Ok(Err(CanonicalError::NotNormalised { at }.into())));
}

#[test]
fn the_nonce_is_32_bytes_in_hex() {
    for nonce in ["", "00", &"F".repeat(64)] {
        let found = inconsistency(|record| record.nonce = nonce.into());
        assert_eq!(found, Some(Inconsistency::Nonce));
    }
}

#[test]
fn a_later_revision_replaces_a_report_and_the_first_replaces_none() {
    for (revision, superseding) in [(0, false), (0, true), (1, true), (2, false)] {
        let found = inconsistency(|record| {
            record.revision = revision;
            record.supersedes = record.supersedes.take().filter(|_| superseding);
        });
        assert_eq!(found, Some(Inconsistency::Revision { revision }));
    }
}

#[test]
fn every_instant_is_one() {
    type Member = fn(&mut Record) -> &mut Instant;
    let members: [(&str, Member); 5] = [
        ("issued_at", |record| &mut record.issued_at),
        ("core.started_at", |record| &mut record.core.started_at),
        ("core.finished_at", |record| &mut record.core.finished_at),
        ("signatures.device_time", |record| &mut record.signatures[1].device_time),
        ("signatures.server_time", |record| &mut record.signatures[1].server_time),
    ];
    for (at, instant) in members {
        let found = inconsistency(|record| {
            *instant(record) = Instant("2026-11-22T10:53:12Z".into());
        });
        assert_eq!(found, Some(Inconsistency::Instant { at }));
    }
    let found = inconsistency(|record| {
        record.core.sections[1].answers[2].answered_at = Some(Instant("yesterday".into()));
    });
    let at = "core.sections.answers.answered_at";
    assert_eq!(found, Some(Inconsistency::Instant { at }));
}

#[test]
fn a_correction_says_why_and_when_and_only_of_a_report_that_replaces_one() {
    let corrected = |record: &mut Record| {
        record.core.correction = Some(Correction {
            reason: "The pressure was read in another unit.".into(),
            started_at: Instant::from_unix_micros(1_795_340_000_000_000),
            started_by: Person { id: "p-2".into(), name: "Maya Chen".into() },
            finished_at: Instant::from_unix_micros(1_795_341_000_000_000),
        });
        record.signatures.clear();
    };
    assert_eq!(inconsistency(corrected), None);
    let found = inconsistency(|record| {
        corrected(record);
        (record.revision, record.supersedes) = (1, None);
    });
    assert_eq!(found, Some(Inconsistency::Correction));
    let found = inconsistency(|record| {
        corrected(record);
        let correction = record.core.correction.as_mut().expect("a correction");
        correction.finished_at = Instant("later".into());
    });
    assert_eq!(found, Some(Inconsistency::Instant { at: "core.correction.finished_at" }));
    let found = inconsistency(|record| {
        let replaced = record.supersedes.as_mut().expect("it replaces one");
        replaced.issued_at = Some(Instant("before".into()));
    });
    assert_eq!(found, Some(Inconsistency::Instant { at: "supersedes.issued_at" }));
}

#[test]
fn an_action_was_done_on_site_or_closed_later_and_never_both() {
    let deed = || {
        let by = Person { id: "p-2".into(), name: "Maya Chen".into() };
        Some(Deed { at: Instant::from_unix_micros(1_795_340_000_000_000), by })
    };
    let action = |done, done_on_site, closed_later| Action {
        id: "a-9".into(),
        text: "Replace the seal.".into(),
        assignee: None,
        due: None,
        done,
        done_on_site,
        closed_later,
    };
    let cases = [
        (action(true, None, None), true),
        (action(true, deed(), None), true),
        (action(false, None, None), true),
        (action(false, None, deed()), true),
        (action(true, None, deed()), false),
        (action(true, deed(), deed()), false),
        (action(false, deed(), None), false),
    ];
    for (action, holds) in cases {
        let said = format!("{action:?}");
        let found = inconsistency(|record| {
            record.core.sections[0].answers[0].actions = vec![action];
            record.signatures.clear();
        });
        let expected = (!holds).then(|| Inconsistency::Action { action: "a-9".into() });
        assert_eq!(found, expected, "{said}");
    }
}

#[test]
fn photos_are_among_the_files_and_files_differ() {
    let found = inconsistency(|record| {
        record.core.sections[0].answers[1].photos.push("lost".into());
    });
    let (item, photo) = ("i2".into(), "lost".into());
    assert_eq!(found, Some(Inconsistency::NoSuchPhoto { item, photo }));

    let mut twice = String::new();
    let found = inconsistency(|record| {
        let file = record.core.files[0].clone();
        twice.clone_from(&file.id);
        record.core.files.push(file);
    });
    assert_eq!(found, Some(Inconsistency::TwoFiles { id: twice }));
}

#[test]
fn annotations_lie_on_their_photo_and_have_an_extent() {
    let changes: [fn(&mut Annotation); 3] = [
        |annotation| annotation.to[1] = Annotation::FIELD + 1,
        |annotation| annotation.from[0] = u16::MAX,
        |annotation| annotation.to = annotation.from,
    ];
    for change in changes {
        let mut id = String::new();
        let found = inconsistency(|record| {
            let file = &mut record.core.files[0];
            id.clone_from(&file.id);
            change(&mut file.annotations[1]);
        });
        assert_eq!(found, Some(Inconsistency::Annotation { file: id }));
    }
}

#[test]
fn an_annotation_that_later_versions_may_know_is_of_another_shape_here() {
    for (old, new) in [
        ("\"circle\"", "\"cloud\""),
        ("[10000,0]", "[10000,-1]"),
        ("[10000,0]", "[10000,0,0]"),
        ("[10000,0]", "[10000,0.5]"),
    ] {
        assert!(Record::parse(&with(old, new)).is_err(), "{new}");
    }
}

#[test]
fn signatures_stand_under_this_core() {
    let found = inconsistency(|record| record.core.site.name = "Elsewhere".into());
    assert!(matches!(found, Some(Inconsistency::OtherCore { .. })), "{found:?}");
}

#[test]
fn signatures_stand_under_their_consent() {
    let found = inconsistency(|record| record.signatures[0].consent.text.push('!'));
    assert!(matches!(found, Some(Inconsistency::OtherConsent { .. })), "{found:?}");
}

#[test]
fn strokes_fit_the_method_and_lie_in_the_field() {
    let changes: [fn(&mut Record); 5] = [
        |record| record.signatures[0].strokes.clear(),
        |record| record.signatures[0].strokes.push(Stroke(vec![])),
        |record| record.signatures[0].strokes.push(Stroke(vec![[1001, 0, 1]])),
        |record| record.signatures[0].strokes.push(Stroke(vec![[0, 401, 1]])),
        |record| record.signatures[0].method = Method::Typed,
    ];
    for change in changes {
        let found = inconsistency(change);
        assert!(matches!(found, Some(Inconsistency::Strokes { .. })), "{found:?}");
    }
}

proptest! {
    #[test]
    fn a_record_with_other_facts_is_read_as_it_was_written(
        number: String,
        note: Option<String>,
        bytes in 0..=9_007_199_254_740_991_u64,
        passed: u32,
        micros in Instant::MIN_UNIX_MICROS..=Instant::MAX_UNIX_MICROS,
        digest: [u8; 32],
    ) {
        let nfc = |text: &str| norven_proof::canonical::nfc(text).into_owned();
        let mut record = Record::parse(GOLDEN).map_err(|e| TestCaseError::fail(e.to_string()))?;
        record.number = nfc(&number);
        record.issued_at = Instant::from_unix_micros(micros);
        record.core.sections[0].answers[0].note = note.as_deref().map(nfc);
        record.core.files[0].bytes = bytes;
        record.core.files[0].sha256 = Digest::from_bytes(digest);
        record.core.score.passed = passed;
        // Another core needs other signatures.
        record.signatures.clear();
        let read = record.to_bytes().and_then(|bytes| Record::parse(&bytes));
        prop_assert_eq!(read, Ok(record));
    }

    #[test]
    fn whatever_is_read_is_written_again_byte_for_byte(at in 0..GOLDEN.len(), byte: u8) {
        let mut bytes = GOLDEN.to_vec();
        bytes[at] = byte;
        if let Ok(record) = Record::parse(&bytes) {
            prop_assert_eq!(record.to_bytes(), Ok(bytes));
        }
    }

    #[test]
    fn the_beginning_of_a_record_is_none(length in 0..GOLDEN.len()) {
        prop_assert!(Record::parse(&GOLDEN[..length]).is_err());
    }
}
