//! Asking the register about a digest.

use js_sys::{Date, Object, Reflect};
use norven_proof::digest::Digest;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::verdict::{Entry, Reply};

/// What the register says of a digest. Only the digest is sent.
pub async fn ask(digest: Digest, language: &str) -> Reply {
    answer(digest, language).await.unwrap_or(Reply::Silent)
}

async fn answer(digest: Digest, language: &str) -> Result<Reply, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str(&format!("/api/v1/digests/{digest}"))).await?;
    let response: Response = response.dyn_into()?;
    if response.status() == 429 {
        let wait = response.headers().get("retry-after")?;
        return Ok(Reply::Busy(wait.and_then(|seconds| seconds.parse().ok()).unwrap_or(60)));
    }
    if !response.ok() {
        return Ok(Reply::Silent);
    }
    let answer = JsFuture::from(response.json()?).await?;
    match Reflect::get(&answer, &"known".into())?.as_bool() {
        Some(true) => Ok(Reply::Known(entry(&Reflect::get(&answer, &"entry".into())?, language)?)),
        Some(false) => Ok(Reply::Unknown),
        // Something else than the register answered, such as the sign-in page of a hotel's network.
        None => Ok(Reply::Silent),
    }
}

fn entry(entry: &JsValue, language: &str) -> Result<Entry, JsValue> {
    let text = |name: &str| Ok::<_, JsValue>(Reflect::get(entry, &name.into())?.as_string().unwrap_or_default());
    Ok(Entry {
        is_file: text("kind")? == "file",
        issuer: text("issuer")?,
        number: text("number")?,
        revision: Reflect::get(entry, &"revision".into())?.as_f64().unwrap_or_default().to_string(),
        issued: date(&text("issued_at")?, language)?,
    })
}

/// `22 Nov 2026, 10:53`, in UTC.
fn date(instant: &str, language: &str) -> Result<String, JsValue> {
    let options = Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short"), ("timeZone", "UTC")] {
        Reflect::set(&options, &name.into(), &value.into())?;
    }
    // British English puts the day first, as all texts here do.
    let language = if language == "en" { "en-GB" } else { language };
    Ok(Date::new(&instant.into()).to_locale_string(language, &options).into())
}
