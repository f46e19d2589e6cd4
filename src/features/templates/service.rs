//! The rules of templates.

use norven_proof::{canonical, digest::Digest};
use norven_words::Locale;

use super::{
    library,
    model::{Checklist, ItemKind, LibraryEntry, TemplateDraft, TemplateSummary, Which, check_draft},
    store,
};
use crate::{
    error::{AppError, FieldProblem, Quota},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs::{self, model::Permission},
    },
    ids::TemplateId,
    platform::{
        db::{Tx, names::Named},
        fault::Fault,
        search::{Doc, fold},
    },
    printable::check_place,
    server::{actor::Member, state::App},
    ui::{
        listing::{Count, PAGE, Page, Place, cut},
        names::{NameQuery, Sorted},
    },
};

/// So often one template is published at most.
const MAX_VERSIONS: i32 = 1000;

/// An immutable version.
pub struct Version {
    /// The template.
    pub template: TemplateId,
    /// Its number.
    pub number: u32,
    /// What it asks.
    pub checklist: Checklist,
    /// SHA-256 of its canonical JSON.
    pub sha256: Digest,
}

/// What the search finds of a template; nothing where it is not in use.
///
/// # Errors
/// When the database refuses.
pub async fn doc(tx: &mut Tx, id: TemplateId) -> Result<Option<Doc>, Fault> {
    let title = store::title(tx, id).await?;
    Ok(title.map(|title| Doc {
        kind: "template",
        thing: id.0,
        site: None,
        inspector: None,
        at: None,
        marks: Vec::new(),
        words: fold::words([title.as_str()]),
        title,
        detail: String::new(),
    }))
}

/// So many are offered to choose from.
const CHOICES: i64 = 300;

/// The first published templates in use by title, to choose from.
///
/// # Errors
/// When the database refuses.
pub async fn titles(tx: &mut Tx) -> Result<Vec<(TemplateId, String)>, Fault> {
    Ok(store::titles(tx, CHOICES).await?)
}

/// Whether a template in use has been published.
///
/// # Errors
/// When the database refuses.
pub async fn has_published(tx: &mut Tx) -> Result<bool, Fault> {
    Ok(store::has_published(tx).await?)
}

/// A page of the templates that a query asks for; those out of use for members who manage them.
///
/// # Errors
/// [`AppError::NotAllowed`].
pub async fn page(member: &Member, query: &NameQuery) -> Result<Page<TemplateSummary>, Fault> {
    let named = named(member, query)?;
    let mut tx = member.read().await?;
    let (lines, next) = lines_in(member, &mut tx, query, &named, PAGE).await?;
    let count = Count::of(store::listing::count_named(&mut tx, &named).await?);
    Ok(Page { lines, next, count })
}

/// At most so many of the templates that a query asks for, and where the next ones begin.
///
/// # Errors
/// As of [`page`].
pub async fn lines(
    member: &Member,
    query: &NameQuery,
    most: usize,
) -> Result<(Vec<TemplateSummary>, Option<Place>), Fault> {
    let named = named(member, query)?;
    lines_in(member, &mut member.read().await?, query, &named, most).await
}

fn named(member: &Member, query: &NameQuery) -> Result<Named, Fault> {
    query.check()?;
    if query.which.as_deref() == Some(Which::Archived.as_str()) {
        member.may(Permission::ManageContent)?;
    }
    Ok(Named::new(query.text.as_deref(), query.which.as_deref(), query.group))
}

async fn lines_in(
    member: &Member,
    tx: &mut Tx,
    query: &NameQuery,
    named: &Named,
    most: usize,
) -> Result<(Vec<TemplateSummary>, Option<Place>), Fault> {
    let limit = i64::try_from(most + 1).map_err(Fault::internal)?;
    let rows = store::listing::page(tx, named, (query.sorted, query.after.as_ref()), limit).await?;
    let (rows, next) = cut(rows, most, |row| match query.sorted {
        Sorted::Name => Place::named(&row.sort_name, row.id.0),
        Sorted::Latest => Place::at(row.updated_at, row.id.0),
    });
    Ok((rows.into_iter().map(|line| summary(member, line)).collect(), next))
}

fn summary(member: &Member, row: store::TemplateLine) -> TemplateSummary {
    TemplateSummary {
        id: row.id,
        title: row.title,
        icon: row.icon,
        locale: Locale::from_tag(&row.locale).unwrap_or_default(),
        version: row.latest_version.and_then(|version| u32::try_from(version).ok()),
        items: u32::try_from(row.draft_items).unwrap_or_default(),
        changed: row.draft_changed,
        updated: member.org.moment(row.updated_at),
    }
}

