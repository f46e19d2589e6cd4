//! Class E, what is not signed: the proof that the seal is in the log, and the time stamp.

use norven_proof::cms::Seal;
use norven_proof::digest::Digest;
use norven_proof::log::proof::Proof;

use crate::support::authority::stamp;
use crate::support::cms::{seal_of, with_seal};
use crate::support::{Genuine, ISSUED_AT, Log, pdf, try_all};

#[test]
fn a_report_whose_log_entry_is_not_proved_is_unlogged() {
    try_all(&[
        ("without a proof", |it| with_seal(&it.file, |seal| seal.log_proof = None), "issued, unlogged"),
        ("with an empty proof", |it| with_proof(it, |_| String::new()), "issued, unlogged"),
        ("with another index", |it| with_proof(it, |proof| proof.replace("index 4", "index 5")), "issued, unlogged"),
        (
            "with an index beyond the log",
            |it| with_proof(it, |proof| proof.replace("index 4", "index 11")),
            "issued, unlogged",
        ),
        ("with hashes swapped", |it| with_parsed_proof(it, |proof| proof.path.swap(0, 1)), "issued, unlogged"),
        (
            "with a hash left out",
            |it| {
                with_parsed_proof(it, |proof| {
                    proof.path.truncate(1);
                })
            },
            "issued, unlogged",
        ),
        (
            "with a hash more",
            |it| {
                with_parsed_proof(it, |proof| {
                    proof.path.push(Digest::of("more"));
                })
            },
            "issued, unlogged",
        ),
        ("with another size", |it| with_proof(it, |proof| proof.replace("\n11\n", "\n12\n")), "issued, unlogged"),
        (
            "of another log",
            |it| with_proof(it, |proof| proof.replace("reports.example/log2026", "reports.example/log2027")),
            "issued, unlogged",
        ),
        (
            "one witness short",
            |it| it.issuer.issue(&pdf::record(), Log { witnessed: false, ..Log::default() }),
            "issued, unlogged",
        ),
        (
            "without the log's own signature",
            |it| {
                with_proof(it, |proof| {
                    let lines = proof.lines().filter(|line| !line.starts_with("— reports"));
                    lines.map(|line| format!("{line}\n")).collect()
                })
            },
            "issued, unlogged",
        ),
        (
            "of another report",
            |it| {
                let mut record = pdf::record();
                record.number = "NV-2026-000124".into();
                let other = it.issuer.issue(&record, Log::default());
                let other = Seal::from_der(&seal_of(&other)).unwrap();
                with_seal(&it.file, |seal| seal.log_proof = other.log_proof)
            },
            "issued, unlogged",
        ),
        ("with a line more", |it| with_proof(it, |proof| format!("{proof}\n")), "issued, unlogged"),
    ]);
}

#[test]
fn a_time_stamp_that_proves_nothing_is_not_passed_over() {
    try_all(&[
        (
            "of another signature",
            |it| {
                let token = stamp(b"another signature", ISSUED_AT);
                with_seal(&it.file, |seal| seal.time_stamp = Some(token))
            },
            "issued, unlogged",
        ),
        (
            "something else",
            |it| {
                with_seal(&it.file, |seal| {
                    seal.time_stamp = Some(vec![0x30, 0]);
                })
            },
            "issued, unlogged",
        ),
        (
            "the seal itself",
            |it| {
                with_seal(&it.file, |seal| {
                    seal.time_stamp = Some(seal_of(&it.file));
                })
            },
            "issued, unlogged",
        ),
    ]);
}

fn with_proof(genuine: &Genuine, change: impl FnOnce(String) -> String) -> Vec<u8> {
    with_seal(&genuine.file, |seal| seal.log_proof = seal.log_proof.take().map(change))
}

fn with_parsed_proof(genuine: &Genuine, change: impl FnOnce(&mut Proof)) -> Vec<u8> {
    with_proof(genuine, |text| {
        let mut proof = Proof::parse(text.as_bytes()).unwrap();
        change(&mut proof);
        proof.to_string()
    })
}
