//! Files inside the executable.

use std::sync::LazyLock;

use norven_proof::digest::Digest;
use rust_embed::Embed;

use super::{Asset, short};
use crate::server::state::App;

#[derive(Embed)]
#[folder = "target/dist/site"]
struct Site;

/// Finds a file, in the first encoding there is.
pub async fn find(_: &App, path: &str, encodings: &[(&'static str, &'static str)]) -> Option<Asset> {
    for (encoding, ending) in encodings {
        if let Some(file) = Site::get(&format!("{path}.{ending}")) {
            return Some(asset(file, Some(encoding)));
        }
    }
    Site::get(path).map(|file| asset(file, None))
}

/// Names the content of all files together.
pub fn edition(_: &App) -> String {
    static EDITION: LazyLock<String> = LazyLock::new(|| {
        let mut files: Vec<_> = Site::iter().collect();
        files.sort_unstable();
        let hashes = files.iter().filter_map(|path| Site::get(path)).map(|file| file.metadata.sha256_hash());
        short(Digest::of(hashes.flatten().collect::<Vec<u8>>()))
    });
    EDITION.clone()
}

fn asset(file: rust_embed::EmbeddedFile, encoding: Option<&'static str>) -> Asset {
    let tag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    let bytes = match file.data {
        std::borrow::Cow::Borrowed(bytes) => axum::body::Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => bytes.into(),
    };
    Asset { bytes, tag, encoding }
}
