//! Files of a directory, while developing.

use norven_proof::digest::Digest;

use super::{Asset, short};
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

/// Names the content of all files together, as far as their lengths and times tell: they are made anew while developing.
pub fn edition(app: &App) -> String {
    let mut files = Vec::new();
    list(std::path::Path::new(app.leptos.site_root.as_ref()), &mut files);
    files.sort_unstable();
    short(Digest::of(format!("{files:?}")))
}

/// The files below a folder: path, length and time.
fn list(folder: &std::path::Path, found: &mut Vec<(std::path::PathBuf, u64, Option<std::time::SystemTime>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => list(&entry.path(), found),
            Ok(metadata) => found.push((entry.path(), metadata.len(), metadata.modified().ok())),
            Err(_) => {}
        }
    }
}

fn asset(bytes: Vec<u8>, encoding: Option<&'static str>) -> Asset {
    Asset { tag: format!("\"{}\"", Digest::of(&bytes)), bytes: bytes.into(), encoding }
}
