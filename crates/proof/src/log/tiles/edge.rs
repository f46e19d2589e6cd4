//! Writing the tree to its tiles.

use std::collections::BTreeMap;

use super::{
    Kind, MAX_ENTRY_BYTES, Tile, TileError, Tiles, WIDTH, decode_entries, decode_hashes, encode_entries, encode_hashes,
};
use crate::digest::Digest;
use crate::log::tree::{Frontier, MAX_SIZE, TreeError, leaf_hash};

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its address, and so its path.
    pub tile: Tile,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What the log's single writer keeps in memory: the last, partial files and the tree's right edge.
///
/// Appending a batch costs two hashes an entry, and all that it writes is new files: none that was
/// published is ever written again.
///
/// ```
/// use norven_proof::log::tiles::Edge;
///
/// let mut edge = Edge::new();
/// let files = edge.append(&[b"first".as_slice(), b"second"])?;
/// let paths: Vec<_> = files.iter().map(|file| file.tile.to_string()).collect();
/// assert_eq!(paths, ["tile/0/000.p/2", "tile/entries/000.p/2"]);
/// assert_eq!(edge.size(), 2);
/// # Ok::<(), norven_proof::log::tiles::TileError>(())
/// ```
///
/// Write the files first, then the checkpoint with [`Edge::size`] and [`Edge::root`]. A writer that
/// stops in between appends its batch again: the files are the same, or are not part of any tree that
/// was signed.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    frontier: Frontier,
    /// The hashes of the last, partial tile of each level; empty where it has none.
    hashes: BTreeMap<u8, Vec<Digest>>,
    /// The entries of the last, partial bundle.
    entries: Vec<Vec<u8>>,
}

impl Edge {
    /// The edge of an empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of a log of `size` entries, from its partial files: [`Tile::partial`] lists them.
    ///
    /// # Errors
    /// Where one of them is missing or not what its address says, or where bundle and tile differ.
    pub fn load(size: u64, files: &[File]) -> Result<Self, TileError> {
        let mut tiles = Tiles::new();
        let mut edge = Self::default();
        for File { tile, bytes } in files {
            match tile.kind() {
                Kind::Hashes(level) => {
                    tiles.insert(*tile, bytes)?;
                    edge.hashes.insert(level, decode_hashes(bytes, tile.width())?);
                }
                Kind::Entries => {
                    edge.entries = decode_entries(bytes, tile.width())?.into_iter().map(<[u8]>::to_vec).collect();
                }
            }
        }
        let mut given: Vec<_> = files.iter().map(|file| file.tile).collect();
        given.sort_unstable();
        if given != Tile::partial(size)? {
            return Err(TileError::Address);
        }
        let leaves = edge.hashes.get(&0).map_or(&[][..], Vec::as_slice);
        if !edge.entries.iter().map(|entry| leaf_hash(entry)).eq(leaves.iter().copied()) {
            return Err(TileError::Tree(TreeError::OtherRoot));
        }
        edge.frontier = Frontier::load(&tiles, size)?;
        Ok(edge)
    }

    /// How many entries the log has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> Digest {
        self.frontier.root()
    }

    /// Appends entries and returns the files that the log then has and had not before. Where an
    /// entry is refused, nothing was appended.
    ///
    /// # Errors
    /// Where an entry is too long or the log is full.
    pub fn append<E: AsRef<[u8]>>(&mut self, entries: &[E]) -> Result<Vec<File>, TileError> {
        if let Some(long) = entries.iter().map(|entry| entry.as_ref().len()).find(|bytes| *bytes > MAX_ENTRY_BYTES) {
            return Err(TileError::Entry { bytes: long });
        }
        let old = self.size();
        let new = u64::try_from(entries.len()).ok().and_then(|count| old.checked_add(count)).unwrap_or(u64::MAX);
        if new > MAX_SIZE {
            return Err(TreeError::TooLarge { size: new }.into());
        }
        let mut files = Vec::new();
        let Self { frontier, hashes: levels, entries: bundle } = self;
        for entry in entries.iter().map(AsRef::as_ref) {
            let number = frontier.size() / u64::from(WIDTH);
            frontier.push(leaf_hash(entry), &mut |node, hash| {
                // Of the levels between those of the tiles nothing is stored.
                let Some(kind @ Kind::Hashes(level)) = Kind::of(node) else { return };
                let hashes = levels.entry(level).or_default();
                hashes.push(hash);
                if hashes.len() == usize::from(WIDTH) {
                    let tile = Tile { kind, number: node.index / u64::from(WIDTH), width: WIDTH };
                    files.push(File { tile, bytes: encode_hashes(hashes) });
                    hashes.clear();
                }
            })?;
            bundle.push(entry.to_vec());
            if bundle.len() == usize::from(WIDTH) {
                let tile = Tile { kind: Kind::Entries, number, width: WIDTH };
                files.push(File { tile, bytes: encode_entries(bundle)? });
                bundle.clear();
            }
        }
        for tile in Tile::between(old, new)?.into_iter().filter(|tile| !tile.is_full()) {
            let bytes = match tile.kind() {
                Kind::Hashes(level) => levels.get(&level).map(|hashes| encode_hashes(hashes)).unwrap_or_default(),
                Kind::Entries => encode_entries(bundle)?,
            };
            files.push(File { tile, bytes });
        }
        files.sort_unstable_by_key(|file| file.tile);
        Ok(files)
    }
}
