//! The rules of groups of sites.

use std::collections::BTreeSet;

use super::{model::SiteGroup, store};
use crate::{
    error::{AppError, FieldProblem, Quota},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::model::check_name,
        orgs::{self, model::Permission},
    },
    ids::{SiteGroupId, SiteId},
    platform::{db::Tx, fault::Fault},
    server::actor::Member,
};

/// The groups of sites. A member who is limited to some knows of none: they could tell what there is besides.
///
/// # Errors
/// [`AppError::NotAllowed`].
pub async fn all(member: &Member) -> Result<Vec<SiteGroup>, Fault> {
    member.may_everywhere(Permission::ManageContent)?;
    let mut tx = member.read().await?;
    Ok(store::groups(&mut tx).await?)
}

/// Adds a group, or changes the one with its id. Who is limited to it sees what is in it now, at once.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::Field`] `group_name`, [`AppError::NotFound`] for a site that is not there,
/// [`AppError::Full`].
pub async fn save(member: &Member, group: &SiteGroup) -> Result<(), Fault> {
    member.may_everywhere(Permission::ManageContent)?;
    let name = check_name("group_name", &group.name)?;
    let sites: BTreeSet<SiteId> = group.sites.iter().copied().collect();
    let mut tx = member.write().await?;
    orgs::quotas::lock(&mut tx).await?;
    if store::group_name_taken(&mut tx, group.id, &name).await? {
        return Err(AppError::field("group_name", FieldProblem::Taken).into());
    }
    store::put_group(&mut tx, group.id, &name, member.app.now()).await?;
    for site in &sites {
        if !store::put_into_group(&mut tx, group.id, *site).await? {
            return Err(AppError::NotFound.into());
        }
    }
    // With this one: what is too much is not committed.
    let (groups, in_groups) = store::count_groups(&mut tx).await?;
    let limit = member.app.quotas.site_groups;
    orgs::quotas::check(Quota::SiteGroups, limit, groups - 1, 0)?;
    if in_groups > store::MAX_IN_GROUPS {
        return Err(AppError::Full { what: Quota::SitesInGroups, limit: store::MAX_IN_GROUPS.unsigned_abs() }.into());
    }
    let event = Event::new("site_group.saved", Object::of("site_group", group.id.0))
        .with("name", name)
        .with("sites", sites.len() as u64);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Removes a group; its sites stay. Who was limited to it alone sees no site until an owner changes that.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`].
pub async fn remove(member: &Member, id: SiteGroupId) -> Result<(), Fault> {
    member.may_everywhere(Permission::ManageContent)?;
    let mut tx = member.write().await?;
    if !store::remove_group(&mut tx, id).await? {
        return Err(AppError::NotFound.into());
    }
    audit::service::record_for(member, &mut tx, Event::new("site_group.removed", Object::of("site_group", id.0)))
        .await?;
    Ok(tx.commit().await?)
}

/// The names of some groups, within the caller's transaction.
///
/// # Errors
/// [`AppError::NotFound`] where one is not there.
pub async fn names(tx: &mut Tx, ids: &[SiteGroupId]) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for id in ids {
        names.push(store::group_name(tx, *id).await?.ok_or(AppError::NotFound)?);
    }
    Ok(names)
}
