//! The Merkle tree of RFC 6962, section 2.1: a list of entries as one digest.
//!
//! An entry's *leaf hash* is SHA-256(`0x00` ‖ entry). The hash of a list of leaves is its only leaf
//! hash, or SHA-256(`0x01` ‖ left ‖ right), where left is the hash of the largest power of two of
//! leaves that is smaller than the list, and right that of the others. An empty list has the hash
//! SHA-256(). The first bytes keep an entry from passing for a pair of hashes.
//!
//! ```text
//!                root of 7
//!              /           \
//!           2.0             ·            a node `l.i` is a complete subtree: level l, the i-th from
//!          /    \          /  \          the left, over the leaves from i·2^l to (i + 1)·2^l − 1
//!       1.0      1.1     1.2   \
//!       / \      / \     / \    \
//!     0.0 0.1  0.2 0.3 0.4 0.5  0.6
//! ```
//!
//! Only the hashes of complete subtrees ([`Node`]) never change once the tree has grown past them;
//! they are what is stored ([`Hashes`]). All others are made of at most 63 of them.
//!
//! Making a proof reads O(log n) stored hashes, checking one computes O(log n), and appending costs
//! two computations a leaf on average ([`Frontier`]).

mod frontier;

use std::fmt;

pub use frontier::Frontier;

use crate::digest::{Digest, Hasher};

/// The most leaves that a tree can have, 2^63 − 1: what fits where others count with a sign.
pub const MAX_SIZE: u64 = u64::MAX >> 1;

/// The most hashes that a proof can have.
pub const MAX_PATH: usize = 64;

/// What is wrong with a request to a tree, or with a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// More leaves than [`MAX_SIZE`].
    #[error("a tree of {size} leaves is larger than {MAX_SIZE}")]
    TooLarge {
        /// The size asked for.
        size: u64,
    },
    /// A leaf that the tree does not have.
    #[error("a tree of {size} leaves has none at index {index}")]
    NoSuchLeaf {
        /// The index asked for.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// An older tree that is larger than the newer one.
    #[error("a tree of {new} leaves did not grow from one of {old}")]
    Shrunk {
        /// The size said to be the older one.
        old: u64,
        /// The size said to be the newer one.
        new: u64,
    },
    /// A stored hash that is needed and not there.
    #[error("the hash of node {node} is missing")]
    Missing {
        /// Which one.
        node: Node,
    },
    /// A proof with more or fewer hashes than a proof of these numbers has.
    #[error("a proof of these numbers has another length than {found}")]
    Length {
        /// How many hashes it has.
        found: usize,
    },
    /// A proof that leads to another root: something in it, the leaf or the root is not genuine.
    #[error("the proof leads to another root")]
    OtherRoot,
    /// A consistency proof that leads to another root of the older tree.
    #[error("the proof leads to another root of the older tree")]
    OtherOldRoot,
}

/// A complete subtree: `2^level` leaves, the `index`-th such group from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Its height: 0 is a leaf.
    pub level: u8,
    /// Its place among those of its level, from 0.
    pub index: u64,
}

impl Node {
    /// The subtree of twice the size that it is a half of.
    #[must_use]
    pub const fn parent(self) -> Self {
        Self { level: self.level.saturating_add(1), index: self.index >> 1 }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.level, self.index)
    }
}

/// Stored hashes of complete subtrees.
pub trait Hashes {
    /// The hash of a complete subtree, or nothing where it is not known.
    fn hash(&self, node: Node) -> Option<Digest>;
}

/// A list of all leaf hashes: for small trees, since it computes what others have stored.
impl Hashes for [Digest] {
    fn hash(&self, node: Node) -> Option<Digest> {
        let leaves = 1usize.checked_shl(node.level.into())?;
        let start = usize::try_from(node.index).ok()?.checked_mul(leaves)?;
        fold(self.get(start..start.checked_add(leaves)?)?)
    }
}

impl<H: Hashes + ?Sized> Hashes for &H {
    fn hash(&self, node: Node) -> Option<Digest> {
        (**self).hash(node)
    }
}

/// The hash of an entry: SHA-256(`0x00` ‖ entry).
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update([0]);
    hasher.update(entry);
    hasher.finish()
}

/// The hash of two subtrees: SHA-256(`0x01` ‖ left ‖ right).
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update([1]);
    hasher.update(left.as_bytes());
    hasher.update(right.as_bytes());
    hasher.finish()
}

/// The root of the tree without entries: SHA-256().
#[must_use]
pub fn empty_root() -> Digest {
    Digest::of([])
}

/// The root of the tree of the first `size` leaves.
///
/// # Errors
/// Where the size is impossible or a hash is missing.
pub fn root(hashes: &(impl Hashes + ?Sized), size: u64) -> Result<Digest, TreeError> {
    if size == 0 { Ok(empty_root()) } else { range(hashes, 0, checked(size)?) }
}

