//! Server functions of the audit log.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::EventPage;
use crate::{error::AppError, ids::EventId, wire::Json};

/// A page of the organisation's log, newest first.
#[server(input = Json, output = Json)]
pub async fn load_audit_page(before: Option<EventId>) -> Result<EventPage, AppError> {
    use crate::server::call;
    call::answer(async { super::service::page(&call::member().await?, before).await }).await
}