/// A template for the editor.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`].
pub async fn draft(member: &Member, id: TemplateId) -> Result<TemplateDraft, Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.app.db.read(member.org.id).await?;
    let row = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(TemplateDraft {
        id: row.id,
        locale: Locale::from_tag(&row.locale).unwrap_or_default(),
        icon: row.icon,
        version: row.latest_version.and_then(|version| u32::try_from(version).ok()),
        rev: row.draft_rev,
        changed: row.draft_changed,
        checklist: serde_json::from_str(&row.draft)?,
    })
}

/// The revision of a draft that has just been created.
const FIRST_REV: i64 = 1;

/// Creates an empty template.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::Field`] `locale` for a language that the organisation does not work in.
pub async fn create(member: &Member, id: TemplateId, locale: Locale) -> Result<(), Fault> {
    let checklist = Checklist { title: String::new(), standard: String::new(), sections: Vec::new() };
    add(member, id, (locale, "clipboard"), &checklist, None).await
}

/// Adopts a checklist of the library as a published template.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`], [`AppError::Field`] `locale` as above.
pub async fn adopt(member: &Member, id: TemplateId, slug: &str, locale: Locale) -> Result<(), Fault> {
    let (checklist, icon) =
        library::checklist(slug, locale, &*member.app.rng, member.app.now()).ok_or(AppError::NotFound)?;
    let publication = Publication::of(&member.app, &checklist)?;
    add(member, id, (locale, &icon), &checklist, Some(&publication)).await
}

async fn add(
    member: &Member,
    id: TemplateId,
    (locale, icon): (Locale, &str),
    checklist: &Checklist,
    publication: Option<&Publication>,
) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    if !member.org.settings.languages.contains(&locale) {
        return Err(AppError::field("locale", FieldProblem::NotAChoice).into());
    }
    let mut tx = member.app.db.write(member.org.id).await?;
    orgs::quotas::lock(&mut tx).await?;
    let (in_use, all) = store::count(&mut tx).await?;
    if !store::add(&mut tx, id, locale, icon, checklist, member.app.now()).await? {
        // Sent twice.
        return Ok(());
    }
    orgs::quotas::check(Quota::Templates, member.app.quotas.templates, in_use, all)?;
    let event = Event::new("template.created", Object::of("template", id.0)).with("title", checklist.title.as_str());
    audit::service::record_for(member, &mut tx, event).await?;
    if let Some(publication) = publication {
        publish_in(member, &mut tx, id, FIRST_REV, publication).await?;
    }
    Ok(tx.commit().await?)
}

/// Checklists of the library, worded in the reader's language.
#[must_use]
pub fn library(member: &Member) -> Vec<LibraryEntry> {
    library::entries(member.origin.locale)
}

/// Saves a draft that was based on a revision; gives the new revision.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::Conflict`] where somebody else saved meanwhile.
pub async fn save(member: &Member, id: TemplateId, base_rev: i64, checklist: &Checklist) -> Result<i64, Fault> {
    member.may(Permission::ManageContent)?;
    check_draft(checklist)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    if !store::save_draft(&mut tx, id, base_rev, checklist, member.app.now()).await? {
        let gone = store::one(&mut tx, id).await?.is_none();
        return Err(if gone { AppError::NotFound } else { AppError::Conflict }.into());
    }
    let event = Event::new("template.changed", Object::of("template", id.0)).with("title", checklist.title.as_str());
    audit::service::record_for(member, &mut tx, event).await?;
    tx.commit().await?;
    Ok(base_rev + 1)
}

/// Publishes the draft of a revision as the next immutable version; gives its number.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`], [`AppError::Conflict`] where somebody else saved
/// meanwhile, [`AppError::Field`] where the draft has problems, [`AppError::Unprintable`] where no face has a letter of it.
pub async fn publish(member: &Member, id: TemplateId, base_rev: i64) -> Result<u32, Fault> {
    member.may(Permission::ManageContent)?;
    // Read and written out by a reader: others write meanwhile.
    let mut tx = member.read().await?;
    let row = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    if row.draft_rev != base_rev {
        return Err(AppError::Conflict.into());
    }
    // Sent twice: this revision is a version.
    if let Some(latest) = row.latest_version.filter(|_| !row.draft_changed) {
        return u32::try_from(latest).map_err(Fault::internal);
    }
    let publication = Publication::of(&member.app, &serde_json::from_str(&row.draft)?)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    let version = publish_in(member, &mut tx, id, base_rev, &publication).await?;
    tx.commit().await?;
    Ok(version)
}

/// A checklist as a version keeps it.
struct Publication {
    title: String,
    canonical: String,
    sha256: Digest,
}

