//! Making a photo ready to be sent, in the browser: what it says of itself is read first, then it is
//! made smaller, then its digest is taken.

use norven_proof::digest::Digest;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

use super::{
    exif, jpeg,
    model::MAX_PHOTO_BYTES,
    sniff::{self, Kind},
};
use crate::{
    error::{AppError, PhotoProblem},
    features::inspections::model::Position,
};

const JPEG: &str = "image/jpeg";

/// How photos are to be treated.
#[derive(Clone, Copy, Debug)]
pub struct Wishes {
    /// Whether the organisation keeps them as taken.
    pub keep_original: bool,
    /// Longest side of those that are not, in pixels.
    pub side: u32,
    /// Their JPEG quality, in percent.
    pub quality: u8,
    /// Whether the person permits that the place is kept.
    pub keep_position: bool,
}

/// A photo that is ready to be sent.
pub struct Ready {
    /// Its bytes.
    pub blob: Blob,
    /// Their digest.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
    /// When it was taken, by its own data.
    pub taken_at: Option<String>,
    /// Where, with consent.
    pub position: Option<Position>,
}

/// Makes a photo ready.
///
/// # Errors
/// [`AppError::Photo`] where it cannot be taken.
pub async fn prepare(file: &Blob, wishes: Wishes) -> Result<Ready, AppError> {
    let refused = |problem| AppError::Photo { problem };
    // Its size is known before it is read.
    if file.size() > MAX_PHOTO_BYTES as f64 {
        return Err(refused(PhotoProblem::TooManyBytes));
    }
    let damaged = |_| refused(PhotoProblem::Damaged);
    let original = bytes_of(file).await.map_err(damaged)?;
    let kind = sniff::check(&original).map_err(refused)?;
    let facts = exif::facts(&original);
    // Other formats than JPEG are kept as taken only where nothing has to be taken out of them.
    let kept = match (wishes.keep_original, wishes.keep_position, kind) {
        (true, true, Kind::Jpeg) => Some(original),
        (true, false, Kind::Jpeg) => Some(jpeg::without_position(&original).ok_or(refused(PhotoProblem::Damaged))?),
        _ => None,
    };
    let (blob, bytes) = match kept {
        Some(bytes) => (blob_of(&bytes).map_err(damaged)?, bytes),
        None => {
            let blob = smaller(file, wishes).await.map_err(damaged)?;
            let bytes = bytes_of(&blob).await.map_err(damaged)?;
            (blob, bytes)
        }
    };
    Ok(Ready {
        blob,
        sha256: Digest::of(&bytes),
        bytes: bytes.len() as u64,
        taken_at: facts.taken_at,
        position: facts.position.filter(|_| wishes.keep_position),
    })
}

async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, JsValue> {
    Ok(js_sys::Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec())
}

fn blob_of(bytes: &[u8]) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(JPEG);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options)
}

/// The picture upright, at most as long as is wished, as JPEG without any metadata.
async fn smaller(file: &Blob, wishes: Wishes) -> Result<Blob, JsValue> {
    let decoded = leptos::prelude::window().create_image_bitmap_with_blob(file)?;
    let picture: ImageBitmap = JsFuture::from(decoded).await?.dyn_into()?;
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height).max(1);
    let scale = f64::from(wishes.side.min(longest)) / f64::from(longest);
    let scaled = |side: u32| (f64::from(side) * scale).round().max(1.0);

    let canvas: HtmlCanvasElement = leptos::prelude::document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(scaled(width) as u32);
    canvas.set_height(scaled(height) as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    // JPEG knows no transparency: what is transparent becomes paper.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, scaled(width), scaled(height));
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, scaled(width), scaled(height))?;
    picture.close();

    let quality = f64::from(wishes.quality) / 100.0;
    let encoded = js_sys::Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |blob: JsValue| resolve.call1(&JsValue::NULL, &blob));
        drop(canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), JPEG, &quality.into()));
    });
    let blob = JsFuture::from(encoded).await?.dyn_into()?;
    // A canvas without size gives its memory back at once; phones have little.
    canvas.set_width(0);
    canvas.set_height(0);
    Ok(blob)
}
