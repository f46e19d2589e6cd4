//! The public formats, tried from outside: against the examples and vectors of those who specified
//! them, against every small change, and against what only an attacker would write.

mod checkpoint;
mod leaf;
mod monitor;
mod note;
mod proof;
mod qr;
mod standing;
mod tiles;
mod tree;
mod trust;

use norven_proof::digest::Digest;
use norven_proof::log::note::{Name, NoteSigner, WitnessSigner};
use norven_proof::log::tree::leaf_hash;

/// Leaf hashes of that many different entries.
fn leaves(count: usize) -> Vec<Digest> {
    (0..count).map(|i| leaf_hash(format!("entry {i}").as_bytes())).collect()
}

/// A digest from its hexadecimal digits.
fn hex(text: &str) -> Digest {
    text.parse().expect("64 digits")
}

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

fn signer(text: &str, seed: u8) -> NoteSigner {
    NoteSigner::from_seed(name(text), &[seed; 32])
}

fn witness(text: &str, seed: u8) -> WitnessSigner {
    WitnessSigner::from_seed(name(text), &[seed; 32])
}

/// The digest with one of its 256 bits turned over.
fn flipped(digest: &Digest, bit: usize) -> Digest {
    let mut bytes = *digest.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Digest::from_bytes(bytes)
}
