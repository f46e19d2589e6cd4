//! Server functions of the audit log.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::{CheckState, EventPage, Filter};
use crate::{error::AppError, ids::EventId, wire::Json};

/// A page of the organisation's log, newest first, of what a filter asks for; without one, of everything.
#[server(input = Json, output = Json)]
pub async fn load_audit_page(filter: Option<Filter>, before: Option<EventId>) -> Result<EventPage, AppError> {
    use crate::server::call;
    call::answer(async { super::view::page(&call::member().await?, &filter.unwrap_or_default(), before).await }).await
}

/// Whether the reader may take the log out as a file now: a file cannot ask for a proof.
#[server(input = Json, output = Json)]
pub async fn may_export_audit() -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::export::may(&call::member().await?) }).await
}

/// Asks for a check of the log.
#[server(input = Json, output = Json)]
pub async fn check_audit() -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::check::ask(&call::member().await?).await }).await
}

/// The check under way, and what the last one found.
#[server(input = Json, output = Json)]
pub async fn load_audit_check() -> Result<CheckState, AppError> {
    use crate::server::call;
    call::answer(async { super::check::state(&call::member().await?).await }).await
}
