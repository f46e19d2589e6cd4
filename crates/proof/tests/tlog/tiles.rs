use std::collections::{BTreeMap, BTreeSet};

use norven_proof::digest::Digest;
use norven_proof::log::tiles::{
    Edge, File, Kind, Tile, TileError, Tiles, decode_entries, decode_hashes, encode_entries, encode_hashes,
};
use norven_proof::log::tree::{
    Hashes, MAX_SIZE, Node, TreeError, consistency, inclusion, leaf_hash, root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

fn tile(kind: Kind, number: u64, width: u16) -> Tile {
    Tile::new(kind, number, width).expect("a tile")
}

/// The files of a log, as its store has them.
#[derive(Default)]
struct Store(BTreeMap<Tile, Vec<u8>>);

impl Store {
    fn put(&mut self, files: Vec<File>) {
        for File { tile, bytes } in files {
            assert_eq!(self.0.insert(tile, bytes), None, "{tile} was written before");
        }
    }

    fn tiles(&self, wanted: BTreeSet<Tile>) -> Tiles {
        let mut tiles = Tiles::new();
        for tile in wanted {
            tiles.insert(tile, &self.0[&tile]).expect("a tile");
        }
        tiles
    }

    fn partial(&self, size: u64) -> Vec<File> {
        let partial = Tile::partial(size).expect("a size");
        partial.into_iter().map(|tile| File { tile, bytes: self.0[&tile].clone() }).collect()
    }
}

fn entries(range: std::ops::Range<u64>) -> Vec<String> {
    range.map(|i| format!("entry {i}")).collect()
}

#[test]
fn paths_are_those_of_the_specification() {
    for (tile, path) in [
        (tile(Kind::Hashes(0), 1_234_067, 256), "tile/0/x001/x234/067"),
        (tile(Kind::Hashes(0), 0, 1), "tile/0/000.p/1"),
        (tile(Kind::Hashes(7), 0, 127), "tile/7/000.p/127"),
        (tile(Kind::Hashes(1), 999, 255), "tile/1/999.p/255"),
        (tile(Kind::Entries, 1000, 256), "tile/entries/x001/000"),
        (tile(Kind::Entries, 273, 112), "tile/entries/273.p/112"),
    ] {
        assert_eq!(tile.to_string(), path);
        assert_eq!(path.parse(), Ok(tile));
    }
}

#[test]
fn what_is_no_path_is_refused() {
    for path in [
        "",
        "tile/0",
        "tile/0/",
        "tile//000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/1/000",
        "tile/0/x000/000",
        "tile/0/x001/000/",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/+01",
        "tile/0/-01",
        "tile/00/000",
        "tile/8/000",
        "tile/256/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/7/000",
        "/tile/0/000",
        "tile/entry/000",
        "tile/0/../../checkpoint",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert!(path.parse::<Tile>().is_err(), "{path}");
    }
}

#[test]
fn a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() {
    let hashes: Vec<_> =
        Tile::between(0, 70_000).expect("sizes").into_iter().filter(|it| it.kind() != Kind::Entries).collect();
    let full = |level| hashes.iter().filter(|it| it.kind() == Kind::Hashes(level) && it.is_full()).count();
    assert_eq!((full(0), full(1), full(2)), (273, 1, 0));
    let partial: Vec<_> = hashes.iter().filter(|it| !it.is_full()).map(Tile::to_string).collect();
    assert_eq!(partial, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);

    let small: Vec<_> = Tile::between(0, 256).expect("sizes").iter().map(Tile::to_string).collect();
    assert_eq!(small, ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]);
}

#[test]
fn a_growth_that_is_none_writes_nothing_and_a_shrinking_one_is_refused() {
    assert_eq!(Tile::between(300, 300), Ok(vec![]));
    assert_eq!(Tile::between(2, 1), Err(TreeError::Shrunk { old: 2, new: 1 }));
    assert_eq!(Tile::between(0, u64::MAX), Err(TreeError::TooLarge { size: u64::MAX }));
    assert_eq!(Tile::partial(u64::MAX), Err(TreeError::TooLarge { size: u64::MAX }));
    let last = Tile::between(MAX_SIZE - 1, MAX_SIZE).map(|tiles| tiles.len());
    assert_eq!(last, Ok(2));
}

