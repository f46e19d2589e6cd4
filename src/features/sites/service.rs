//! The rules of sites.

use super::{
    model::{MAX_ADDRESS, Site},
    store::{self, listing::SiteLine},
};
use crate::{
    error::{AppError, FieldProblem, Quota},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::model::{check_name, check_optional_name},
        orgs::{self, model::Permission},
    },
    ids::SiteId,
    platform::{
        db::{Tx, names::Named},
        fault::Fault,
        search::{Doc, fold},
    },
    printable::check_field,
    server::{actor::Member, state::App},
    ui::{
        listing::{Count, PAGE, Page, Place, cut},
        names::{NameQuery, Sorted},
    },
};

/// So many are offered to choose from.
const CHOICES: i64 = 300;

/// A page of the sites that a query asks for; those out of use for members who manage them.
///
/// # Errors
/// [`AppError::NotAllowed`].
pub async fn page(member: &Member, query: &NameQuery) -> Result<Page<Site>, Fault> {
    let named = named(member, query)?;
    let mut tx = member.read().await?;
    let (lines, next) = lines_in(&mut tx, query, &named, PAGE).await?;
    let count = Count::of(store::listing::count_named(&mut tx, &named).await?);
    Ok(Page { lines, next, count })
}

/// At most so many of the sites that a query asks for, and where the next ones begin.
///
/// # Errors
/// As of [`page`].
pub async fn lines(member: &Member, query: &NameQuery, most: usize) -> Result<(Vec<Site>, Option<Place>), Fault> {
    let named = named(member, query)?;
    lines_in(&mut member.read().await?, query, &named, most).await
}

fn named(member: &Member, query: &NameQuery) -> Result<Named, Fault> {
    query.check()?;
    if query.which.is_some() {
        member.may(Permission::ManageContent)?;
    }
    Ok(Named::new(query.text.as_deref(), query.which.as_deref(), query.group))
}

async fn lines_in(
    tx: &mut Tx,
    query: &NameQuery,
    named: &Named,
    most: usize,
) -> Result<(Vec<Site>, Option<Place>), Fault> {
    let limit = i64::try_from(most + 1).map_err(Fault::internal)?;
    let rows = store::listing::page(tx, named, (query.sorted, query.after.as_ref()), limit).await?;
    let (rows, next) = cut(rows, most, |row| match query.sorted {
        Sorted::Name => Place::named(&row.sort_name, row.id.0),
        Sorted::Latest => Place::at(row.created_at, row.id.0),
    });
    let site = |row: SiteLine| Site { id: row.id, name: row.name, address: row.address, client: row.client };
    Ok((rows.into_iter().map(site).collect(), next))
}

/// A site in use, if it is.
///
/// # Errors
/// When the database refuses.
pub async fn find(member: &Member, id: SiteId) -> Result<Option<Site>, Fault> {
    Ok(store::one(&mut member.read().await?, id).await?)
}

/// Every site in use by name, to put into groups.
///
/// # Errors
/// [`AppError::NotAllowed`] for a member who is limited to some groups.
pub async fn all_names(member: &Member) -> Result<Vec<(SiteId, String)>, Fault> {
    member.may_everywhere(Permission::ManageContent)?;
    let mut tx = member.read().await?;
    Ok(store::names(&mut tx, i64::try_from(member.app.quotas.sites).unwrap_or(i64::MAX)).await?)
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
/// [`AppError::NotAllowed`], [`AppError::Field`] `name`, `address` or `client`, [`AppError::NotFound`] where the member is
/// limited to the sites of some groups, and this is none of them: a new one would be in none.
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
    let client = check_optional_name("client", &site.client)?;
    let site = Site { name, address, client, ..site };
    check_printable(&member.app, &site)?;
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

/// Refuses letters that no report could print: finishing an inspection there would, without saying where they stand.
fn check_printable(app: &App, site: &Site) -> Result<(), AppError> {
    check_field("name", &app.faces.missing(&site.name))?;
    check_field("address", &app.faces.missing(&site.address))?;
    check_field("client", &app.faces.missing(&site.client))
}

/// Takes a site out of use; its inspections and reports stay. Of one that is out of use already it says the same.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`].
pub async fn archive(member: &Member, id: SiteId) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.write().await?;
    if !store::archive(&mut tx, id, member.app.now()).await? {
        return any(&mut tx, id).await.map(drop);
    }
    audit::service::record_for(member, &mut tx, Event::new("site.archived", Object::of("site", id.0))).await?;
    Ok(tx.commit().await?)
}

/// Takes a site into use again. Of one that is in use already it says the same.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`], [`AppError::Full`].
pub async fn restore(member: &Member, id: SiteId) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.write().await?;
    orgs::quotas::lock(&mut tx).await?;
    if !store::restore(&mut tx, id).await? {
        return any(&mut tx, id).await.map(drop);
    }
    // With this one: what is too much is not committed.
    let (in_use, _) = store::count(&mut tx).await?;
    orgs::quotas::check(Quota::Sites, member.app.quotas.sites, in_use - 1, 0)?;
    audit::service::record_for(member, &mut tx, Event::new("site.restored", Object::of("site", id.0))).await?;
    Ok(tx.commit().await?)
}
