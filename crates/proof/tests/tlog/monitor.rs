//! What a monitor says of logs that grow, stand still, shrink, fork, or show nothing.

use norven_proof::log::checkpoint::{Checkpoint, CheckpointError, Policy};
use norven_proof::log::monitor::{By, Evidence, Growth, MonitorError, agree, grew};
use norven_proof::log::note::{Budget, Note, NoteError};
use norven_proof::log::tree::{TreeError, consistency, root};
use norven_proof::{digest::Digest, log::tree::leaf_hash};

use super::{leaves, name, signer};

const LOG: &str = "example.com/log2026";

fn policy() -> Policy {
    Policy::new(signer(LOG, 1).verifier_key(), vec![], 0).expect("a policy")
}

/// The head that the log signs over its first leaves.
fn head(leaves: &[Digest], size: usize) -> Vec<u8> {
    let size = u64::try_from(size).expect("small");
    let root = root(leaves, size).expect("a root");
    Checkpoint::new(name(LOG), size, root).sign(&signer(LOG, 1)).expect("signs").to_string().into_bytes()
}

fn evidence(older: &[u8], newer: &[u8]) -> Box<Evidence> {
    let note = |bytes| Note::parse(bytes, Budget::CHECKPOINT).expect("a note");
    Box::new(Evidence { older: note(older), newer: note(newer) })
}

/// Leaves of which one was exchanged.
fn rewritten(count: usize, at: usize) -> Vec<Digest> {
    let mut leaves = leaves(count);
    leaves[at] = leaf_hash(b"something else");
    leaves
}

#[test]
fn a_log_that_grows_is_honest_by_proof_and_by_hashes() {
    let leaves = leaves(40);
    for (old, new) in [(0, 1), (0, 40), (1, 2), (7, 8), (8, 9), (13, 40), (32, 33), (39, 40)] {
        let (older, newer) = (head(&leaves, old), head(&leaves, new));
        let (from, to) = (old as u64, new as u64);
        let path = consistency(leaves.as_slice(), from, to).expect("a proof");
        assert_eq!(grew(&policy(), &older, &newer, By::Proof(&path)), Ok(Growth::By(to - from)));
        assert_eq!(grew(&policy(), &older, &newer, By::Hashes(&leaves.as_slice())), Ok(Growth::By(to - from)));
        assert_eq!(agree(&policy(), &newer, &older), Ok(()));
    }
}

#[test]
fn a_log_that_stands_still_needs_no_proof() {
    let head = head(&leaves(9), 9);
    assert_eq!(grew(&policy(), &head, &head, By::Proof(&[])), Ok(Growth::None));
    assert_eq!(agree(&policy(), &head, &head), Ok(()));
}

#[test]
fn a_log_that_shrinks_is_told_with_what_it_signed() {
    let leaves = leaves(9);
    let (older, newer) = (head(&leaves, 9), head(&leaves, 5));
    let error = MonitorError::Shrank { from: 9, to: 5, evidence: evidence(&older, &newer) };
    assert_eq!(error.to_string(), "the log example.com/log2026 shrank from 9 entries to 5");
    assert_eq!(grew(&policy(), &older, &newer, By::Hashes(&leaves.as_slice())), Err(error));
    // Reports come with older heads and with newer ones, in any order.
    assert_eq!(agree(&policy(), &older, &newer), Ok(()));
}

#[test]
fn a_fork_at_one_size_is_seen_without_any_proof() {
    let (older, newer) = (head(&leaves(9), 9), head(&rewritten(9, 3), 9));
    let forked = Err(MonitorError::Forked(evidence(&older, &newer)));
    assert_eq!(grew(&policy(), &older, &newer, By::Proof(&[])), forked.clone());
    assert_eq!(agree(&policy(), &older, &newer), forked.map(|_: Growth| ()));
}

#[test]
fn a_fork_between_two_sizes_is_seen_in_the_hashes_and_has_no_proof() {
    let (honest, forged) = (leaves(9), rewritten(12, 3));
    let (older, newer) = (head(&honest, 9), head(&forged, 12));
    let by_hashes = grew(&policy(), &older, &newer, By::Hashes(&forged.as_slice()));
    assert_eq!(by_hashes, Err(MonitorError::Forked(evidence(&older, &newer))));
    let path = consistency(forged.as_slice(), 9, 12).expect("a proof");
    let error = TreeError::OtherOldRoot;
    let by_proof = grew(&policy(), &older, &newer, By::Proof(&path));
    assert_eq!(by_proof, Err(MonitorError::Unproven { error, evidence: evidence(&older, &newer) }));
}

#[test]
fn hashes_and_proofs_of_something_else_show_nothing_and_accuse_nobody() {
    let leaves = leaves(12);
    let (older, newer) = (head(&leaves, 9), head(&leaves, 12));
    let unproven = |error| Err(MonitorError::Unproven { error, evidence: evidence(&older, &newer) });
    let other = rewritten(12, 11);
    assert_eq!(grew(&policy(), &older, &newer, By::Hashes(&other.as_slice())), unproven(TreeError::OtherRoot));
    let few = &leaves[..10];
    let missing = grew(&policy(), &older, &newer, By::Hashes(&few));
    assert!(matches!(missing, Err(MonitorError::Unproven { error: TreeError::Missing { .. }, .. })), "{missing:?}");
    assert_eq!(grew(&policy(), &older, &newer, By::Proof(&[])), unproven(TreeError::Length { found: 0 }));
}

#[test]
fn heads_that_somebody_else_signed_are_no_evidence() {
    let leaves = leaves(9);
    let honest = head(&leaves, 9);
    let root = root(rewritten(9, 0).as_slice(), 9).expect("a root");
    let forged = Checkpoint::new(name(LOG), 9, root).sign(&signer(LOG, 2)).expect("signs").to_string();
    let unsigned = Err(MonitorError::Checkpoint(CheckpointError::Note(NoteError::Unsigned)));
    assert_eq!(agree(&policy(), &honest, forged.as_bytes()), unsigned.clone());
    assert_eq!(agree(&policy(), forged.as_bytes(), &honest), unsigned);
    assert!(agree(&policy(), b"", &honest).is_err());
}
