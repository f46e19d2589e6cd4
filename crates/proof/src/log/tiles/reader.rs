//! Reading the tree from its tiles.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{HEIGHT, Kind, Tile, TileError, WIDTH, decode_hashes};
use crate::digest::Digest;
use crate::log::tree::{self, Hashes, MAX_SIZE, Node, TreeError};

/// Tiles that were fetched, as the stored hashes of a tree.
///
/// ```
/// use norven_proof::log::tiles::{Edge, Tiles};
/// use norven_proof::log::tree;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let mut edge = Edge::new();
/// # let files = edge.append(&[b"first".as_slice(), b"second"])?;
/// let mut tiles = Tiles::new();
/// for tile in Tiles::for_inclusion(1, 2)? {
///     // from the store, or from the log's address:
///     let bytes = files.iter().find(|file| file.tile == tile).map(|file| &file.bytes);
///     tiles.insert(tile, bytes.ok_or("not found")?)?;
/// }
/// let path = tree::inclusion(&tiles, 1, 2)?;
/// # assert!(tree::verify_inclusion(&tree::leaf_hash(b"second"), 1, 2, &path, &edge.root()).is_ok());
/// # Ok(())
/// # }
/// ```
///
/// Tiles are not checked against a root: what is made of them is, by whoever reads it.
#[derive(Clone, Debug, Default)]
pub struct Tiles(BTreeMap<(u8, u64), Vec<Digest>>);

impl Tiles {
    /// No tiles yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds the bytes of a tile. The widest tile of a number counts.
    ///
    /// # Errors
    /// Where they are not the hashes of such a tile.
    pub fn insert(&mut self, tile: Tile, bytes: &[u8]) -> Result<(), TileError> {
        let Kind::Hashes(level) = tile.kind() else { return Err(TileError::Kind) };
        let hashes = decode_hashes(bytes, tile.width())?;
        let known = self.0.entry((level, tile.number())).or_default();
        if known.len() < hashes.len() {
            *known = hashes;
        }
        Ok(())
    }

    /// The tiles that [`tree::inclusion`] reads, as the tree of this size has them.
    ///
    /// # Errors
    /// Where there is no such leaf.
    pub fn for_inclusion(index: u64, size: u64) -> Result<BTreeSet<Tile>, TreeError> {
        Wanted::by(size, |wanted| tree::inclusion(wanted, index, size).map(drop))
    }

    /// The tiles that [`tree::consistency`] reads, as the newer tree has them.
    ///
    /// # Errors
    /// Where the tree shrank.
    pub fn for_consistency(old: u64, new: u64) -> Result<BTreeSet<Tile>, TreeError> {
        Wanted::by(new, |wanted| tree::consistency(wanted, old, new).map(drop))
    }

    /// The tiles that [`tree::root`] reads: with them a checkpoint can be checked.
    ///
    /// # Errors
    /// Where the tree is too large.
    pub fn for_root(size: u64) -> Result<BTreeSet<Tile>, TreeError> {
        Wanted::by(size, |wanted| tree::root(wanted, size).map(drop))
    }
}

impl Hashes for Tiles {
    fn hash(&self, node: Node) -> Option<Digest> {
        let place = Place::of(node)?;
        tree::fold(self.0.get(&(place.level, place.number))?.get(place.hashes)?)
    }
}

/// Where the hashes of a node stand: between the levels of tiles it is made of several.
struct Place {
    level: u8,
    number: u64,
    hashes: std::ops::Range<usize>,
}

impl Place {
    fn of(node: Node) -> Option<Self> {
        let within = u32::from(node.level) % HEIGHT;
        let first = node.index.checked_mul(1 << within)?;
        let start = usize::try_from(first % u64::from(WIDTH)).ok()?;
        let level = u8::try_from(u32::from(node.level) / HEIGHT).ok()?;
        Some(Self { level, number: first / u64::from(WIDTH), hashes: start..start + (1 << within) })
    }
}

/// Hashes that are not there: it only writes down which tiles hold them.
struct Wanted {
    size: u64,
    tiles: RefCell<BTreeSet<Tile>>,
}

impl Wanted {
    fn by(size: u64, make: impl FnOnce(&Self) -> Result<(), TreeError>) -> Result<BTreeSet<Tile>, TreeError> {
        let wanted = Self { size: size.min(MAX_SIZE), tiles: RefCell::default() };
        make(&wanted)?;
        Ok(wanted.tiles.into_inner())
    }
}

impl Hashes for Wanted {
    fn hash(&self, node: Node) -> Option<Digest> {
        let place = Place::of(node)?;
        let kind = Kind::Hashes(place.level);
        let from_here = kind.count(self.size).checked_sub(place.number.checked_mul(WIDTH.into())?)?;
        let width = u16::try_from(from_here.min(WIDTH.into())).ok()?;
        self.tiles.borrow_mut().insert(Tile::new(kind, place.number, width).ok()?);
        Some(Digest::from_bytes([0; 32]))
    }
}
