//! Web Authentication, level 3: options and answers are JSON, which the browser itself turns to and fro (section 5.1).

use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{
    error::{AppError, PasskeyProblem},
    features::identity::model::Ceremony,
};

const PARSE_NEW: &str = "parseCreationOptionsFromJSON";
const PARSE_KNOWN: &str = "parseRequestOptionsFromJSON";

/// Whether this browser has passkeys.
pub fn is_supported() -> bool {
    method(&interface(), PARSE_NEW).is_ok() && method(&interface(), PARSE_KNOWN).is_ok()
}

/// Has the device make a passkey.
///
/// # Errors
/// [`AppError::Passkey`].
pub async fn make(asked: &Ceremony) -> Result<String, AppError> {
    run(asked, PARSE_NEW, "create").await.map_err(|error| told(&error))
}

/// Has one of the device's passkeys answer.
///
/// # Errors
/// [`AppError::Passkey`].
pub async fn answer(asked: &Ceremony) -> Result<String, AppError> {
    run(asked, PARSE_KNOWN, "get").await.map_err(|error| told(&error))
}

async fn run(Ceremony(options): &Ceremony, parse: &str, verb: &str) -> Result<String, JsValue> {
    let options = method(&interface(), parse)?.call1(&interface(), &JSON::parse(options)?)?;
    let argument = Object::new();
    Reflect::set(&argument, &"publicKey".into(), &options)?;
    let credentials = Reflect::get(&window().navigator(), &"credentials".into())?;
    let asked: Promise = method(&credentials, verb)?.call1(&credentials, &argument)?.dyn_into()?;
    Ok(JSON::stringify(&JsFuture::from(asked).await?)?.into())
}

/// `PublicKeyCredential`, where the browser has it.
fn interface() -> JsValue {
    Reflect::get(&window(), &"PublicKeyCredential".into()).unwrap_or(JsValue::UNDEFINED)
}

fn method(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}

/// The device's refusal, by the name of its exception (section 5.1.3).
fn told(error: &JsValue) -> AppError {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    let problem = match name.as_deref() {
        Some("InvalidStateError") => PasskeyProblem::Known,
        Some("NotAllowedError" | "AbortError") => PasskeyProblem::NotConfirmed,
        _ => PasskeyProblem::Unsupported,
    };
    AppError::Passkey { problem }
}
