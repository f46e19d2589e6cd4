//! What it costs to check that an entry is in the log: the hashes alone, in a tree of a million
//! entries, as one line of JSON.
//!
//! ```text
//! $ cargo run --release -p norven-proof --example inclusion
//! {"name":"inclusion_check","unit":"us","value":2.7}
//! ```
//!
//! The median of many rounds, so that what else the machine does is left out.

use std::hint::black_box;
use std::time::Instant;

use norven_proof::log::tree::{TreeError, inclusion, leaf_hash, root, verify_inclusion};

const SIZE: u64 = 1_000_000;
const INDEX: u64 = 271_828;
const CHECKS: u32 = 1_000;
const ROUNDS: usize = 51;

fn main() -> Result<(), TreeError> {
    let leaves: Vec<_> = (0..SIZE).map(|index| leaf_hash(&index.to_be_bytes())).collect();
    let leaf = leaf_hash(&INDEX.to_be_bytes());
    let root = root(leaves.as_slice(), SIZE)?;
    let path = inclusion(leaves.as_slice(), INDEX, SIZE)?;
    let mut rounds = [0.0; ROUNDS];
    for round in &mut rounds {
        let start = Instant::now();
        for _ in 0..CHECKS {
            verify_inclusion(black_box(&leaf), black_box(INDEX), SIZE, black_box(&path), &root)?;
        }
        *round = start.elapsed().as_secs_f64() * 1e6 / f64::from(CHECKS);
    }
    rounds.sort_unstable_by(f64::total_cmp);
    println!(r#"{{"name":"inclusion_check","unit":"us","value":{:.2}}}"#, rounds[ROUNDS / 2]);
    Ok(())
}
