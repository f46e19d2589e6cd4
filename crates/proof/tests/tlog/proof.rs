use norven_proof::log::checkpoint::{Checkpoint, CheckpointError, Policy};
use norven_proof::log::note::NoteError;
use norven_proof::log::proof::{Proof, ProofError};
use norven_proof::log::tree::{TreeError, inclusion, root};

use super::{hex, leaves, name, signer, witness};

const SIZE: u64 = 11;
const INDEX: u64 = 6;
const ENTRY: &[u8] = b"entry 6";

fn proof() -> Proof {
    let leaves = leaves(SIZE as usize);
    let root = root(leaves.as_slice(), SIZE).expect("a root");
    let path = inclusion(leaves.as_slice(), INDEX, SIZE).expect("a proof");
    let checkpoint = Checkpoint::new(name("example.com/log"), SIZE, root);
    let mut checkpoint = checkpoint.sign(&signer("example.com/log", 1)).expect("a checkpoint");
    witness("w1", 11).cosign(&mut checkpoint, 2000);
    witness("w2", 12).cosign(&mut checkpoint, 1000);
    Proof { index: INDEX, path, checkpoint }
}

fn policy(quorum: usize) -> Policy {
    let witnesses = vec![witness("w1", 11).verifier_key(), witness("w2", 12).verifier_key()];
    Policy::new(signer("example.com/log", 1).verifier_key(), witnesses, quorum).expect("a policy")
}

fn structure(part: &'static str) -> Result<Proof, ProofError> {
    Err(ProofError::Structure { part })
}

#[test]
fn a_proof_tells_index_size_and_who_saw_it_when() {
    let text = proof().to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 6\n"));
    let read = Proof::parse(text.as_bytes());
    assert_eq!(read, Ok(proof()));
    let facts = read.and_then(|proof| proof.verify(ENTRY, &policy(2))).expect("a proof");
    assert_eq!((facts.index, facts.size), (INDEX, SIZE));
    let witnesses: Vec<_> = facts.witnesses.iter().map(|it| (it.name.as_str(), it.time)).collect();
    assert_eq!(witnesses, [("w1", 2000), ("w2", 1000)]);
    assert_eq!(facts.witnessed_at(), Some(1000));
}

#[test]
fn another_entry_index_size_or_path_proves_nothing() {
    let verify = |proof: Proof| proof.verify(ENTRY, &policy(0));
    assert_eq!(proof().verify(b"entry 7", &policy(0)), Err(TreeError::OtherRoot.into()));
    assert_eq!(proof().verify(b"", &policy(0)), Err(TreeError::OtherRoot.into()));
    for index in (0..20).chain([u64::MAX]).filter(|index| *index != INDEX) {
        assert!(verify(Proof { index, ..proof() }).is_err(), "{index}");
    }
    let mut swapped = proof();
    swapped.path.swap(0, 1);
    assert_eq!(verify(swapped), Err(TreeError::OtherRoot.into()));
    let mut shorter = proof();
    shorter.path.pop();
    assert_eq!(verify(shorter), Err(TreeError::Length { found: 3 }.into()));

    let text = proof().to_string().replace("\n11\n", "\n12\n");
    let changed = Proof::parse(text.as_bytes()).and_then(|proof| proof.verify(ENTRY, &policy(0)));
    assert_eq!(changed, Err(CheckpointError::Note(NoteError::Forged).into()));
}

#[test]
fn one_witness_short_is_not_enough() {
    let text = proof().to_string();
    let end = text.trim_end().rfind('\n').expect("lines") + 1;
    let short = Proof::parse(&text.as_bytes()[..end]).expect("a proof");
    assert!(short.verify(ENTRY, &policy(1)).is_ok());
    let error = CheckpointError::Quorum { found: 1, quorum: 2 };
    assert_eq!(short.verify(ENTRY, &policy(2)), Err(error.into()));
}

