//! The server function of the verify page, for people whose browser runs no scripts.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;
use norven_proof::digest::Digest;

use super::model::Registered;
use crate::{error::AppError, wire::Json};

/// The trust document, as JSON: the verify page hands it to the verifier.
#[server(input = Json, output = Json)]
pub async fn load_trust() -> Result<String, AppError> {
    use crate::{platform::fault::Fault, server::call};
    call::answer(async { super::trust::document(&call::app()).await?.to_json().map_err(Fault::internal) }).await
}

/// What the register says of a digest.
#[server(input = Json, output = Json)]
pub async fn look_up_digest(digest: Digest) -> Result<Option<Registered>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::look_up(&call::app(), &call::origin(), digest).await }).await
}
