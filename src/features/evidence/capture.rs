//! Making a photo ready to be sent, in the browser: what it says of itself is read first, then it is
//! made smaller, then its digest is taken.

use norven_proof::digest::Digest;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

use super::{
    model::MAX_PHOTO_BYTES,
    plan::{Sent, Wishes, plan, undrawn},
    sniff::Kind,
};
use crate::{
    error::{AppError, PhotoProblem},
    features::inspections::model::Position,
};

const JPEG: &str = "image/jpeg";
/// Most bytes in a file that is read: what is sent of it may be far smaller, and a phone has to hold it.
const MAX_READ_BYTES: f64 = 4.0 * MAX_PHOTO_BYTES as f64;

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
    if file.size() > MAX_READ_BYTES {
        return Err(refused(PhotoProblem::TooManyBytes));
    }
    let damaged = |_| refused(PhotoProblem::Damaged);
    let plan = plan(bytes_of(file).await.map_err(damaged)?, wishes).map_err(refused)?;
    let (blob, bytes) = match plan.sent {
        Sent::AsTaken(bytes) => (blob_of(&bytes).map_err(damaged)?, bytes),
        Sent::Smaller => drawn(file, plan.kind, wishes).await.map_err(damaged)?,
    };
    if bytes.len() > MAX_PHOTO_BYTES {
        return Err(refused(PhotoProblem::TooManyBytes));
    }
    Ok(Ready {
        blob,
        sha256: Digest::of(&bytes),
        bytes: bytes.len() as u64,
        taken_at: plan.facts.taken_at,
        position: plan.facts.position,
    })
}

/// A photo made smaller; or, where the browser cannot draw it and the server may, the picture alone.
async fn drawn(file: &Blob, kind: Kind, wishes: Wishes) -> Result<(Blob, Vec<u8>), JsValue> {
    // The browser goes by what the file is called, unless it is told what it is.
    let named = file.slice_with_f64_and_f64_and_content_type(0.0, file.size(), kind.media_type())?;
    match smaller(&named, wishes).await {
        Ok(blob) => {
            let bytes = bytes_of(&blob).await?;
            Ok((blob, bytes))
        }
        Err(error) if kind != Kind::Jpeg => Err(error),
        Err(error) => match undrawn(&bytes_of(file).await?) {
            Sent::AsTaken(bytes) => Ok((blob_of(&bytes)?, bytes)),
            Sent::Smaller => Err(error),
        },
    }
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

/// The picture upright, at most as long as is wished, as JPEG without any metadata. The canvas is one of sRGB (HTML,
/// 4.12.5): what has a profile is converted while it is drawn.
async fn smaller(file: &Blob, wishes: Wishes) -> Result<Blob, JsValue> {
    let decoded = leptos::prelude::window().create_image_bitmap_with_blob(file)?;
    let picture: ImageBitmap = JsFuture::from(decoded).await?.dyn_into()?;
    let (width, height) = norven_picture::fitted((picture.width(), picture.height()), wishes.side);

    let canvas: HtmlCanvasElement = leptos::prelude::document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    // JPEG knows no transparency: what is transparent becomes paper.
    context.set_fill_style_str("white");
    let (width, height) = (f64::from(width), f64::from(height));
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width, height)?;
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