#[test]
fn what_is_no_proof_is_refused_and_says_what_in_it() {
    let text = proof().to_string();
    let with = |old: &str, new: &str| text.replacen(old, new, 1);
    let first = text.lines().nth(2).expect("a hash");
    for (text, part) in [
        (String::new(), "first line"),
        (with("@v1", "@v2"), "first line"),
        (format!("\n{text}"), "first line"),
        (with("\n\n", "\n"), "path"),
        (with("index", "Index"), "index"),
        (with("index 6", "index 06"), "index"),
        (with("index 6", "index  6"), "index"),
        (with("index 6", "index -6"), "index"),
        (with("index 6", "index 18446744073709551616"), "index"),
        // Nothing authenticates extra data.
        (with("index", "extra YWJj\nindex"), "index"),
        (with(first, &first[..42]), "path"),
        (with(first, &format!("{first} ")), "path"),
        (with(first, &format!("{first}AAAA")), "path"),
        (with("index 6\n", "index 6\r\n"), "index"),
    ] {
        assert_eq!(Proof::parse(text.as_bytes()), structure(part), "{text}");
    }
    assert_eq!(Proof::parse(b"c2sp.org/tlog-proof@v1\nindex 6\n"), structure("end of the path"));
    assert_eq!(Proof::parse(b"c2sp.org/tlog-proof@v1\nindex 6\n\xff\n\n"), Err(NoteError::NotText.into()));
}

#[test]
fn a_proof_longer_than_any_is_refused() {
    let hash = format!("{}\n", proof().to_string().lines().nth(2).expect("a hash"));
    let with = |count| proof().to_string().replacen("index 6\n", &format!("index 6\n{}", hash.repeat(count)), 1);
    assert!(Proof::parse(with(60).as_bytes()).is_ok());
    assert_eq!(Proof::parse(with(61).as_bytes()), Err(TreeError::Length { found: 65 }.into()));
    let bytes = with(5000).len();
    let error = NoteError::TooLong { bytes, most: 128 * 1024 };
    assert_eq!(Proof::parse(with(5000).as_bytes()), Err(error.into()));
}

#[test]
fn the_only_entry_of_a_log_needs_no_path() {
    let leaf = leaves(1)[0];
    let checkpoint = Checkpoint::new(name("example.com/log"), 1, leaf).sign(&signer("example.com/log", 1));
    let proof = Proof { index: 0, path: vec![], checkpoint: checkpoint.expect("a checkpoint") };
    let read = Proof::parse(proof.to_string().as_bytes()).expect("a proof");
    assert_eq!(read.verify(b"entry 0", &policy(0)).map(|facts| facts.witnessed_at()), Ok(None));
    let error = TreeError::NoSuchLeaf { index: 1, size: 1 };
    assert_eq!(Proof { index: 1, ..read }.verify(b"entry 0", &policy(0)), Err(error.into()));
}

#[test]
fn no_byte_of_a_proof_can_change_without_being_refused_or_ignored() {
    let text = proof().to_string();
    let facts = proof().verify(ENTRY, &policy(2));
    for at in 0..text.len() {
        for change in [1, 0x80] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= change;
            // A witness that is named otherwise is unknown: then there is one too few.
            let verified = Proof::parse(&bytes).and_then(|proof| proof.verify(ENTRY, &policy(2)));
            assert_ne!(verified, facts, "byte {at}");
            assert!(verified.is_err(), "byte {at}");
        }
    }
}

#[test]
fn a_proof_that_was_made_elsewhere_verifies() {
    // Written and signed in Python, with `hashlib` and `cryptography`, following RFC 6962 and the
    // C2SP specifications; the entries are "entry 0" to "entry 4".
    let proof = Proof::parse(include_bytes!("foreign.tlog-proof")).expect("a proof");
    let log = "example.com/log+d455c521+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4".parse().expect("a key");
    let witness = "w.example+f96a478d+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X".parse().expect("a key");
    let policy = Policy::new(log, vec![witness], 1).expect("a policy");
    let facts = proof.verify(b"entry 3", &policy).expect("a proof");
    assert_eq!((facts.index, facts.size, facts.witnessed_at()), (3, 5, Some(1_795_344_792)));
    assert_eq!(proof.path[0], hex("57c79f4f31ae029c5d4bd30b073c27c94df93438b2b4697e1e1eef5bc0394a41"));
}