impl Publication {
    fn of(app: &App, checklist: &Checklist) -> Result<Self, Fault> {
        if !checklist.problems().is_empty() {
            return Err(AppError::field("checklist", FieldProblem::Missing).into());
        }
        check_draft(checklist)?;
        for (place, text) in printed(checklist) {
            check_place(&place, &app.faces.missing(&text))?;
        }
        let checklist = crate::text::normalised(checklist)?;
        let canonical = String::from_utf8(canonical::to_vec(&checklist)?).map_err(Fault::internal)?;
        Ok(Self { sha256: Digest::of(canonical.as_bytes()), title: checklist.title, canonical })
    }
}

/// What reports print of a checklist, each text with the number of its item or section; the title has none.
fn printed(checklist: &Checklist) -> Vec<(String, String)> {
    let mut printed = vec![(String::new(), format!("{}\n{}", checklist.title, checklist.standard))];
    for (at, section) in checklist.sections.iter().enumerate() {
        let of_section = (at + 1).to_string();
        printed.push((of_section.clone(), section.title.clone()));
        for (number, item) in checklist.numbered_in(at) {
            let place = if number.is_empty() { of_section.clone() } else { number };
            printed.push((place, format!("{}\n{}", item.text, worded(&item.kind))));
        }
    }
    printed
}

/// The words of a kind of answer.
fn worded(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => {
            options.iter().map(|option| option.text.as_str()).collect::<Vec<_>>().join("\n")
        }
        ItemKind::Number { unit: words, .. } | ItemKind::Signature { role: words } => words.clone(),
        _ => String::new(),
    }
}

/// Publishes what the draft of a revision says, within the caller's transaction.
async fn publish_in(
    member: &Member,
    tx: &mut Tx,
    id: TemplateId,
    base_rev: i64,
    publication: &Publication,
) -> Result<u32, Fault> {
    let now = member.app.now();
    let version = store::next_version(tx, id, base_rev, now).await?.ok_or(AppError::Conflict)?;
    if version > MAX_VERSIONS {
        return Err(AppError::Full { what: Quota::Versions, limit: MAX_VERSIONS.unsigned_abs().into() }.into());
    }
    let content = (publication.canonical.as_str(), publication.sha256);
    store::add_version(tx, id, version, content, member.user.id, now).await?;
    let event = Event::new("template.published", Object::of("template", id.0))
        .with("title", publication.title.as_str())
        .with("version", version);
    audit::service::record_for(member, tx, event).await?;
    u32::try_from(version).map_err(Fault::internal)
}

/// Takes a template out of use; its versions and inspections stay. Of one that is out of use already it says the same.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`].
pub async fn archive(member: &Member, id: TemplateId) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    if !store::archive(&mut tx, id, member.app.now()).await? {
        return there(&mut tx, id).await;
    }
    audit::service::record_for(member, &mut tx, Event::new("template.archived", Object::of("template", id.0))).await?;
    Ok(tx.commit().await?)
}

/// A template that is there, in use or not.
async fn there(tx: &mut Tx, id: TemplateId) -> Result<(), Fault> {
    if store::exists(tx, id).await? { Ok(()) } else { Err(AppError::NotFound.into()) }
}

/// Takes a template into use again. Of one that is in use already it says the same.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`], [`AppError::Full`].
pub async fn restore(member: &Member, id: TemplateId) -> Result<(), Fault> {
    member.may(Permission::ManageContent)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    orgs::quotas::lock(&mut tx).await?;
    if !store::restore(&mut tx, id).await? {
        return there(&mut tx, id).await;
    }
    // With this one: what is too much is not committed.
    let (in_use, _) = store::count(&mut tx).await?;
    orgs::quotas::check(Quota::Templates, member.app.quotas.templates, in_use - 1, 0)?;
    audit::service::record_for(member, &mut tx, Event::new("template.restored", Object::of("template", id.0))).await?;
    Ok(tx.commit().await?)
}

/// The latest published version of a template, and the template's language.
///
/// # Errors
/// [`AppError::NotFound`] where there is none.
pub async fn latest(tx: &mut Tx, id: TemplateId) -> Result<(Version, Locale), Fault> {
    let row = store::one(tx, id).await?.ok_or(AppError::NotFound)?;
    let number = row.latest_version.and_then(|number| u32::try_from(number).ok()).ok_or(AppError::NotFound)?;
    Ok((version(tx, id, number).await?, Locale::from_tag(&row.locale).unwrap_or_default()))
}

/// A published version.
///
/// # Errors
/// [`AppError::NotFound`] where there is none.
pub async fn version(tx: &mut Tx, template: TemplateId, number: u32) -> Result<Version, Fault> {
    let column = i32::try_from(number).map_err(Fault::internal)?;
    let (body, sha256) = store::version(tx, template, column).await?.ok_or(AppError::NotFound)?;
    let sha256: [u8; 32] = sha256.try_into().map_err(|_| Fault::internal("a digest of another length"))?;
    Ok(Version { template, number, checklist: serde_json::from_str(&body)?, sha256: Digest::from_bytes(sha256) })
}
