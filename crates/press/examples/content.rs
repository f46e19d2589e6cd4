//! Writes what the standard report is set from into a folder, for other programs to set: the record
//! (`record.json`), its digest, the verify address and the QR code as an SVG path (`content.json`),
//! and the photos (`photos/<id>.jpg`).
//!
//! `cargo run --release -p norven-press --example content -- target/peers/content`

#[path = "../tests/report/samples.rs"]
mod samples;
#[path = "../tests/report/support.rs"]
mod support;

use std::fmt::Write;
use std::path::PathBuf;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use norven_proof::digest::Digest;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let sample = samples::many("en", 60, 24, (1600, 1200));
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
fn qr(url: &str) -> Result<(usize, String), Box<dyn std::error::Error>> {
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
