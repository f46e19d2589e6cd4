//! Reading a file piece by piece: with progress, and in constant memory where it is too large to be
//! a report.

use js_sys::{Promise, Reflect, Uint8Array};
use norven_proof::digest::{Digest, Hasher};
use norven_proof::envelope::MAX_FILE_BYTES;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader};

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
    let mut room = Vec::new();
    let go_on = pieces(file, progress, |piece| {
        room.resize(piece.length() as usize, 0);
        piece.copy_to(&mut room);
        hasher.update(&room);
    });
    Ok(if go_on.await? { Some(hasher.finish()) } else { None })
}

/// Hands over one piece after the other, of the size that the browser likes; false where it was told to stop. The
/// next piece is on its way while one is worked on.
async fn pieces(
    file: &Blob,
    progress: impl Fn(f64) -> bool,
    mut take: impl FnMut(Uint8Array),
) -> Result<bool, JsValue> {
    let reader: ReadableStreamDefaultReader = file.stream().get_reader().unchecked_into();
    let mut read = 0.0;
    let mut next = reader.read();
    while let Some(piece) = piece(next).await? {
        next = reader.read();
        read += f64::from(piece.length());
        take(piece);
        if !progress(read) {
            drop(reader.cancel());
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a stream gave; nothing at its end.
async fn piece(given: Promise) -> Result<Option<Uint8Array>, JsValue> {
    let given = JsFuture::from(given).await?;
    let value = Reflect::get(&given, &"value".into())?;
    Ok(if value.is_undefined() { None } else { Some(value.unchecked_into()) })
}
