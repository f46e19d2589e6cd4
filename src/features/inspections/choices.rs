//! What lists can be narrowed to: sites, templates and inspectors that the reader may see.

use super::model::Choices;
use crate::{
    features::{
        orgs::{self, model::Role},
        sites, templates,
    },
    platform::fault::Fault,
    server::actor::Member,
};

/// What lists can be narrowed to.
///
/// # Errors
/// When the database refuses.
pub async fn choices(member: &Member) -> Result<Choices, Fault> {
    let mut tx = member.read().await?;
    // An inspector sees their own inspections only.
    let inspectors = match member.role {
        Role::Inspector => Vec::new(),
        _ => orgs::service::inspectors(&mut tx).await?,
    };
    Ok(Choices {
        sites: sites::service::names(&mut tx).await?,
        templates: templates::service::titles(&mut tx).await?,
        inspectors,
    })
}
