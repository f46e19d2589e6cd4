//! The files of the log: [C2SP tlog-tiles](https://c2sp.org/tlog-tiles).
//!
//! A tile is 256 consecutive hashes of the tree, or of its last ones as many as there are: a
//! *partial* tile, which later becomes a full one at another address. On level 0 they are leaf
//! hashes, on level 1 the roots of 256 leaves, on level 2 those of 65,536, and so on; the levels
//! between are computed. The entries themselves come in bundles, numbered like the tiles of level 0.
//!
//! ```
//! use norven_proof::log::tiles::Tile;
//!
//! // A log that grew from 300 entries to 70,000 between two checkpoints has new files:
//! let written: Vec<String> = Tile::between(300, 70_000)?.iter().map(Tile::to_string).collect();
//! assert_eq!(written.len(), 2 * (272 + 1) + 2 + 1);
//! assert_eq!(written.first().map(String::as_str), Some("tile/0/001"));
//! assert_eq!(&written[272..276], ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]);
//! assert_eq!(written.last().map(String::as_str), Some("tile/entries/273.p/112"));
//! # Ok::<(), norven_proof::log::tree::TreeError>(())
//! ```
//!
//! A log's single writer keeps an [`Edge`]; whoever makes a proof asks which tiles it takes
//! ([`Tiles::for_inclusion`], [`Tiles::for_consistency`]), fetches them and makes it.

mod edge;
mod reader;

use std::fmt;
use std::str::FromStr;

pub use edge::{Edge, File};
pub use reader::Tiles;

use super::decimal;
use super::tree::{MAX_SIZE, Node, TreeError};
use crate::digest::{DIGEST_BYTES, Digest};

/// How many hashes a full tile has, and how many entries a full bundle.
pub const WIDTH: u16 = 256;

/// How many levels of the tree a tile spans.
const HEIGHT: u32 = 8;

/// The highest level of a tile: with fewer than 2^63 leaves there is none above.
pub const MAX_LEVEL: u8 = 7;

/// The longest entry in bytes: its length is written in two.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// What is wrong with a tile or a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// A path that no tile has.
    #[error("no tile has this path")]
    Path,
    /// A level, number or width that no tile has.
    #[error("no tile has this level, number and width")]
    Address,
    /// A tile of another length than its width says.
    #[error("a tile of {width} hashes does not have {bytes} bytes")]
    Length {
        /// How many hashes it should have.
        width: u16,
        /// How many bytes it has.
        bytes: usize,
    },
    /// An entry that does not fit into a bundle.
    #[error("an entry of {bytes} bytes is longer than {MAX_ENTRY_BYTES}")]
    Entry {
        /// The entry's length.
        bytes: usize,
    },
    /// A bundle that ends in the middle of an entry, or after fewer or more entries than its width.
    #[error("the bundle does not hold exactly {width} entries")]
    Bundle {
        /// How many entries it should have.
        width: u16,
    },
    /// Entries in the place of hashes, or hashes in that of entries.
    #[error("hashes and entries are different files")]
    Kind,
    /// A tree that is too large, or a hash that is missing.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Hashes of this level.
    Hashes(u8),
    /// Entries.
    Entries,
}

impl Kind {
    /// Which tiles hold the hash of this node itself, where any do.
    fn of(node: Node) -> Option<Self> {
        let level = u8::try_from(u32::from(node.level) / HEIGHT).ok()?;
        u32::from(node.level).is_multiple_of(HEIGHT).then_some(Self::Hashes(level))
    }

    /// How many hashes, or entries, of this kind a tree of `size` leaves has.
    fn count(self, size: u64) -> u64 {
        match self {
            Self::Hashes(level) => size.checked_shr(u32::from(level).saturating_mul(HEIGHT)).unwrap_or(0),
            Self::Entries => size,
        }
    }
}

/// The address of a tile or a bundle: what it holds, its number, and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    kind: Kind,
    number: u64,
    width: u16,
}

impl Tile {
    /// The tile of this kind with this number, from 0, and width, from 1 to [`WIDTH`].
    ///
    /// # Errors
    /// Where no tree has such a tile.
    pub fn new(kind: Kind, number: u64, width: u16) -> Result<Self, TileError> {
        let end = number.checked_mul(WIDTH.into()).and_then(|start| start.checked_add(width.into()));
        let fits = end.is_some_and(|end| end <= kind.count(MAX_SIZE));
        if (1..=WIDTH).contains(&width) && fits { Ok(Self { kind, number, width }) } else { Err(TileError::Address) }
    }