/// The proof that the leaf at `index` is in the tree of `size` leaves: RFC 6962, section 2.1.1. It
/// runs from the leaf's sibling up to the root's child.
///
/// # Errors
/// Where there is no such leaf or a hash is missing.
pub fn inclusion(hashes: &(impl Hashes + ?Sized), index: u64, size: u64) -> Result<Vec<Digest>, TreeError> {
    checked(size)?;
    if index >= size {
        return Err(TreeError::NoSuchLeaf { index, size });
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + left_size(end - start);
        if index < middle {
            path.push(range(hashes, middle, end)?);
            end = middle;
        } else {
            path.push(range(hashes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `new` leaves begins with the tree of `old` leaves: RFC 6962, section
/// 2.1.2. It is empty where one of them is empty or both are the same.
///
/// # Errors
/// Where the tree shrank or a hash is missing.
pub fn consistency(hashes: &(impl Hashes + ?Sized), old: u64, new: u64) -> Result<Vec<Digest>, TreeError> {
    checked(new)?;
    if old > new {
        return Err(TreeError::Shrunk { old, new });
    }
    let mut path = Vec::new();
    if old == 0 {
        return Ok(path);
    }
    let (mut start, mut end) = (0, new);
    while end != old {
        let middle = start + left_size(end - start);
        if old <= middle {
            path.push(range(hashes, middle, end)?);
            end = middle;
        } else {
            path.push(range(hashes, start, middle)?);
            start = middle;
        }
    }
    // What begins at the first leaf is the old tree itself, whose root the reader has.
    if start != 0 {
        path.push(range(hashes, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks the proof that `leaf` is at `index` in the tree of `size` leaves with this root: RFC 9162,
/// section 2.1.3.2.
///
/// # Errors
/// Where the proof does not prove it.
pub fn verify_inclusion(leaf: &Digest, index: u64, size: u64, path: &[Digest], root: &Digest) -> Result<(), TreeError> {
    checked(size)?;
    if index >= size {
        return Err(TreeError::NoSuchLeaf { index, size });
    }
    let length = TreeError::Length { found: path.len() };
    let mut hash = *leaf;
    // The numbers of the node on the way up and of the last node of its level.
    let (mut node, mut last) = (index, size - 1);
    for sibling in path {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // A last node without a sibling is its own parent, until it has one on the left.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    if hash == *root { Ok(()) } else { Err(TreeError::OtherRoot) }
}

/// Checks the proof that the tree of `new` leaves begins with that of `old` leaves: RFC 9162,
/// section 2.1.4.2.
///
/// # Errors
/// Where the proof does not prove it.
pub fn verify_consistency(
    old: u64,
    old_root: &Digest,
    new: u64,
    new_root: &Digest,
    path: &[Digest],
) -> Result<(), TreeError> {
    checked(new)?;
    if old > new {
        return Err(TreeError::Shrunk { old, new });
    }
    let length = TreeError::Length { found: path.len() };
    if old == 0 || old == new {
        return if !path.is_empty() {
            Err(length)
        } else if old == 0 && *old_root != empty_root() {
            Err(TreeError::OtherOldRoot)
        } else if old == new && old_root != new_root {
            Err(TreeError::OtherRoot)
        } else {
            Ok(())
        };
    }
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    // The old tree itself, where it is a complete subtree, is left out of the proof.
    let (first, rest) = if old.is_power_of_two() { (old_root, path) } else { path.split_first().ok_or(length)? };
    let (mut from_old, mut from_new) = (*first, *first);
    for hash in rest {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            from_old = node_hash(hash, &from_old);
            from_new = node_hash(hash, &from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    if from_old != *old_root {
        return Err(TreeError::OtherOldRoot);
    }
    if from_new == *new_root { Ok(()) } else { Err(TreeError::OtherRoot) }
}

fn checked(size: u64) -> Result<u64, TreeError> {
    if size <= MAX_SIZE { Ok(size) } else { Err(TreeError::TooLarge { size }) }
}

/// How many of at least two leaves are on the left: the largest power of two that is not all.
const fn left_size(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

fn look_up(hashes: &(impl Hashes + ?Sized), node: Node) -> Result<Digest, TreeError> {
    hashes.hash(node).ok_or(TreeError::Missing { node })
}

/// The complete subtrees of which the leaves from `start` to `end` consist, from left to right. The
/// range is one of the tree's own, so that they become smaller and smaller.
fn nodes(start: u64, end: u64) -> impl Iterator<Item = Node> {
    let mut next = start;
    std::iter::from_fn(move || {
        let level = end.checked_sub(next)?.checked_ilog2()?.min(next.trailing_zeros());
        let node = Node { level: u8::try_from(level).ok()?, index: next >> level };
        next += 1 << level;
        Some(node)
    })
}

/// The hash of the leaves from `start` to `end`, a range of the tree's own.
fn range(hashes: &(impl Hashes + ?Sized), start: u64, end: u64) -> Result<Digest, TreeError> {
    let peaks = nodes(start, end).map(|node| look_up(hashes, node)).collect::<Result<Vec<_>, _>>()?;
    Ok(bag(&peaks))
}

/// The root over complete subtrees that become smaller from left to right.
fn bag(peaks: &[Digest]) -> Digest {
    let mut peaks = peaks.iter().rev();
    let last = peaks.next().copied();
    last.map_or_else(empty_root, |last| peaks.fold(last, |right, left| node_hash(left, &right)))
}

/// The root of a complete subtree over hashes of one level; nothing where they are not a power of
/// two.
pub(super) fn fold(hashes: &[Digest]) -> Option<Digest> {
    match hashes {
        [] => None,
        [only] => Some(*only),
        _ if !hashes.len().is_power_of_two() => None,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            Some(node_hash(&fold(left)?, &fold(right)?))
        }
    }
}
