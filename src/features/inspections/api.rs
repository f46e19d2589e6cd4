//! Server functions of inspections. `commands` has a fixed, versioned address: a page that was loaded
//! before an update may still call it.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::action_query::{ActionPage, ActionQuery};
use super::model::{Batch, BatchReply, Choices, Inspection, NewInspection, Overview, Whose};
use super::query::{InspectionPage, InspectionQuery};
use crate::{
    error::AppError,
    ids::{ActionId, InspectionId},
    wire::Json,
};

/// What the overview shows.
#[server(input = Json, output = Json)]
pub async fn load_overview() -> Result<Overview, AppError> {
    use crate::server::call;
    call::answer(async { super::service::overview(&call::member().await?).await }).await
}

/// A page of the inspections that a query asks for; of all, where none is given.
#[server(input = Json, output = Json)]
pub async fn list_inspections(query: Option<InspectionQuery>) -> Result<InspectionPage, AppError> {
    use crate::server::call;
    call::answer(async { super::service::page(&call::member().await?, &query.unwrap_or_default()).await }).await
}

/// What lists of inspections, reports and actions can be narrowed to.
#[server(input = Json, output = Json)]
pub async fn list_choices() -> Result<Choices, AppError> {
    use crate::server::call;
    call::answer(async { super::service::choices(&call::member().await?).await }).await
}

/// A page of the actions that a query asks for, the most urgent first.
#[server(input = Json, output = Json)]
pub async fn list_actions(query: Option<ActionQuery>) -> Result<ActionPage, AppError> {
    use crate::server::call;
    call::answer(async { super::actions::page(&call::member().await?, &query.unwrap_or_default()).await }).await
}

/// Closes an action after its inspection.
#[server(input = Json, output = Json)]
pub async fn complete_action(action: ActionId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::complete_action(&call::member().await?, action).await }).await
}

/// Opens an action again that was closed after its inspection.
#[server(input = Json, output = Json)]
pub async fn reopen_action(action: ActionId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::reopen_action(&call::member().await?, action).await }).await
}

/// Starts an inspection.
#[server(input = Json, output = Json)]
pub async fn start_inspection(new: NewInspection) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::start(&call::member().await?, new).await }).await
}

/// An inspection with everything in it.
#[server(input = Json, output = Json)]
pub async fn load_inspection(id: InspectionId) -> Result<Inspection, AppError> {
    use crate::server::call;
    call::answer(async { super::service::open(&call::member().await?, id).await }).await
}

/// Applies what a device did: each command once, however often it is sent. Pages of an earlier version do not say whose
/// it is.
#[server(prefix = "/api/v1", endpoint = "commands", input = Json, output = Json)]
pub async fn send_commands(batch: Batch, whose: Option<Whose>) -> Result<BatchReply, AppError> {
    use crate::server::call;
    call::answer(async {
        let member = super::service::sender(call::signed_in().await?, whose).await?;
        super::service::apply(&member, &batch).await
    })
    .await
}

/// Sets the number under which an open inspection was ordered.
#[server(input = Json, output = Json)]
pub async fn set_order_number(id: InspectionId, order_number: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::set_order_number(&call::member().await?, id, &order_number).await }).await
}

/// Finishes an inspection: freezes what will be signed, if it is the revision that was seen.
#[server(input = Json, output = Json)]
pub async fn finish_inspection(id: InspectionId, seen: Option<i64>) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::finish(&call::member().await?, id, seen).await }).await
}

/// Opens a finished inspection again; its signatures are void.
#[server(input = Json, output = Json)]
pub async fn reopen_inspection(id: InspectionId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::reopen(&call::member().await?, id).await }).await
}