    /// What it holds.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its place among those of its kind, from 0.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// How many hashes or entries it holds.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether it is full, so that it stays when the tree grows.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.width == WIDTH
    }

    /// The files that a tree of `new` leaves has and one of `old` leaves has not, in the order in
    /// which they are listed here: hashes level by level, then entries.
    ///
    /// # Errors
    /// Where the tree shrank or is too large.
    pub fn between(old: u64, new: u64) -> Result<Vec<Self>, TreeError> {
        if new > MAX_SIZE {
            return Err(TreeError::TooLarge { size: new });
        }
        if old > new {
            return Err(TreeError::Shrunk { old, new });
        }
        Ok(kinds().flat_map(|kind| Self::of_kind(kind, kind.count(old), kind.count(new))).collect())
    }

    /// The partial files of a tree of `size` leaves: what its writer must read to go on
    /// ([`Edge::load`]).
    ///
    /// # Errors
    /// Where the tree is too large.
    pub fn partial(size: u64) -> Result<Vec<Self>, TreeError> {
        if size > MAX_SIZE {
            return Err(TreeError::TooLarge { size });
        }
        Ok(kinds().filter_map(|kind| Self::last_partial(kind, kind.count(size))).collect())
    }

    fn last_partial(kind: Kind, count: u64) -> Option<Self> {
        let width = u16::try_from(count % u64::from(WIDTH)).ok()?;
        Self::new(kind, count / u64::from(WIDTH), width).ok()
    }

    /// The tiles of one kind that hold the hashes or entries from `old` to `new`.
    fn of_kind(kind: Kind, old: u64, new: u64) -> impl Iterator<Item = Self> {
        let wide = u64::from(WIDTH);
        let full = (old / wide..new / wide).map(move |number| Self { kind, number, width: WIDTH });
        full.chain((old < new).then(|| Self::last_partial(kind, new)).flatten())
    }
}

fn kinds() -> impl Iterator<Item = Kind> {
    (0..=MAX_LEVEL).map(Kind::Hashes).chain([Kind::Entries])
}

/// The file's path under the log's address.
impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Hashes(level) => write!(f, "tile/{level}/")?,
            Kind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = Vec::new();
        let mut rest = self.number / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        groups.iter().rev().try_for_each(|group| write!(f, "x{group:03}/"))?;
        write!(f, "{:03}", self.number % 1000)?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

impl FromStr for Tile {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        let (kind, rest) = path.strip_prefix("tile/").and_then(|path| path.split_once('/')).ok_or(TileError::Path)?;
        let kind = match kind {
            "entries" => Kind::Entries,
            level => Kind::Hashes(decimal(level).and_then(|level| level.try_into().ok()).ok_or(TileError::Path)?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, decimal(width).ok_or(TileError::Path)?),
            None => (rest, WIDTH.into()),
        };
        let number = number.split('/').try_fold(0u64, |number, group| {
            let digits = group.strip_prefix('x').unwrap_or(group);
            let value = digits.parse::<u64>().ok()?;
            number.checked_mul(1000)?.checked_add(value)
        });
        let width = u16::try_from(width).map_err(|_| TileError::Path)?;
        let tile = Self::new(kind, number.ok_or(TileError::Path)?, width)?;
        // Groups, zeros and the suffix have one spelling.
        if tile.to_string() == path { Ok(tile) } else { Err(TileError::Path) }
    }
}

/// Hashes as the bytes of a tile: one after the other.
#[must_use]
pub fn encode_hashes(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(Digest::as_bytes).copied().collect()
}

/// The hashes in the bytes of a tile.
///
/// # Errors
/// Where the bytes are not `width` hashes.
pub fn decode_hashes(bytes: &[u8], width: u16) -> Result<Vec<Digest>, TileError> {
    let (hashes, rest) = bytes.as_chunks::<DIGEST_BYTES>();
    if hashes.len() == usize::from(width) && rest.is_empty() {
        Ok(hashes.iter().copied().map(Digest::from_bytes).collect())
    } else {
        Err(TileError::Length { width, bytes: bytes.len() })
    }
}

/// Entries as the bytes of a bundle: each after its length, two bytes, big endian.
///
/// # Errors
/// Where an entry is too long.
pub fn encode_entries<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, TileError> {
    let mut bytes = Vec::new();
    for entry in entries.iter().map(AsRef::as_ref) {
        let length = u16::try_from(entry.len()).map_err(|_| TileError::Entry { bytes: entry.len() })?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries in the bytes of a bundle.
///
/// # Errors
/// Where the bytes are not `width` entries.
pub fn decode_entries(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, TileError> {
    let error = TileError::Bundle { width };
    let mut entries = Vec::with_capacity(width.into());
    let mut rest = bytes;
    for _ in 0..width {
        let (length, after) = rest.split_first_chunk().ok_or(error)?;
        let (entry, after) = after.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(error)?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() { Ok(entries) } else { Err(error) }
}
