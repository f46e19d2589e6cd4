//! Server functions of evidence. Photos come and go through plain routes (`http`).

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::NewSignature;
use crate::{error::AppError, wire::Json};

/// Signs a finished inspection. Sent twice, it is signed once.
#[server(prefix = "/api/v1", endpoint = "signatures", input = Json, output = Json)]
pub async fn sign_inspection(signature: NewSignature) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::sign(&call::member().await?, &signature).await }).await
}
