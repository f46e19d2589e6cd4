//! The program as people call it, on the reports that `norven-proof` keeps for ever.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use norven_proof::digest::Digest;
use norven_proof::log::checkpoint::Checkpoint;
use norven_proof::log::note::{NoteSigner, WitnessSigner};
use norven_proof::record::Instant;
use norven_proof::standing::List;
use norven_proof::trust::Trust;
use norven_verify::Checked;
use serde_json::{Value, json};

fn vector(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../proof/tests/vectors").join(name)
}

/// Runs the program with an issuer's trust document and these arguments.
fn verify<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_norven-verify"));
    command.arg("--trust").arg(vector("trust.json")).args(arguments).output().expect("it runs")
}

/// Runs it on reports, with the standing list.
fn verify_listed(names: &[&str]) -> Output {
    let list = ["--standing".into(), vector("standing.txt")];
    verify(list.into_iter().chain(names.iter().map(|name| vector(name))))
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn every_verdict_has_its_exit_code_and_its_words() {
    for (name, expected, words) in [
        (
            "issued.pdf",
            0,
            concat!(
                "ISSUED through https://reports.example by an organisation that calls itself \"Prüfdienst Öhler & Söhne\" ",
                "(address verified: pruefdienst.example) on 2026-11-22T10:53:12.000000Z, report NV-2026-000123, ",
                "revision 2; unmodified; current by the list of "
            ),
        ),
        ("stamped.pdf", 0, "ISSUED through "),
        ("contradicted.pdf", 1, "; but the time stamp says 2026-11-24T10:53:12.000000Z, which CONTRADICTS it"),
        ("stripped.pdf", 1, "ALTERED after it was issued: the seal is not as its issuer closed it"),
        ("superseded.pdf", 1, "REPLACED on "),
        ("revoked.pdf", 1, "REVOKED on "),
        ("altered.pdf", 1, "ALTERED after it was issued: "),
        ("appended.pdf", 1, "the untouched report is the file's beginning"),
        ("unlogged.pdf", 1, "DO NOT RELY ON IT, ask the issuer: "),
        ("not-ours.pdf", 1, "NOT ISSUED by this issuer"),
        ("future.pdf", 2, "made by a newer version: update the verifier"),
        ("future-member.pdf", 2, "made by a newer version: update the verifier"),
        ("trust.json", 2, "is not a PDF"),
        ("missing.pdf", 2, "cannot be read: "),
    ] {
        let output = verify_listed(&[name]);
        let said = out(&output);
        assert_eq!(code(&output), expected, "{said}");
        assert!(said.contains(&format!("{name}: ")) && said.contains(words), "{said}");
        assert_eq!(said.lines().count(), 1);
        assert_eq!(err(&output), "");
    }
}

#[test]
fn what_became_of_a_report_on_its_way_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = fs::read(vector("issued.pdf")).expect("a report");
    let length = u32::try_from(report.len()).expect("a length").to_le_bytes();
    let header = [b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0", &length[..], &length, b"\x05\0\0\0r.pdf"].concat();
    let cut = format!("is INCOMPLETE, download it again: {} of {} bytes are there", report.len() - 1, report.len());
    let behind = format!("the untouched report is in it, bytes 8 to {}", report.len() + 7);
    for (name, bytes, expected, words) in [
        ("half.pdf", report[..report.len() / 2].to_vec(), 2, "is INCOMPLETE, download it again: its end is missing"),
        ("cut.pdf", report[..report.len() - 1].to_vec(), 2, cut.as_str()),
        ("line.pdf", [b"a line\n", report.as_slice()].concat(), 1, behind.as_str()),
        (
            "r.zip",
            [&header, report.as_slice()].concat(),
            1,
            "is NO REPORT but a zip archive that holds one (r.pdf), which",
        ),
        ("r.gz", b"\x1F\x8B\x08".to_vec(), 2, "is a gzip file, and no report was found in it: unpack it"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("writable");
        let output = verify([&path]);
        assert_eq!(code(&output), expected, "{}", out(&output));
        assert!(out(&output).contains(words), "{}", out(&output));
        assert_eq!(out(&output).lines().count(), 1);
    }
}

#[test]
fn without_a_list_a_report_is_issued_and_not_checked_for_replacement() {
    for name in ["issued.pdf", "superseded.pdf", "revoked.pdf"] {
        let output = verify([vector(name)]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("unmodified; not checked for replacement"), "{}", out(&output));
    }
}

#[test]
fn many_files_have_the_exit_code_of_the_worst_and_a_line_each() {
    for (names, expected) in [
        (&["issued.pdf", "stamped.pdf"][..], 0),
        (&["issued.pdf", "altered.pdf", "stamped.pdf"], 1),
        (&["missing.pdf", "altered.pdf", "issued.pdf"], 2),
    ] {
        let output = verify_listed(names);
        assert_eq!(code(&output), expected);
        let said = out(&output);
        for (line, name) in said.lines().zip(names) {
            assert!(line.contains(name), "{said}");
        }
        assert_eq!(said.lines().count(), names.len());
    }
}

#[test]
fn as_json_every_file_is_one_object_on_one_line() {
    let names = ["issued.pdf", "altered.pdf", "missing.pdf"];
    let list = ["--json".into(), "--standing".into(), vector("standing.txt")];
    let output = verify(list.into_iter().chain(names.map(vector)));
    assert_eq!(code(&output), 2);
    let lines: Vec<Value> =
        out(&output).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let [issued, altered, missing] = lines.as_slice() else { panic!("{lines:?}") };
    for (object, name) in lines.iter().zip(names) {
        assert_eq!(object["path"], json!(vector(name)));
    }
    let members = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(members(issued), ["exit", "path", "result"]);
    assert_eq!(members(&issued["result"]), ["file", "log", "record", "seal", "standing", "verdict"]);
    assert_eq!(
        members(&issued["result"]["log"]),
        ["checkpoint", "index", "origin", "root", "size", "url", "witnesses"]
    );
    assert_eq!((&issued["exit"], &issued["result"]["verdict"]), (&json!(0), &json!("issued")));
    assert_eq!(issued["result"]["standing"]["state"], "current");
    assert_eq!((&altered["exit"], &altered["result"]["verdict"]), (&json!(1), &json!("altered")));
    assert_eq!(members(missing), ["error", "exit", "path"]);

    // The head that the report came with, as the log signed it.
    let log = &issued["result"]["log"];
    let text = log["checkpoint"].as_str().and_then(|note| note.split_once("\n\n")).expect("a note").0;
    let head: Checkpoint = format!("{text}\n").parse().expect("a checkpoint");
    assert_eq!((json!(head.size), json!(head.root)), (log["size"].clone(), log["root"].clone()));
}

#[test]
fn calls_that_make_no_sense_are_explained() {
    let program = || Command::new(env!("CARGO_BIN_EXE_norven-verify"));
    for arguments in [&[][..], &["report.pdf"], &["--trust"], &["--trust", "t.json"], &["--trust", "t", "--what", "r"]]
    {
        let output = program().args(arguments).output().expect("it runs");
        assert_eq!(code(&output), 2);
        assert!(err(&output).starts_with("usage: norven-verify"), "{}", err(&output));
        assert_eq!(out(&output), "");
    }
}

#[test]
fn documents_that_cannot_be_used_are_named() {
    let program = || Command::new(env!("CARGO_BIN_EXE_norven-verify"));
    let (report, trust) = (vector("issued.pdf"), vector("trust.json"));
    for (trust, standing, fault) in [
        (vector("nowhere.json"), None, "nowhere.json: "),
        (report.clone(), None, "is not a trust document"),
        (trust.clone(), Some(vector("nowhere.txt")), "nowhere.txt: "),
        (trust.clone(), Some(report.clone()), "is not the issuer's standing list"),
    ] {
        let mut command = program();
        command.arg("--trust").arg(trust);
        standing.into_iter().for_each(|list| {
            command.arg("--standing").arg(list);
        });
        let output = command.arg(&report).output().expect("it runs");
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(fault), "{}", err(&output));
        assert_eq!(out(&output), "");
    }
}

/// What the log and its witness sign of another tree of the same size. Their keys are made for tests.
fn forked(trust: &Trust, checkpoint: &Value) -> String {
    let policy = &trust.logs[0].policy;
    let seeds = || (0..=u8::MAX).map(|seed| [seed; 32]);
    let log = seeds()
        .map(|seed| NoteSigner::from_seed(policy.origin().clone(), &seed))
        .find(|key| key.verifier_key() == *policy.log())
        .expect("a key of the tests");
    let text = checkpoint["checkpoint"].as_str().expect("a note");
    let size = checkpoint["size"].as_u64().expect("a size");
    let mut note =
        Checkpoint::new(policy.origin().clone(), size, Digest::of("another tree")).sign(&log).expect("signs");
    for witness in policy.witnesses() {
        let key = seeds().map(|seed| WitnessSigner::from_seed(witness.name().clone(), &seed));
        let key = key.into_iter().find(|key| key.verifier_key() == *witness).expect("a key of the tests");
        key.cosign(&mut note, 1_795_344_792);
    }
    assert_ne!(note.to_string(), text);
    note.to_string()
}

#[test]
fn a_log_that_contradicts_what_it_signed_before_is_told_and_both_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("logs.json");
    let run = |json: bool| {
        let mut arguments = vec!["--state".into(), state.clone()];
        arguments.extend(json.then(|| "--json".into()));
        verify(arguments.into_iter().chain(["issued.pdf", "stamped.pdf"].map(vector)))
    };
    let kept = || -> Value { serde_json::from_slice(&fs::read(&state).expect("a state")).expect("JSON") };

    let output = run(true);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let log = serde_json::from_str::<Value>(out(&output).lines().next().expect("a line")).expect("JSON");
    let log = &log["result"]["log"];
    let origin = log["origin"].as_str().expect("a name");
    let honest = kept();
    assert!(honest["checkpoints"][origin].is_string() && honest.get("forks").is_none());
    assert_eq!(code(&run(false)), 0);
    assert_eq!(kept(), honest);

    // Somebody else was shown another tree.
    let trust = Trust::parse(&fs::read(vector("trust.json")).expect("a file")).expect("a trust document");
    let other = forked(&trust, log);
    fs::write(&state, json!({ "checkpoints": { origin: other } }).to_string()).expect("writable");
    let output = run(false);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("but DO NOT RELY ON IT: the log reports.example/log2026 forked"), "{}", out(&output));
    let forks = json!([[other, log["checkpoint"]]]);
    assert_eq!(kept()["forks"], forks);
    assert_eq!(kept()["checkpoints"][origin], json!(other));
    // It is told every time, and kept once.
    let output = run(true);
    let line: Value = serde_json::from_str(out(&output).lines().next().expect("a line")).expect("JSON");
    assert_eq!((&line["exit"], &line["log"]["signed"]), (&json!(1), &forks[0]));
    assert_eq!(kept()["forks"], forks);
}

#[test]
fn a_list_that_is_older_than_the_report_does_not_call_it_current() {
    let trust = norven_verify::read_trust(&vector("trust.json")).expect("a trust document");
    let at = Instant("2026-11-23T10:53:12.000000Z".into());
    // The report is of 10:53:12 on 22 November.
    for (made_at, words) in [
        (1_795_344_791, "not checked for replacement: the list of 2026-11-22T10:53:11.000000Z is older"),
        (1_795_344_792, "current by the list of 2026-11-22T10:53:12.000000Z"),
    ] {
        let list = List::new(made_at, vec![]).expect("a list");
        let checked = Checked::new(&vector("issued.pdf"), &trust, Some(&list), &at);
        assert_eq!(checked.exit(), 0);
        assert!(checked.sentence().ends_with(words), "{}", checked.sentence());
    }
}

#[test]
fn a_state_that_is_none_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("notes.txt");
    fs::write(&state, "milk, bread").expect("writable");
    let output = verify(["--state".into(), state.clone(), vector("issued.pdf")]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("does not hold what was seen of logs"), "{}", err(&output));
    assert_eq!(fs::read_to_string(&state).expect("a file"), "milk, bread");
}