#[test]
fn bundles_and_tiles_are_read_only_whole() {
    let entries: [&[u8]; 3] = [b"", b"a", &[7; 300]];
    let bytes = encode_entries(&entries).expect("short entries");
    assert_eq!(bytes[..6], [0, 0, 0, 1, b'a', 1]);
    assert_eq!(decode_entries(&bytes, 3).as_deref(), Ok(&entries[..]));
    for width in [0, 2, 4, 256] {
        assert_eq!(decode_entries(&bytes, width), Err(TileError::Bundle { width }));
    }
    for end in 0..bytes.len() {
        assert_eq!(decode_entries(&bytes[..end], 3), Err(TileError::Bundle { width: 3 }));
    }
    assert_eq!(encode_entries(&[vec![0; 65_536]]), Err(TileError::Entry { bytes: 65_536 }));

    let hashes = super::leaves(3);
    let bytes = encode_hashes(&hashes);
    assert_eq!(decode_hashes(&bytes, 3), Ok(hashes));
    for width in [2, 4] {
        assert_eq!(decode_hashes(&bytes, width), Err(TileError::Length { width, bytes: 96 }));
    }
    assert_eq!(decode_hashes(&bytes[1..], 3), Err(TileError::Length { width: 3, bytes: 95 }));
    let more = [&bytes[..], b"\0"].concat();
    assert_eq!(decode_hashes(&more, 3), Err(TileError::Length { width: 3, bytes: 97 }));
}

#[test]
fn a_log_that_grew_past_two_levels_proves_everything_from_its_tiles() {
    let (mut edge, mut store) = (Edge::new(), Store::default());
    let sizes = [1u64, 2, 255, 256, 257, 511, 65_535, 65_536, 65_600];
    let mut roots = Vec::new();
    for size in sizes {
        store.put(edge.append(&entries(edge.size()..size)).expect("entries"));
        assert_eq!(edge.size(), size);
        roots.push(edge.root());
        // A writer that starts anew goes on where the last one stopped.
        edge = Edge::load(size, &store.partial(size)).expect("an edge");
        assert_eq!((edge.size(), edge.root()), (size, roots[roots.len() - 1]));
    }
    for (size, root_of) in sizes.into_iter().zip(&roots) {
        let tiles = store.tiles(Tiles::for_root(size).expect("a size"));
        assert_eq!(root(&tiles, size), Ok(*root_of));
        for index in [0, 1, 255, 256, 300, 65_535, 65_599].into_iter().filter(|index| *index < size) {
            let wanted = Tiles::for_inclusion(index, size).expect("a leaf");
            assert!(wanted.len() <= 5, "{wanted:?}");
            let path = inclusion(&store.tiles(wanted), index, size).expect("a proof");
            let leaf = leaf_hash(format!("entry {index}").as_bytes());
            assert_eq!(verify_inclusion(&leaf, index, size, &path, root_of), Ok(()), "{index} of {size}");
        }
        for (old, old_root) in sizes.into_iter().zip(&roots).filter(|(old, _)| *old <= size) {
            let tiles = store.tiles(Tiles::for_consistency(old, size).expect("sizes"));
            let path = consistency(&tiles, old, size).expect("a proof");
            assert_eq!(verify_consistency(old, old_root, size, root_of, &path), Ok(()), "{old} to {size}");
        }
    }
}

#[test]
fn an_append_that_is_refused_changes_nothing() {
    let mut edge = Edge::new();
    edge.append(&["first"]).expect("an entry");
    let before = (edge.size(), edge.root());
    assert_eq!(edge.append(&[vec![0; 10], vec![0; 65_536]]), Err(TileError::Entry { bytes: 65_536 }));
    assert_eq!((edge.size(), edge.root()), before);
    assert_eq!(edge.append::<&str>(&[]), Ok(vec![]));
}

#[test]
fn a_full_log_takes_no_more() {
    let bundle = entries(0..255);
    let leaves: Vec<_> = bundle.iter().map(|entry| leaf_hash(entry.as_bytes())).collect();
    let files = Tile::partial(MAX_SIZE - 1).expect("a size").into_iter().map(|tile| {
        let width = usize::from(tile.width());
        let bytes = match tile.kind() {
            Kind::Hashes(_) => encode_hashes(&leaves[..width]),
            Kind::Entries => encode_entries(&bundle[..width]).expect("entries"),
        };
        File { tile, bytes }
    });
    let mut edge = Edge::load(MAX_SIZE - 1, &files.collect::<Vec<_>>()).expect("an edge");
    let before = edge.root();
    assert_eq!(edge.append(&["one", "two"]), Err(TreeError::TooLarge { size: MAX_SIZE + 1 }.into()));
    assert_eq!((edge.size(), edge.root()), (MAX_SIZE - 1, before));
    assert_eq!(edge.append(&["one"]).map(|files| files.len()), Ok(2));
    assert_eq!(edge.append(&["two"]), Err(TreeError::TooLarge { size: MAX_SIZE + 1 }.into()));
}

