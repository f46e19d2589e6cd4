//! Reports of format version 1, and what a verifier found out about them when they were made. From
//! release 0.1.0 on they are never made again: what is added to the format adds reports, and these verdicts stay.
//!
//! `tests/vectors` holds for each report its verdict in JSON, beside the trust document and the
//! standing list. Other verifiers may use them too. The time of verification is a day after issue.

use std::fs;
use std::path::Path;

use norven_proof::record::Instant;
use norven_proof::standing::List;
use norven_proof::trust::Trust;
use norven_proof::verify::verify;
use serde_json::Value;

const VERIFIED_AT: &str = "2026-11-23T10:53:12.000000Z";

/// The reports. From release 0.1.0 on there are only ever more.
const NAMES: [&str; 13] = [
    "issued",
    "stamped",
    "contradicted",
    "qualified",
    "superseded",
    "revoked",
    "altered",
    "appended",
    "stripped",
    "unlogged",
    "not-ours",
    "future",
    "future-member",
];

#[test]
fn the_verdicts_on_reports_of_version_1_stay_what_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let read = |name: &str| fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let trust = Trust::parse(&read("trust.json")).expect("a trust document");
    let list = List::parse(&read("standing.txt"), &trust.standing.key).expect("a standing list");
    for name in NAMES {
        let verdict = verify(&read(&format!("{name}.pdf")), &trust, Some(&list), &Instant(VERIFIED_AT.into()));
        let found = serde_json::to_value(verdict).expect("JSON");
        let expected: Value = serde_json::from_slice(&read(&format!("{name}.json"))).expect("JSON");
        assert!(says(&found, &expected), "{name}: {found:#} instead of {expected:#}");
    }
}

/// Whether a verdict says what it said once. It may say more: members may be added to objects.
fn says(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(member, value)| found.get(member).is_some_and(|found| says(found, value)))
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| says(found, expected))
        }
        _ => found == expected,
    }
}
