use norven_proof::digest::Digest;
use norven_proof::log::tree::{
    Frontier, Hashes, MAX_SIZE, Node, TreeError, consistency, empty_root, inclusion, leaf_hash, node_hash, root,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use super::{flipped, hex, leaves};

/// The entries with which every implementation of RFC 6962 is tested (certificate-transparency's
/// `merkle_tree_test.cc`, transparency-dev's `testonly/constants.go`), and their roots.
const ENTRIES: [&[u8]; 8] =
    [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", b"PQRSTUVW", b"`abcdefghijklmno"];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const NODE_10: &str = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
const NODE_11: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const NODE_12: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const NODE_13: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const NODE_20: &str = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const NODE_21: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const LEAF_0: &str = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
const LEAF_1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const LEAF_4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";

fn reference() -> Vec<Digest> {
    ENTRIES.map(leaf_hash).to_vec()
}

fn known(path: &[&str]) -> Vec<Digest> {
    path.iter().map(|text| hex(text)).collect()
}

/// The root by the definition of RFC 6962, section 2.1, word for word.
fn defined(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(""),
        [leaf] => *leaf,
        _ => {
            let k = (1..).map(|power| 1 << power).find(|k| *k >= leaves.len()).unwrap_or(0) / 2;
            node_hash(&defined(&leaves[..k]), &defined(&leaves[k..]))
        }
    }
}

/// The proofs by the definitions of sections 2.1.1 and 2.1.2.
fn defined_path(m: usize, leaves: &[Digest]) -> Vec<Digest> {
    if leaves.len() == 1 {
        return vec![];
    }
    let k = leaves.len().next_power_of_two() / 2;
    let (mut path, other) = if m < k {
        (defined_path(m, &leaves[..k]), defined(&leaves[k..]))
    } else {
        (defined_path(m - k, &leaves[k..]), defined(&leaves[..k]))
    };
    path.push(other);
    path
}

fn defined_subproof(m: usize, leaves: &[Digest], whole: bool) -> Vec<Digest> {
    if m == leaves.len() {
        return if whole { vec![] } else { vec![defined(leaves)] };
    }
    let k = leaves.len().next_power_of_two() / 2;
    let (mut path, other) = if m <= k {
        (defined_subproof(m, &leaves[..k], whole), defined(&leaves[k..]))
    } else {
        (defined_subproof(m - k, &leaves[k..], false), defined(&leaves[..k]))
    };
    path.push(other);
    path
}

#[test]
fn the_roots_of_certificate_transparency_come_out() {
    let leaves = reference();
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root().to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (i, expected) in ROOTS.iter().enumerate() {
        frontier.push(leaves[i], &mut |_, _| ()).expect("room");
        assert_eq!(frontier.root(), hex(expected));
        assert_eq!(root(leaves.as_slice(), i as u64 + 1), Ok(hex(expected)));
    }
}

#[test]
fn the_inclusion_proofs_of_certificate_transparency_come_out() {
    for (index, size, path) in [
        (0, 1, known(&[])),
        (0, 8, known(&[LEAF_1, NODE_11, NODE_21])),
        (5, 8, known(&[LEAF_4, NODE_13, NODE_20])),
        (2, 3, known(&[NODE_10])),
        (1, 5, known(&[LEAF_0, NODE_11, LEAF_4])),
    ] {
        let leaves = reference();
        assert_eq!(inclusion(leaves.as_slice(), index, size), Ok(path.clone()), "{index} of {size}");
        let root = hex(ROOTS[size as usize - 1]);
        assert_eq!(verify_inclusion(&leaves[index as usize], index, size, &path, &root), Ok(()));
    }
}

#[test]
fn the_consistency_proofs_of_certificate_transparency_come_out() {
    for (old, new, path) in [
        (1, 1, known(&[])),
        (1, 8, known(&[LEAF_1, NODE_11, NODE_21])),
        (6, 8, known(&[NODE_12, NODE_13, NODE_20])),
        (2, 5, known(&[NODE_11, LEAF_4])),
    ] {
        assert_eq!(consistency(reference().as_slice(), old, new), Ok(path.clone()), "{old} to {new}");
        let roots = [old, new].map(|size| hex(ROOTS[size as usize - 1]));
        assert_eq!(verify_consistency(old, &roots[0], new, &roots[1], &path), Ok(()));
    }
}

#[test]
fn roots_and_proofs_are_those_of_the_definition_for_every_size_to_seventy() {
    let leaves = leaves(70);
    for size in 1..=leaves.len() {
        let tree = &leaves[..size];
        let root_of = defined(tree);
        assert_eq!(root(tree, size as u64), Ok(root_of));
        assert_eq!(Frontier::load(tree, size as u64).map(|frontier| frontier.root()), Ok(root_of));
        for index in 0..size {
            let path = inclusion(tree, index as u64, size as u64).expect("a proof");
            assert_eq!(path, defined_path(index, tree));
            assert_eq!(verify_inclusion(&tree[index], index as u64, size as u64, &path, &root_of), Ok(()));
        }
        for old in 1..=size {
            let path = consistency(tree, old as u64, size as u64).expect("a proof");
            assert_eq!(path, defined_subproof(old, tree, true));
            let old_root = defined(&leaves[..old]);
            assert_eq!(verify_consistency(old as u64, &old_root, size as u64, &root_of, &path), Ok(()));
        }
    }
}

#[test]
fn a_proof_with_anything_left_out_added_or_exchanged_is_refused() {
    let leaves = leaves(23);
    let size = leaves.len() as u64;
    let root_of = root(leaves.as_slice(), size).expect("a root");
    for index in 0..size {
        let leaf = &leaves[index as usize];
        let path = inclusion(leaves.as_slice(), index, size).expect("a proof");
        for i in 0..path.len() {
            let mut less = path.clone();
            less.remove(i);
            assert!(verify_inclusion(leaf, index, size, &less, &root_of).is_err());
            let mut more = path.clone();
            more.insert(i, path[i]);
            assert!(verify_inclusion(leaf, index, size, &more, &root_of).is_err());
            let mut other = path.clone();
            other.swap(i, 0);
            assert_eq!(verify_inclusion(leaf, index, size, &other, &root_of).is_ok(), i == 0);
        }
        for other in (0..size).filter(|other| *other != index) {
            assert!(verify_inclusion(leaf, other, size, &path, &root_of).is_err(), "{index} at {other}");
        }
    }
}

#[test]
fn a_proof_that_is_too_short_or_too_long_says_so() {
    let leaves = leaves(23);
    let size = leaves.len() as u64;
    let root_of = |size| root(leaves.as_slice(), size).expect("a root");
    let lengths = |path: &[Digest]| {
        let more: Vec<_> = path.iter().chain([&leaves[0]]).copied().collect();
        let less = path.split_last().map(|(_, less)| less.to_vec());
        [Some(more), less].into_iter().flatten()
    };
    for index in 0..size {
        let path = inclusion(leaves.as_slice(), index, size).expect("a proof");
        for path in lengths(&path) {
            let verified = verify_inclusion(&leaves[index as usize], index, size, &path, &root_of(size));
            assert_eq!(verified, Err(TreeError::Length { found: path.len() }));
        }
    }
    for old in 1..size {
        let path = consistency(leaves.as_slice(), old, size).expect("a proof");
        for path in lengths(&path) {
            let verified = verify_consistency(old, &root_of(old), size, &root_of(size), &path);
            assert_eq!(verified, Err(TreeError::Length { found: path.len() }));
        }
    }
}

#[test]
fn a_hash_of_two_nodes_is_no_leaf() {
    // Second preimage: the two halves of a tree as one entry.
    let pair = leaves(2);
    let entry = [pair[0].as_bytes().as_slice(), pair[1].as_bytes()].concat();
    assert_ne!(leaf_hash(&entry), node_hash(&pair[0], &pair[1]));
}

#[test]
fn sizes_that_no_tree_has_are_refused_before_any_work() {
    struct None;
    impl Hashes for None {
        fn hash(&self, _: Node) -> Option<Digest> {
            panic!("nothing is to be read")
        }
    }
    let digest = empty_root();
    for size in [MAX_SIZE + 1, u64::MAX] {
        let error = TreeError::TooLarge { size };
        assert_eq!(root(&None, size), Err(error));
        assert_eq!(inclusion(&None, 0, size), Err(error));
        assert_eq!(consistency(&None, 1, size), Err(error));
        assert_eq!(Frontier::load(&None, size).map(drop), Err(error));
        assert_eq!(verify_inclusion(&digest, 0, size, &[], &digest), Err(error));
        assert_eq!(verify_consistency(1, &digest, size, &digest, &[]), Err(error));
    }
    for (index, size) in [(0, 0), (1, 1), (MAX_SIZE, MAX_SIZE), (u64::MAX, 5)] {
        let error = TreeError::NoSuchLeaf { index, size };
        assert_eq!(inclusion(&None, index, size), Err(error));
        assert_eq!(verify_inclusion(&digest, index, size, &[], &digest), Err(error));
    }
    assert_eq!(verify_consistency(2, &digest, 1, &digest, &[]), Err(TreeError::Shrunk { old: 2, new: 1 }));
}

#[test]
fn the_largest_tree_is_proved_like_any_other() {
    /// Every subtree has a hash of its own.
    struct Made;
    impl Hashes for Made {
        fn hash(&self, node: Node) -> Option<Digest> {
            Some(Digest::of(node.to_string()))
        }
    }
    let leaf = Digest::of("0.9223372036854775806");
    let path = inclusion(&Made, MAX_SIZE - 1, MAX_SIZE).expect("a proof");
    let root_of = root(&Made, MAX_SIZE).expect("a root");
    assert_eq!(verify_inclusion(&leaf, MAX_SIZE - 1, MAX_SIZE, &path, &root_of), Ok(()));
    assert!(verify_inclusion(&leaf, MAX_SIZE - 1, MAX_SIZE, &vec![leaf; 10_000], &root_of).is_err());

    let full = Frontier::load(&Made, MAX_SIZE);
    assert!(full.is_ok_and(|mut full| full.push(leaf, &mut |_, _| ()).is_err()));
}

#[test]
fn the_empty_tree_is_the_beginning_of_all_and_needs_no_proof() {
    let tree = leaves(5);
    let root_of = root(tree.as_slice(), 5).expect("a root");
    assert_eq!(consistency(tree.as_slice(), 0, 5), Ok(vec![]));
    assert_eq!(verify_consistency(0, &empty_root(), 5, &root_of, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &tree[0], 5, &root_of, &[]), Err(TreeError::OtherOldRoot));
    let length = TreeError::Length { found: 1 };
    assert_eq!(verify_consistency(0, &empty_root(), 5, &root_of, &tree[..1]), Err(length));
    assert_eq!(verify_consistency(5, &root_of, 5, &tree[0], &[]), Err(TreeError::OtherRoot));
    assert_eq!(verify_consistency(3, &root_of, 5, &root_of, &[]), Err(TreeError::Length { found: 0 }));
}

#[test]
fn a_missing_hash_is_named() {
    let missing = Node { level: 1, index: 1 };
    assert_eq!(inclusion(&leaves(8)[..3], 0, 4), Err(TreeError::Missing { node: missing }));
    assert_eq!(missing.to_string(), "1.1");
}

proptest! {
    #[test]
    fn no_bit_of_an_inclusion_proof_can_change(size in 1..300usize, index: prop::sample::Index, at: prop::sample::Index, bit in 0..256usize) {
        let tree = leaves(size);
        let (index, size) = (index.index(size) as u64, size as u64);
        let root_of = root(tree.as_slice(), size)?;
        let leaf = tree[index as usize];
        let mut path = inclusion(tree.as_slice(), index, size)?;
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &path, &root_of), Ok(()));
        prop_assert!(verify_inclusion(&flipped(&leaf, bit), index, size, &path, &root_of).is_err());
        prop_assert!(verify_inclusion(&leaf, index, size, &path, &flipped(&root_of, bit)).is_err());
        if !path.is_empty() {
            let at = at.index(path.len());
            path[at] = flipped(&path[at], bit);
            prop_assert!(verify_inclusion(&leaf, index, size, &path, &root_of).is_err());
        }
    }

    #[test]
    fn no_bit_of_a_consistency_proof_can_change(new in 1..300usize, old: prop::sample::Index, at: prop::sample::Index, bit in 0..256usize) {
        let tree = leaves(new);
        let (old, new) = (old.index(new) as u64 + 1, new as u64);
        let roots = [root(tree.as_slice(), old)?, root(tree.as_slice(), new)?];
        let mut path = consistency(tree.as_slice(), old, new)?;
        prop_assert_eq!(verify_consistency(old, &roots[0], new, &roots[1], &path), Ok(()));
        prop_assert!(verify_consistency(old, &flipped(&roots[0], bit), new, &roots[1], &path).is_err());
        prop_assert!(verify_consistency(old, &roots[0], new, &flipped(&roots[1], bit), &path).is_err());
        if !path.is_empty() {
            let at = at.index(path.len());
            path[at] = flipped(&path[at], bit);
            prop_assert!(verify_consistency(old, &roots[0], new, &roots[1], &path).is_err());
        }
    }

    #[test]
    fn whatever_a_proof_holds_it_is_answered(index: u64, size: u64, old: u64, path in prop::collection::vec(any::<[u8; 32]>(), 0..80)) {
        let path: Vec<_> = path.into_iter().map(Digest::from_bytes).collect();
        let digest = empty_root();
        prop_assert!(verify_inclusion(&digest, index, size, &path, &digest).is_err() || size <= 1);
        let _ = verify_consistency(old, &digest, size, &digest, &path);
    }
}
