//! Server functions of sites.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::{Site, SiteGroup};
use crate::{
    error::AppError,
    ids::{SiteGroupId, SiteId},
    wire::Json,
};

/// Sites in use.
#[server(input = Json, output = Json)]
pub async fn list_sites() -> Result<Vec<Site>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::all(&call::member().await?).await }).await
}

/// Adds a site, or changes the one with its id.
#[server(input = Json, output = Json)]
pub async fn save_site(site: Site) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::save(&call::member().await?, site).await }).await
}

/// Takes a site out of use.
#[server(input = Json, output = Json)]
pub async fn archive_site(site: SiteId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::archive(&call::member().await?, site).await }).await
}

/// Sites that are out of use, the last one first.
#[server(input = Json, output = Json)]
pub async fn list_archived_sites() -> Result<Vec<Site>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::archived(&call::member().await?).await }).await
}

/// Takes a site into use again.
#[server(input = Json, output = Json)]
pub async fn restore_site(site: SiteId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::restore(&call::member().await?, site).await }).await
}

/// Groups of sites.
#[server(input = Json, output = Json)]
pub async fn list_site_groups() -> Result<Vec<SiteGroup>, AppError> {
    use crate::server::call;
    call::answer(async { super::groups::all(&call::member().await?).await }).await
}

/// Adds a group of sites, or changes the one with its id.
#[server(input = Json, output = Json)]
pub async fn save_site_group(group: SiteGroup) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::groups::save(&call::member().await?, &group).await }).await
}

/// Removes a group of sites; the sites stay.
#[server(input = Json, output = Json)]
pub async fn remove_site_group(group: SiteGroupId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::groups::remove(&call::member().await?, group).await }).await
}
