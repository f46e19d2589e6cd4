//! The rules of sites.

use super::{
    model::{MAX_ADDRESS, Site},
    store,
};
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
    ids::SiteId,
    platform::{
        db::Tx,
        fault::Fault,
        search::{Doc, fold},
    },
    server::actor::Member,
};

/// So many are offered to choose from.
const CHOICES: i64 = 300;

/// Sites in use.
///
/// # Errors
/// When the database refuses.
pub async fn all(member: &Member) -> Result<Vec<Site>, Fault> {
    let mut tx = member.read().await?;
    Ok(store::all(&mut tx).await?)
}

/// The first sites in use by name, to choose from.
///
/// # Errors
/// When the database refuses.
pub async fn names(tx: &mut Tx) -> Result<Vec<(SiteId, String)>, Fault> {
    Ok(store::names(tx, CHOICES).await?)
}

/// Whether a site is in use.
///
/// # Errors
/// When the database refuses.
pub async fn has_any(tx: &mut Tx) -> Result<bool, Fault> {
    Ok(store::has_any(tx).await?)
}

/// A site in use, within the caller's transaction.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn one(tx: &mut Tx, id: SiteId) -> Result<Site, Fault> {
    store::one(tx, id).await?.ok_or_else(|| AppError::NotFound.into())
}

/// A site, in use or not, within the caller's transaction.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn any(tx: &mut Tx, id: SiteId) -> Result<Site, Fault> {
    store::any(tx, id).await?.ok_or_else(|| AppError::NotFound.into())
}

/// What the search finds of a site; nothing where it is not in use.
///
/// # Errors
/// When the database refuses.
pub async fn doc(tx: &mut Tx, id: SiteId) -> Result<Option<Doc>, Fault> {
    let site = store::one(tx, id).await?;
    Ok(site.map(|site| Doc {
        kind: "site",
        thing: id.0,
        site: Some(id),
        inspector: None,
        at: None,
        marks: Vec::new(),
        words: fold::words([site.name.as_str(), site.address.as_str()]),
        title: site.name,
        detail: site.address,
    }))
}

/// Adds a site, or changes the one with its id.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::Field`] `name` or `address`, [`AppError::NotFound`] where the member is limited
/// to the sites of some groups, and this is none of them: a new one would be in none.
pub async fn save(member: &Member, site: Site) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    let name = check_name("name", &site.name)?;
    crate::text::check(&site.address)?;
    let address = site.address.split_whitespace().collect::<Vec<_>>().join(" ");
    if address.chars().count() > MAX_ADDRESS {
        return Err(
            AppError::field("address", FieldProblem::TooLong(u32::try_from(MAX_ADDRESS).unwrap_or(u32::MAX))).into()
        );
    }
    let site = Site { name, address, ..site };
    let mut tx = member.write().await?;
    if !member.limited {
        orgs::quotas::lock(&mut tx).await?;
        if store::any(&mut tx, site.id).await?.is_none() {
            let (in_use, all) = store::count(&mut tx).await?;
            orgs::quotas::check(Quota::Sites, member.app.quotas.sites, in_use, all)?;
        }
        store::save(&mut tx, &site, member.app.now()).await?;
    } else if !store::change(&mut tx, &site).await? {
        return Err(AppError::NotFound.into());
    }
    let event = Event::new("site.saved", Object::of("site", site.id.0)).with("name", site.name.as_str());
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Takes a site out of use; its inspections and reports stay.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`].
pub async fn archive(member: &Member, id: SiteId) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.write().await?;
    if !store::archive(&mut tx, id, member.app.now()).await? {
        return Err(AppError::NotFound.into());
    }
    audit::service::record_for(member, &mut tx, Event::new("site.archived", Object::of("site", id.0))).await?;
    Ok(tx.commit().await?)
}

/// Sites that are out of use, the last one first.
///
/// # Errors
/// [`AppError::NotAllowed`].
pub async fn archived(member: &Member) -> Result<Vec<Site>, Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.read().await?;
    Ok(store::archived(&mut tx, CHOICES).await?)
}

/// Takes a site into use again.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`] where it is in use, [`AppError::Full`].
pub async fn restore(member: &Member, id: SiteId) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.write().await?;
    orgs::quotas::lock(&mut tx).await?;
    let (in_use, _) = store::count(&mut tx).await?;
    orgs::quotas::check(Quota::Sites, member.app.quotas.sites, in_use, 0)?;
    if !store::restore(&mut tx, id).await? {
        return Err(AppError::NotFound.into());
    }
    audit::service::record_for(member, &mut tx, Event::new("site.restored", Object::of("site", id.0))).await?;
    Ok(tx.commit().await?)
}
