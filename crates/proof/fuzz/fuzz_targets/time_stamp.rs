//! Any time stamp, and any answer of an authority.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use norven_proof::certificate::Certificate;
use norven_proof::timestamp;

const MESSAGE: &[u8] = b"the signature of a seal";
const NONCE: [u8; 8] = *b"Norven!\x01";

static ROOTS: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    let pems =
        [include_str!("../../tests/fixtures/tsa/ec-root.pem"), include_str!("../../tests/fixtures/tsa/rsa-root.pem")];
    pems.into_iter().map(|pem| Certificate::from_pem(pem).expect("a certificate")).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let _ = timestamp::verify(bytes, MESSAGE, &ROOTS);
    if let Ok(token) = timestamp::accept(bytes, MESSAGE, NONCE, &ROOTS) {
        timestamp::verify(&token, MESSAGE, &ROOTS).expect("what was accepted holds");
    }
});
