//! Files of a directory, while developing.

use norven_proof::digest::Digest;

use super::Asset;
use crate::server::state::App;

/// Finds a file, in the first encoding there is.
pub async fn find(app: &App, path: &str, encodings: &[(&'static str, &'static str)]) -> Option<Asset> {
    if path.is_empty() || path.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        return None;
    }
    let root = std::path::Path::new(app.leptos.site_root.as_ref());
    for (encoding, ending) in encodings {
        if let Ok(bytes) = tokio::fs::read(root.join(format!("{path}.{ending}"))).await {
            return Some(asset(bytes, Some(encoding)));
        }
    }
    tokio::fs::read(root.join(path)).await.ok().map(|bytes| asset(bytes, None))
}

fn asset(bytes: Vec<u8>, encoding: Option<&'static str>) -> Asset {
    Asset { tag: format!("\"{}\"", Digest::of(&bytes)), bytes: bytes.into(), encoding }
}
