//! Class E, what the seal's signature does not cover: the proof that the seal is in the log, the time stamp,
//! the certificates. A stranger who changes them alters the report; an issuer who closes a seal over a proof
//! that proves nothing has made a report that nobody should rely on.

use norven_proof::cms::Seal;
use norven_proof::digest::Digest;
use norven_proof::log::note::WitnessSigner;
use norven_proof::log::proof::Proof;

use crate::support::authority::stamp;
use crate::support::cms::{closed_again, seal_of, with_seal};
use crate::support::{Genuine, ISSUED_AT, Issuer, Log, kind, pdf, reason, try_all};

/// A change to a seal, by what a test has at hand.
type Edit<'a> = (&'static str, &'a dyn Fn(&mut Seal));

/// What is done to the part of a seal that its signature does not cover.
type Change = (&'static str, fn(&Genuine, &mut Seal));

/// Tries each change as a stranger and as the issuer would make it.
fn try_both(changes: &[Change]) {
    let genuine = Genuine::new();
    for (name, change) in changes {
        let by_stranger = with_seal(&genuine.file, |seal| change(&genuine, seal));
        assert_ne!(by_stranger, genuine.file, "{name}: nothing was changed");
        let verdict = genuine.verify(&by_stranger);
        assert_eq!(kind(&verdict), "altered", "{name}, by a stranger: {}", reason(&verdict));

        let by_issuer = closed_again(&genuine.file, &genuine.issuer.seal_key, |seal| change(&genuine, seal));
        let verdict = genuine.verify(&by_issuer);
        assert_eq!(kind(&verdict), "issued, unlogged", "{name}, by the issuer: {}", reason(&verdict));
    }
}

#[test]
fn a_report_whose_log_entry_is_not_proved_is_unlogged() {
    try_both(&[
        ("without a proof", |_, seal| seal.log_proof = None),
        ("with an empty proof", |_, seal| with_proof(seal, |_| String::new())),
        ("with another index", |_, seal| with_proof(seal, |proof| proof.replace("index 4", "index 5"))),
        ("with an index beyond the log", |_, seal| with_proof(seal, |proof| proof.replace("index 4", "index 11"))),
        ("with hashes swapped", |_, seal| with_parsed_proof(seal, |proof| proof.path.swap(0, 1))),
        ("with a hash left out", |_, seal| with_parsed_proof(seal, |proof| proof.path.truncate(1))),
        ("with a hash more", |_, seal| with_parsed_proof(seal, |proof| proof.path.push(Digest::of("more")))),
        ("with another size", |_, seal| with_proof(seal, |proof| proof.replace("\n11\n", "\n12\n"))),
        ("of another log", |_, seal| {
            with_proof(seal, |proof| proof.replace("reports.example/log2026", "reports.example/log2027"));
        }),
        ("without the log's own signature", |_, seal| {
            with_proof(seal, |proof| {
                let lines = proof.lines().filter(|line| !line.starts_with("— reports"));
                lines.map(|line| format!("{line}\n")).collect()
            });
        }),
        ("of another report", |it, seal| {
            let mut record = pdf::record();
            record.number = "NV-2026-000124".into();
            let other = it.issuer.issue(&record, Log::default());
            seal.log_proof = Seal::from_der(&seal_of(&other)).unwrap().log_proof;
        }),
        ("with a line more", |_, seal| with_proof(seal, |proof| format!("{proof}\n"))),
    ]);
    try_all(&[(
        "one witness short",
        |it| it.issuer.issue(&pdf::record(), Log { witnessed: None, ..Log::default() }),
        "issued, unlogged",
    )]);
}

#[test]
fn a_proof_has_one_spelling_and_no_line_that_nobody_knows() {
    try_both(&[
        ("a line of an unknown key", |_, seal| {
            with_proof(seal, |proof| format!("{proof}— stranger.example AAAAAAAAAAAA\n"));
        }),
        ("a kilobyte of one's own in such a line", |_, seal| {
            with_proof(seal, |proof| format!("{proof}— stranger.example {}\n", "AAAA".repeat(256)));
        }),
        ("the cosignature of a witness who is not in the policy", |_, seal| {
            with_parsed_proof(seal, |proof| {
                let stranger = WitnessSigner::from_seed("w.example".parse().unwrap(), &[9; 32]);
                stranger.cosign(&mut proof.checkpoint, u64::try_from(ISSUED_AT).unwrap());
            });
        }),
        ("the witness first", |_, seal| {
            with_proof(seal, |proof| {
                let (text, lines) = proof.rsplit_once("\n\n").unwrap();
                let mut lines: Vec<&str> = lines.lines().collect();
                lines.reverse();
                format!("{text}\n\n{}\n", lines.join("\n"))
            });
        }),
        ("a witness twice", |_, seal| {
            with_proof(seal, |proof| {
                let last = proof.lines().last().unwrap().to_owned();
                format!("{proof}{last}\n")
            });
        }),
    ]);
}

#[test]
fn a_time_stamp_that_proves_nothing_is_not_passed_over() {
    try_both(&[
        ("of another signature", |_, seal| seal.time_stamp = Some(stamp(b"another signature", ISSUED_AT))),
        ("something else", |_, seal| seal.time_stamp = Some(vec![0x30, 0])),
        ("the seal itself", |it, seal| seal.time_stamp = Some(seal_of(&it.file))),
    ]);
}

#[test]
fn what_stands_in_a_seal_beside_its_signature_is_the_issuers_alone() {
    let issuer = Issuer::new(1);
    let stamped = Genuine { file: issuer.issue_stamped(&pdf::record()), issuer };
    assert_eq!(kind(&stamped.verify(&stamped.file)), "issued");
    let other_stamp = || Some(stamp(&Seal::from_der(&seal_of(&stamped.file)).unwrap().signature, ISSUED_AT + 6));
    let changes: [Edit<'_>; 6] = [
        ("the time stamp taken out", &|seal| seal.time_stamp = None),
        ("another genuine time stamp", &|seal| seal.time_stamp = other_stamp()),
        ("the authority's certificate taken out", &|seal| seal.authority = None),
        ("the closing signature taken out", &|seal| seal.closing = None),
        ("the seal's signature in the place of the closing one", &|seal| seal.closing = Some(seal.signature.clone())),
        ("the closing signature of another report", &|seal| {
            let mut record = pdf::record();
            record.number = "NV-2026-000124".into();
            let other = stamped.issuer.issue_stamped(&record);
            seal.closing = Seal::from_der(&seal_of(&other)).unwrap().closing;
        }),
    ];
    for (name, change) in changes {
        let verdict = stamped.verify(&with_seal(&stamped.file, change));
        assert_eq!(kind(&verdict), "altered", "{name}: {}", reason(&verdict));
    }
}

fn with_proof(seal: &mut Seal, change: impl FnOnce(String) -> String) {
    seal.log_proof = seal.log_proof.take().map(change);
}

fn with_parsed_proof(seal: &mut Seal, change: impl FnOnce(&mut Proof)) {
    with_proof(seal, |text| {
        let mut proof = Proof::parse(text.as_bytes()).unwrap();
        change(&mut proof);
        proof.to_string()
    });
}
