//! Server functions of the search.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::Hit;
use crate::{error::AppError, wire::Json};

/// What a text finds in the organisation, as far as the reader sees it.
#[server(input = Json, output = Json)]
pub async fn search(text: String) -> Result<Vec<Hit>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::search(&call::member().await?, &text).await }).await
}
