//! Reading a file piece by piece: with progress, and in constant memory where it is too large to be
//! a report.

use js_sys::Uint8Array;
use norven_proof::digest::{Digest, Hasher};
use norven_proof::envelope::MAX_FILE_BYTES;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// How much is read at a time.
const PIECE: u32 = 2 * 1024 * 1024;

/// What was read.
pub enum Read {
    /// The whole file.
    Whole(Vec<u8>),
    /// Only its digest: it is larger than any report.
    Digest(Digest),
}

/// Reads a file. `progress` hears how many bytes were read, and says whether to go on.
///
/// # Errors
/// Where the browser cannot read the file: it was moved, or lies in a cloud that is out of reach.
pub async fn read(file: &Blob, progress: impl Fn(f64) -> bool) -> Result<Option<Read>, JsValue> {
    let total = file.size();
    if total > MAX_FILE_BYTES as f64 {
        return Ok(digest(file, progress).await?.map(Read::Digest));
    }
    let mut bytes = Vec::new();
    // A device that has not so much memory left says so instead of giving up the page.
    bytes.try_reserve_exact(total as usize).map_err(|_| JsValue::NULL)?;
    let go_on = pieces(file, progress, |piece| {
        let start = bytes.len();
        bytes.resize(start + piece.length() as usize, 0);
        piece.copy_to(&mut bytes[start..]);
    });
    Ok(if go_on.await? { Some(Read::Whole(bytes)) } else { None })
}

async fn digest(file: &Blob, progress: impl Fn(f64) -> bool) -> Result<Option<Digest>, JsValue> {
    let mut hasher = Hasher::new();
    let mut room = vec![0; PIECE as usize];
    let go_on = pieces(file, progress, |piece| {
        let bytes = &mut room[..piece.length() as usize];
        piece.copy_to(bytes);
        hasher.update(bytes);
    });
    Ok(if go_on.await? { Some(hasher.finish()) } else { None })
}

/// Hands over one piece after the other; false where it was told to stop.
async fn pieces(
    file: &Blob,
    progress: impl Fn(f64) -> bool,
    mut take: impl FnMut(Uint8Array),
) -> Result<bool, JsValue> {
    let total = file.size();
    let mut read = 0.0;
    while read < total {
        let end = total.min(read + f64::from(PIECE));
        let slice = file.slice_with_f64_and_f64(read, end)?;
        take(Uint8Array::new(&JsFuture::from(slice.array_buffer()).await?));
        read = end;
        if !progress(read) {
            return Ok(false);
        }
    }
    Ok(true)
}
