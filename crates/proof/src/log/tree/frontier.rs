//! The tree's right edge.

use super::{Hashes, Node, TreeError, bag, checked, look_up, node_hash, nodes};
use crate::digest::Digest;

/// The right edge of a tree: all that must be known of it to append to it.
///
/// It holds one hash for every bit that is set in the tree's size: those of the complete subtrees
/// that the tree consists of, from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Digest>,
}

impl Frontier {
    /// The edge of the empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// The edge of the tree of the first `size` leaves.
    ///
    /// # Errors
    /// Where the size is impossible or a hash is missing.
    pub fn load(hashes: &(impl Hashes + ?Sized), size: u64) -> Result<Self, TreeError> {
        let peaks = nodes(0, checked(size)?).map(|node| look_up(hashes, node)).collect::<Result<_, _>>()?;
        Ok(Self { size, peaks })
    }

    /// The edge that was kept as its size and its [`peaks`](Self::peaks).
    ///
    /// # Errors
    /// Where the size is impossible or has another number of peaks.
    pub fn from_peaks(size: u64, peaks: Vec<Digest>) -> Result<Self, TreeError> {
        let expected = nodes(0, checked(size)?).count();
        if peaks.len() == expected { Ok(Self { size, peaks }) } else { Err(TreeError::Length { found: peaks.len() }) }
    }

    /// The hashes of the complete subtrees that the tree consists of, from left to right: with the size,
    /// all that must be kept.
    #[must_use]
    pub fn peaks(&self) -> &[Digest] {
        &self.peaks
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> Digest {
        bag(&self.peaks)
    }

    /// Appends a leaf. `completed` is told every subtree that is complete with it, from the leaf
    /// upwards: what is to be stored.
    ///
    /// # Errors
    /// Where the tree is full.
    pub fn push(&mut self, leaf: Digest, completed: &mut impl FnMut(Node, Digest)) -> Result<(), TreeError> {
        let size = checked(self.size.saturating_add(1))?;
        let mut node = Node { level: 0, index: self.size };
        let mut hash = leaf;
        completed(node, hash);
        // A right half completes its parent, whose left half is the last peak.
        while node.index & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = node_hash(&left, &hash);
            node = node.parent();
            completed(node, hash);
        }
        self.peaks.push(hash);
        self.size = size;
        Ok(())
    }
}
