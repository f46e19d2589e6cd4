//! Reading a file piece by piece, so that its size does not matter.

use js_sys::Uint8Array;
use norven_proof::digest::{Digest, Hasher};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// How much is held at a time.
const PIECE: u32 = 2 * 1024 * 1024;

/// The digest of a file. `progress` hears how many bytes were read, and says whether to go on.
///
/// # Errors
/// Where the browser cannot read the file: it was moved, or lies in a cloud that is out of reach.
pub async fn digest(file: &Blob, progress: impl Fn(f64) -> bool) -> Result<Option<Digest>, JsValue> {
    let total = file.size();
    let mut hasher = Hasher::new();
    let mut piece = vec![0; PIECE as usize];
    let mut read = 0.0;
    while read < total {
        let end = total.min(read + f64::from(PIECE));
        let slice = file.slice_with_f64_and_f64(read, end)?;
        let bytes = Uint8Array::new(&JsFuture::from(slice.array_buffer()).await?);
        let length = bytes.length();
        let piece = &mut piece[..length as usize];
        bytes.copy_to(piece);
        hasher.update(piece);
        read = end;
        if !progress(read) {
            return Ok(None);
        }
    }
    Ok(Some(hasher.finish()))
}
