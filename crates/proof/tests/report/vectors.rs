//! Where `tests/vectors` comes from. The kit still makes the same reports, byte for byte: so neither the
//! format nor what seals it has changed. Until release 0.1.0, `NORVEN_MAKE_VECTORS=1 cargo test -p norven-proof` writes
//! them; from then on a change here is one to the format.

use std::fs;
use std::path::{Path, PathBuf};

use norven_proof::record::{Record, content_digest};
use norven_proof::standing::{List, Prefix, Row};
use norven_proof::trust::Trust;
use norven_proof::verdict::Verdict;
use norven_proof::verify::verify;
use serde_json::Value;

use crate::support::cms::{closed_again, seal_of, with_seal};
use crate::support::{Genuine, ISSUED_AT, Issuer, Log, VERIFIED_AT, at, authority, pdf};

/// A report with the facts that were added to the format later.
fn qualified() -> Record {
    let said = Record::parse(include_bytes!("../golden/qualified.json")).unwrap();
    let mut record = numbered("NV-2026-000128");
    record.core.site.client = said.core.site.client;
    (record.core.order_number, record.core.company) = (said.core.order_number, said.core.company);
    let core = record.core.digest().unwrap();
    for (signature, said) in record.signatures.iter_mut().zip(said.signatures) {
        signature.core_sha256 = core;
        (signature.qualification, signature.licence_number) = (said.qualification, said.licence_number);
    }
    record
}

fn numbered(number: &str) -> Record {
    Record { number: number.into(), ..pdf::record() }
}

/// The bytes of the record with a part of its text exchanged.
fn exchanged(old: &str, new: &str) -> Vec<u8> {
    let record = String::from_utf8(pdf::record().to_bytes().unwrap()).unwrap();
    assert!(record.contains(old));
    record.replacen(old, new, 1).into_bytes()
}

/// Reports with these records and time stamps, which are all in one log: each in a place of its own.
fn issued_together<const N: usize>(issuer: &Issuer, reports: [(Vec<u8>, Option<i64>); N]) -> [Vec<u8>; N] {
    let prepared = reports
        .map(|(record, stamped)| (issuer.prepare_file(pdf::unsealed(&record), content_digest(&record)), stamped));
    let seals: Vec<_> = (2..).zip(prepared.iter().map(|(prepared, _)| prepared.entry())).collect();
    let mut index = 2;
    prepared.map(|(prepared, stamped)| {
        let proof = issuer.prove_among(&seals, Log { index, ..Log::default() });
        index += 1;
        let token = stamped.map(|second| authority::stamp(prepared.signature(), second));
        prepared.finish(&proof, token.as_deref(), &issuer.seal_key).unwrap()
    })
}

fn reports(issuer: &Issuer) -> Vec<(&'static str, Vec<u8>)> {
    let record = |number: &str| numbered(number).to_bytes().unwrap();
    let [issued, stamped, contradicted, superseded, revoked, future, future_member] = issued_together(
        issuer,
        [
            (pdf::record().to_bytes().unwrap(), None),
            (record("NV-2026-000124"), Some(ISSUED_AT + 5)),
            (record("NV-2026-000125"), Some(ISSUED_AT + 2 * 86_400)),
            (record("NV-2026-000126"), None),
            (record("NV-2026-000127"), None),
            (exchanged("\"v\":1}", "\"v\":2}"), None),
            (exchanged("\"v\":1}", "\"v\":1,\"weather\":\"rain\"}"), None),
        ],
    );
    let genuine = Genuine { issuer: Issuer::new(1), file: issued.clone() };
    vec![
        ("altered", genuine.with("closes by itself", "closes by hand  ")),
        ("appended", [issued.as_slice(), b"\n% something more\n"].concat()),
        ("unlogged", closed_again(&issued, &issuer.seal_key, |seal| seal.log_proof = None)),
        ("stripped", with_seal(&stamped, |seal| seal.time_stamp = None)),
        ("not-ours", Issuer::new(100).issue(&pdf::record(), Log::default())),
        ("qualified", issuer.issue(&qualified(), Log::default())),
        ("issued", issued),
        ("stamped", stamped),
        ("contradicted", contradicted),
        ("superseded", superseded),
        ("revoked", revoked),
        ("future", future),
        ("future-member", future_member),
    ]
}

fn standing() -> List {
    let prefix = |number: &str| Prefix::of(&content_digest(&numbered(number).to_bytes().unwrap()));
    let day = "2026-11-23".parse().unwrap();
    let rows = vec![
        Row { report: prefix("NV-2026-000126"), day, successor: Some(prefix("NV-2026-000124")) },
        Row { report: prefix("NV-2026-000127"), day, successor: None },
    ];
    List::new(u64::try_from(VERIFIED_AT - 3_600).unwrap(), rows).unwrap()
}

/// A verdict without the wording of errors, which may change.
fn lasting(verdict: &Verdict) -> Value {
    let mut verdict = serde_json::to_value(verdict).unwrap();
    for reason in ["why", "change"] {
        if let Some(reason) = verdict.get_mut(reason).and_then(Value::as_object_mut) {
            reason.retain(|member, value| member != "detail" || !value.is_string());
        }
    }
    verdict
}

/// The files of the folder, and the beginnings that the fuzzers start from.
fn files() -> Vec<(PathBuf, Vec<u8>)> {
    let issuer = Issuer::new(1);
    let (trust, list) = (issuer.trust(), standing());
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (vectors, corpus) = (here.join("tests/vectors"), here.join("fuzz/corpus"));
    let mut files = vec![
        (vectors.join("trust.json"), trust.to_json().unwrap().into_bytes()),
        (corpus.join("text/trust.json"), trust.to_json().unwrap().into_bytes()),
        (vectors.join("standing.txt"), list.sign(&issuer.standing_key()).unwrap().to_string().into_bytes()),
    ];
    for (name, file) in reports(&issuer) {
        let verdict = verify(&file, &trust, Some(&list), &at(VERIFIED_AT));
        let json = serde_json::to_string_pretty(&lasting(&verdict)).unwrap() + "\n";
        if ["issued", "stamped", "appended", "future"].contains(&name) {
            files.push((corpus.join(format!("file/{name}.pdf")), file.clone()));
        }
        if ["issued", "stamped", "not-ours"].contains(&name) {
            files.push((corpus.join(format!("seal/{name}.der")), seal_of(&file)));
        }
        files.push((vectors.join(format!("{name}.pdf")), file));
        files.push((vectors.join(format!("{name}.json")), json.into_bytes()));
    }
    files
}

#[test]
fn the_kit_makes_the_reports_that_are_kept() {
    let writes = std::env::var_os("NORVEN_MAKE_VECTORS").is_some();
    for (path, made) in files() {
        if writes {
            fs::write(&path, &made).unwrap();
        }
        // What a verdict says may grow; that it still says what it said is the test in tests/vectors.rs.
        if path.extension().is_some_and(|extension| extension != "json") {
            assert!(fs::read(&path).is_ok_and(|kept| kept == made), "{}", path.display());
        }
    }
}

#[test]
fn the_trust_document_that_is_kept_is_that_of_the_kit() {
    let kept = include_bytes!("../vectors/trust.json");
    assert_eq!(Trust::parse(kept).unwrap(), Genuine::new().issuer.trust());
}
