//! Any file: it is judged without a panic, and only the reports of the corpus are issued.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use norven_proof::record::Instant;
use norven_proof::trust::Trust;
use norven_proof::verify::verify;

static TRUST: LazyLock<Trust> =
    LazyLock::new(|| Trust::parse(include_bytes!("../../tests/vectors/trust.json")).expect("a trust document"));

const GENUINE: [&[u8]; 2] =
    [include_bytes!("../../tests/vectors/issued.pdf"), include_bytes!("../../tests/vectors/stamped.pdf")];

fuzz_target!(|file: &[u8]| {
    let verdict = verify(file, &TRUST, None, &Instant::from_unix_micros(0));
    assert!(!verdict.is_issued() || GENUINE.contains(&file));
});
