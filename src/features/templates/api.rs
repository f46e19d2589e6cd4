//! Server functions of templates.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;
use norven_words::Locale;

use super::model::{Checklist, LibraryEntry, TemplateDraft, TemplateSummary};
use crate::{
    error::AppError,
    ids::TemplateId,
    ui::{listing::Page, names::NameQuery},
    wire::Json,
};

/// A page of the templates that a query asks for; without one, the first in use.
#[server(input = Json, output = Json)]
pub async fn list_templates(query: Option<NameQuery>) -> Result<Page<TemplateSummary>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::page(&call::member().await?, &query.unwrap_or_default()).await }).await
}

/// Checklists of the library.
#[server(input = Json, output = Json)]
pub async fn list_library() -> Result<Vec<LibraryEntry>, AppError> {
    use crate::server::call;
    call::answer(async { Ok(super::service::library(&call::member().await?)) }).await
}

/// A template for the editor.
#[server(input = Json, output = Json)]
pub async fn load_template(template: TemplateId) -> Result<TemplateDraft, AppError> {
    use crate::server::call;
    call::answer(async { super::service::draft(&call::member().await?, template).await }).await
}

/// Creates an empty template with an id made by the browser.
#[server(input = Json, output = Json)]
pub async fn create_template(template: TemplateId, locale: Locale) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::create(&call::member().await?, template, locale).await }).await
}

/// Adopts a checklist of the library as a published template.
#[server(input = Json, output = Json)]
pub async fn adopt_template(template: TemplateId, slug: String, locale: Locale) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::adopt(&call::member().await?, template, &slug, locale).await }).await
}

/// Saves a draft that was based on a revision; gives the new revision.
#[server(input = Json, output = Json)]
pub async fn save_template(template: TemplateId, base_rev: i64, checklist: Checklist) -> Result<i64, AppError> {
    use crate::server::call;
    call::answer(async { super::service::save(&call::member().await?, template, base_rev, &checklist).await }).await
}

/// Publishes the draft of a revision as the next immutable version; gives its number.
#[server(input = Json, output = Json)]
pub async fn publish_template(template: TemplateId, base_rev: i64) -> Result<u32, AppError> {
    use crate::server::call;
    call::answer(async { super::service::publish(&call::member().await?, template, base_rev).await }).await
}

/// Takes a template into use again.
#[server(input = Json, output = Json)]
pub async fn restore_template(template: TemplateId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::restore(&call::member().await?, template).await }).await
}

/// Takes a template out of use.
#[server(input = Json, output = Json)]
pub async fn archive_template(template: TemplateId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::archive(&call::member().await?, template).await }).await
}
