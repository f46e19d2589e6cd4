//! No headline is better than the worst of the answers below it.

use super::*;

/// How good a headline is: green, calm or grey, amber, red.
fn headline(view: &View) -> u8 {
    match (view.tone, view.template) {
        (Some(CAUTION), _) | (None, "contradicted" | "superseded" | "other-report") => 2,
        (Some(BAD), _) | (None, "revoked" | "altered" | "unlogged") => 3,
        (None, "issued") => 0,
        (None, "unchecked" | "wrapped" | "not-ours" | "incomplete" | "future") => 1,
        other => panic!("{other:?} has no colour here"),
    }
}

/// How bad an answer is: by its mark in the page's templates, or because it says that something could not be checked.
fn answer(part: &str) -> u8 {
    match part {
        "old-list" | "earlier" | "unlisted" | "clock" | "old-trust" => 1,
        "disputed" | "other-code" | "replaced" | "inside-superseded" => 2,
        "revoked" | "inside-revoked" | "inside-altered" => 3,
        _ => 0,
    }
}

#[test]
fn no_headline_is_better_than_the_worst_answer_below_it() {
    let since = || "2026-12-01".to_owned();
    let standings = [
        Standing::Current { list: list() },
        Standing::Unknown,
        Standing::Earlier { list: list() },
        Standing::Superseded { by: "ab".into(), since: since(), list: list() },
        Standing::Revoked { since: since(), list: list() },
    ];
    let mut verdicts = Vec::new();
    for standing in standings {
        for conflict in [false, true] {
            let mut verdict = issued(standing.clone());
            let Verdict::Issued { conflicts, .. } = &mut verdict else { unreachable!() };
            if conflict {
                conflicts.push(TimeConflict { clock: Clock::TimeStamp, at: at("2026-11-20") });
            }
            verdicts.push(verdict);
        }
    }
    verdicts.extend([
        altered(Change::Appended { bytes: 1 }, Some(record()), Some(0..9)),
        Verdict::IssuedUnlogged {
            file: file(),
            seal: seal(),
            why: Unproven::NoProof,
            record: Some(Box::new(record())),
        },
        Verdict::NotOurs { file: file(), why: NotOurs::NoSeal(EnvelopeError::NoByteRange) },
        Verdict::Incomplete { file: file(), whole: None },
        Verdict::FutureVersion { file: file(), what: Later::Version { found: 2, supported: 1 } },
    ]);
    let wrapped = verdicts.clone().into_iter().map(|verdict| {
        let inside = Box::new(Inside { name: None, verdict, bytes: vec![] });
        Verdict::Wrapped { file: file(), wrapper: Wrapper::Zip, others: 1, inside }
    });
    let all: Vec<_> = verdicts.iter().cloned().chain(wrapped).collect();
    let trust = trust();
    let mut green = 0;
    for verdict in &all {
        for scanned in [None, Some(code("record")), Some(code("another record"))] {
            for day in ["2026-11-01", "2026-11-23", "2026-12-30"] {
                let now = at(day);
                let code = scanned.as_ref();
                let view = Question { locale: Locale::En, trust: &trust, now: &now, file: "a.pdf", code }.view(verdict);
                let worst = view.parts.iter().map(|part| answer(part)).max().unwrap_or_default();
                assert!(headline(&view) >= worst, "{:?} {:?} on {day}", view.template, view.parts);
                green += u32::from(headline(&view) == 0);
            }
        }
    }
    // Current, undisputed, of today, and without a code or with its own.
    assert_eq!(green, 2);
}

#[test]
fn the_file_of_another_report_than_the_scanned_one_names_both() {
    let (trust, now, code) = (trust(), at("2026-11-23"), code("another record"));
    let question = Question { locale: Locale::En, trust: &trust, now: &now, file: "b.pdf", code: Some(&code) };
    let view = question.view(&issued(Standing::Current { list: list() }));
    assert_eq!(view.template, "other-report");
    assert_eq!(view.value("number"), Some(record().number.as_str()));
    assert_eq!((view.value("code_number"), view.value("code_revision")), (Some("NV-2026-000122"), Some("3")));
    assert_eq!(view.value("code_issuer"), Some("Door Safety Ltd"));
    assert!(view.has("other-code") && view.has("listed") && !view.has("same-code"));
    let since = "2026-12-01".to_owned();
    assert_eq!(question.view(&issued(Standing::Revoked { since, list: list() })).template, "revoked");
}
