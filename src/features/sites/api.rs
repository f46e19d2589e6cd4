//! Server functions of sites.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::{Site, SiteGroup};
use crate::{
    error::AppError,
    ids::{SiteGroupId, SiteId},
    ui::{listing::Page, names::NameQuery},
    wire::Json,
};

/// A page of the sites that a query asks for; without one, the first in use.
#[server(input = Json, output = Json)]
pub async fn list_sites(query: Option<NameQuery>) -> Result<Page<Site>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::page(&call::member().await?, &query.unwrap_or_default()).await }).await
}

/// A site in use, if it is: a link may name one that is not.
#[server(input = Json, output = Json)]
pub async fn find_site(site: SiteId) -> Result<Option<Site>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::find(&call::member().await?, site).await }).await
}

/// Every site in use by name, to put into groups.
#[server(input = Json, output = Json)]
pub async fn list_site_names() -> Result<Vec<(SiteId, String)>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::all_names(&call::member().await?).await }).await
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
