//! A report near the largest that is read: 300 items and 200 photos of about a megabyte each, which
//! are made one at a time, as a server fetches them.

use std::borrow::Cow;
use std::error::Error;
use std::io;
use std::path::Path;
use std::time::Instant;

use norven_press::{Brand, Layout, Photos, Report, render};
use norven_proof::digest::Digest;
use norven_proof::record::{Shown, content_digest};
use norven_proof::verify::verify;

use super::sealing::Sealer;
use super::{PHOTO, peak_memory, print, samples, support};

/// Bytes of a photo: what a busy picture of 2048 pixels has.
const PHOTO_BYTES: usize = 1_000_000;

struct Largest(Vec<u8>);

impl Largest {
    /// The picture, and behind it bytes that no two photos have in common.
    fn photo(&self, id: &str) -> Vec<u8> {
        let mut photo = self.0.clone();
        let mut state = id.bytes().fold(1_u64, |state, byte| state.wrapping_mul(257).wrapping_add(u64::from(byte)));
        while photo.len() < PHOTO_BYTES {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            photo.push(state.to_be_bytes()[0]);
        }
        photo
    }
}

impl Photos for Largest {
    fn jpeg(&self, file_id: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        Ok(Some(Cow::Owned(self.photo(file_id))))
    }
}

/// Sets, seals and verifies it, and prints how long each takes and how much memory the process has
/// held by then, in parts of the file's size. With a folder, the file and whom to trust go there.
pub fn measured(folder: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let photos = Largest(support::jpeg(PHOTO.0, PHOTO.1, 1));
    let mut sample = samples::extreme((8, 6));
    sample.photos.clear();
    for file in &mut sample.record.core.files {
        let jpeg = photos.photo(&file.id);
        file.shown = Shown { sha256: Digest::of(&jpeg), bytes: jpeg.len() as u64, width: PHOTO.0, height: PHOTO.1 };
    }
    let core = sample.record.core.digest()?;
    for signature in &mut sample.record.signatures {
        signature.core_sha256 = core;
    }
    let bytes = sample.record.to_bytes()?;
    let content = content_digest(&bytes);
    let sealer = Sealer::new(&sample.record.issued_at)?;
    let trust = sealer.trust(&sample.record.issued_at)?;
    let report = Report {
        faces: &sample.faces,
        record: &sample.record,
        record_bytes: &bytes,
        content_sha256: content,
        verify_address: "https://norven.example/verify",
        qr: &sample.qr,
        photos: &photos,
        brand: Brand { colour: [185, 71, 43], logo: None },
        layout: Layout { photos_per_row: sample.photos_per_row },
    };

    let start = Instant::now();
    let pdf = render(&report)?.pdf;
    let size = pdf.len() as f64;
    print("report_size_largest", "bytes", size);
    let told = |what: &str, start: Instant| {
        print(&format!("report_{what}_largest"), "ms", start.elapsed().as_secs_f64() * 1000.0);
        if let Some(peak) = peak_memory() {
            print(&format!("report_memory_{what}_largest"), "ratio to output", peak as f64 / size);
        }
    };
    told("render", start);
    let start = Instant::now();
    let pdf = sealer.seal(pdf, content)?;
    told("seal", start);
    let start = Instant::now();
    let verdict = verify(&pdf, &trust, None, &sample.record.issued_at);
    told("verify", start);
    if !verdict.is_issued() {
        return Err(format!("it is not issued: {verdict:?}").into());
    }
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("largest.pdf"), pdf)?;
        std::fs::write(folder.join("trust.json"), serde_json::to_vec(&trust)?)?;
    }
    Ok(())
}
