//! Files inside the executable.

use rust_embed::Embed;

use super::Asset;
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

fn asset(file: rust_embed::EmbeddedFile, encoding: Option<&'static str>) -> Asset {
    let tag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    let bytes = match file.data {
        std::borrow::Cow::Borrowed(bytes) => axum::body::Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => bytes.into(),
    };
    Asset { bytes, tag, encoding }
}
