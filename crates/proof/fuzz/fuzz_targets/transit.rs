//! Any file in which a report may lie: it is unpacked without a panic and within its budget.
#![no_main]

use libfuzzer_sys::fuzz_target;
use norven_proof::transit::{Wrapper, unpacked};

const LIMIT: usize = 1 << 20;

fuzz_target!(|file: &[u8]| {
    for wrapper in Wrapper::of(file).map_or(Wrapper::ALL.to_vec(), |wrapper| vec![wrapper]) {
        assert!(unpacked(file, wrapper, LIMIT) <= LIMIT);
    }
});