#[test]
fn an_edge_is_loaded_only_from_files_that_fit() {
    let (mut edge, mut store) = (Edge::new(), Store::default());
    store.put(edge.append(&entries(0..300)).expect("entries"));
    let files = store.partial(300);
    assert!(Edge::load(300, &files).is_ok());
    for i in 0..files.len() {
        let mut less = files.clone();
        less.remove(i);
        assert!(Edge::load(300, &less).is_err());
        let mut twice = files.clone();
        twice.push(files[i].clone());
        assert!(Edge::load(300, &twice).is_err());
    }
    let mut other = files.clone();
    let bundle = other.iter_mut().find(|file| file.tile.kind() == Kind::Entries).expect("a bundle");
    bundle.bytes[2] ^= 1;
    assert_eq!(Edge::load(300, &other).map(drop), Err(TileError::Tree(TreeError::OtherRoot)));
    assert!(Edge::load(299, &files).is_err());
    assert!(Edge::load(u64::MAX, &[]).is_err());
    assert!(Edge::load(0, &[]).is_ok_and(|edge| edge.size() == 0));
}

#[test]
fn tiles_answer_only_for_what_they_hold() {
    let mut tiles = Tiles::new();
    let hashes = super::leaves(5);
    assert_eq!(tiles.insert(tile(Kind::Entries, 0, 5), &[]), Err(TileError::Kind));
    tiles.insert(tile(Kind::Hashes(0), 0, 5), &encode_hashes(&hashes)).expect("a tile");
    // A narrower one that comes later takes nothing away.
    tiles.insert(tile(Kind::Hashes(0), 0, 2), &encode_hashes(&hashes[..2])).expect("a tile");
    assert_eq!(tiles.hash(Node { level: 2, index: 0 }), root(hashes.as_slice(), 4).ok());
    for node in [(0, 5), (1, 2), (3, 0), (8, 0), (0, u64::MAX), (7, u64::MAX), (255, u64::MAX)] {
        assert_eq!(tiles.hash(Node { level: node.0, index: node.1 }), None, "{node:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn batches_of_any_size_write_the_same_tree(batches in prop::collection::vec(0..400u64, 1..6)) {
        let (mut edge, mut store) = (Edge::new(), Store::default());
        for batch in batches {
            let old = edge.size();
            let files = edge.append(&entries(old..old + batch))?;
            let written: Vec<_> = files.iter().map(|file| file.tile).collect();
            prop_assert_eq!(written, Tile::between(old, old + batch)?);
            store.put(files);
        }
        let size = edge.size();
        let all: Vec<Digest> = entries(0..size).iter().map(|entry| leaf_hash(entry.as_bytes())).collect();
        prop_assert_eq!(edge.root(), root(all.as_slice(), size)?);
        let mut bundled = Vec::new();
        for tile in Tile::between(0, size)? {
            let bytes = &store.0[&tile];
            match tile.kind() {
                Kind::Entries => bundled.extend(decode_entries(bytes, tile.width())?.into_iter().map(<[u8]>::to_vec)),
                Kind::Hashes(level) => for (hash, index) in decode_hashes(bytes, tile.width())?.into_iter().zip(tile.number() * 256..) {
                    prop_assert_eq!(Some(hash), all.as_slice().hash(Node { level: level * 8, index }));
                }
            }
        }
        prop_assert_eq!(bundled, entries(0..size).into_iter().map(String::into_bytes).collect::<Vec<_>>());
    }

    #[test]
    fn every_path_is_read_as_it_is_written(level in 0..=8u8, number in 0..MAX_SIZE >> 8, shift in 0..56u32, width in 1..=256u16) {
        let kind = if level == 8 { Kind::Entries } else { Kind::Hashes(level) };
        if let Ok(tile) = Tile::new(kind, number >> shift, width) {
            prop_assert_eq!(tile.to_string().parse(), Ok(tile));
        }
    }

    #[test]
    fn a_text_is_a_path_only_as_the_tile_writes_it(path in "tile/([0-9]{1,2}|entries)/(x?[0-9]{1,4}/){0,3}[0-9]{2,3}(\\.p/[0-9]{1,3})?") {
        if let Ok(tile) = path.parse::<Tile>() {
            prop_assert_eq!(tile.to_string(), path);
        }
    }

    #[test]
    fn whatever_a_bundle_holds_it_is_answered(bytes: Vec<u8>, width in 0..=256u16) {
        if let Ok(entries) = decode_entries(&bytes, width) {
            prop_assert_eq!(encode_entries(&entries), Ok(bytes));
        }
    }
}
