//! The transparency log: a public list that can only grow, of which every report carries a proof.
//!
//! Everything here is a public format that other people's tools read as well:
//!
//! | module | what | specified by |
//! |---|---|---|
//! | [`tree`] | the Merkle tree: roots, proofs of inclusion, proofs of consistency | RFC 6962 and RFC 9162, section 2.1 |
//! | [`tiles`] | the files in which tree and entries are published | [C2SP tlog-tiles](https://c2sp.org/tlog-tiles) |
//! | [`note`] | texts with signatures under them, and their keys | [C2SP signed-note](https://c2sp.org/signed-note), [tlog-cosignature](https://c2sp.org/tlog-cosignature) |
//! | [`checkpoint`] | the log's head as a note, and who must have signed it | [C2SP tlog-checkpoint](https://c2sp.org/tlog-checkpoint), [tlog-policy](https://c2sp.org/tlog-policy) |
//! | [`proof`] | everything needed to check offline that an entry is in the log | [C2SP tlog-proof](https://c2sp.org/tlog-proof) |
//! | [`leaf`] | what Norven's entries say | here |
//! | [`audit`] | what the entries of the private audit log say | here |
//!
//! # What is published
//!
//! Under the log's address, all static, all but the checkpoint immutable:
//!
//! ```text
//! checkpoint                 the signed head
//! tile/0/000.p/5             hashes of the first five entries, until there are 256 of them
//! tile/0/x001/x234/067       hashes of entries 315,921,152 to 315,921,407
//! tile/1/004                 the roots of 256 tiles of level 0
//! tile/entries/000.p/5       the first five entries themselves
//! ```
//!
//! # From an entry to a verdict
//!
//! ```
//! use norven_proof::log::checkpoint::{Checkpoint, Policy};
//! use norven_proof::log::note::{Name, NoteSigner};
//! use norven_proof::log::proof::Proof;
//! use norven_proof::log::tree::{self, Frontier, leaf_hash};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The log: it holds two entries and signs its head.
//! let entries = ["first", "second"];
//! let leaves = entries.map(|entry| leaf_hash(entry.as_bytes()));
//! let mut frontier = Frontier::new();
//! for leaf in leaves {
//!     frontier.push(leaf, &mut |_, _| ())?;
//! }
//! let name: Name = "example.com/log2026".parse()?;
//! let key = NoteSigner::from_seed(name.clone(), &[7; 32]);
//! let checkpoint = Checkpoint::new(name, frontier.size(), frontier.root()).sign(&key)?;
//!
//! // What travels in the report.
//! let path = tree::inclusion(leaves.as_slice(), 1, 2)?;
//! let text = Proof { index: 1, path, checkpoint }.to_string();
//!
//! // Whoever has the entry, the proof and the log's key needs nobody else.
//! let policy = Policy::new(key.verifier_key(), vec![], 0)?;
//! let facts = Proof::parse(text.as_bytes())?.verify(b"second", &policy)?;
//! assert_eq!((facts.index, facts.size), (1, 2));
//! # Ok(())
//! # }
//! ```

pub mod audit;
pub mod checkpoint;
pub mod leaf;
pub mod monitor;
pub mod note;
pub mod proof;
mod text;
pub mod tiles;
pub mod tree;

#[cfg(feature = "sign")]
pub(crate) use text::base64url;
pub(crate) use text::{base64, decimal, from_base64, from_base64url};
