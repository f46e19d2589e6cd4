//! What a report is set from, in files that any program can read.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use norven_proof::digest::Digest;

use crate::support::Sample;

/// Writes the record (`record.json`), its digest, the verify address and the QR code as an SVG path
/// (`content.json`), and the photos (`photos/<id>.jpg`).
pub fn write(sample: &Sample, folder: &Path) -> Result<(), Box<dyn Error>> {
    let photos = folder.join("photos");
    std::fs::create_dir_all(&photos)?;
    for (id, jpeg) in &sample.photos {
        std::fs::write(photos.join(id).with_extension("jpg"), jpeg)?;
    }
    let bytes = sample.bytes();
    let (side, path) = qr(&sample.qr)?;
    let content = serde_json::json!({
        "record": sample.record,
        "digest": Digest::of(&bytes).to_string(),
        "verify": "norven.example/verify",
        "photos_per_row": sample.photos_per_row,
        "qr": { "side": side, "path": path },
    });
    std::fs::write(folder.join("record.json"), &bytes)?;
    std::fs::write(folder.join("content.json"), serde_json::to_vec(&content)?)?;
    Ok(())
}

/// The modules to a side, and the dark ones as a path of unit squares.
fn qr(url: &str) -> Result<(usize, String), Box<dyn Error>> {
    let code = QRBuilder::new(url).ecl(ECL::M).build().map_err(|error| format!("{error:?}"))?;
    let mut path = String::new();
    for y in 0..code.size {
        for (x, module) in code[y].iter().take(code.size).enumerate() {
            if module.value() {
                write!(path, "M{x} {y}h1v1h-1z")?;
            }
        }
    }
    Ok((code.size, path))
}
