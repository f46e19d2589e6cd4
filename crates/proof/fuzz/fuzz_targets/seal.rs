//! Any seal in the place of a report's: what is read is written alike, and no other one holds.
#![no_main]

use std::fmt::Write;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use norven_proof::cms::Seal;
use norven_proof::envelope::{Envelope, SEAL_DIGITS};
use norven_proof::record::Instant;
use norven_proof::trust::Trust;
use norven_proof::verify::verify;

static TRUST: LazyLock<Trust> =
    LazyLock::new(|| Trust::parse(include_bytes!("../../tests/vectors/trust.json")).expect("a trust document"));

const REPORT: &[u8] = include_bytes!("../../tests/vectors/stamped.pdf");

fuzz_target!(|der: &[u8]| {
    let Ok(seal) = Seal::from_der(der) else {
        return;
    };
    assert_eq!(seal.to_der().as_deref(), Ok(der));
    let envelope = Envelope::open(REPORT).expect("a report");
    let mut digits = String::new();
    der.iter().for_each(|byte| write!(digits, "{byte:02X}").expect("memory"));
    if digits.len() > SEAL_DIGITS {
        return;
    }
    let gap = format!("<{digits:0<SEAL_DIGITS$}>");
    let file = [envelope.before, gap.as_bytes(), envelope.after].concat();
    let verdict = verify(&file, &TRUST, None, &Instant::from_unix_micros(0));
    assert!(!verdict.is_issued() || der == envelope.seal, "another seal in the place of the report's");
});
