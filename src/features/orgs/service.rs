//! The rules of organisations and members.

use norven_words::Locale;

use super::{
    approval,
    model::{Approval, Company, OrgSettings, Organisation, Permission, Role, Viewer},
    quotas::{self, Founded},
    store, zone,
};
use crate::{
    error::{AppError, FieldProblem},
    features::{
        access::model::Asks,
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{
            self, address,
            model::{User, check_name},
        },
    },
    ids::{OrgId, UserId},
    platform::{
        blobs::OrgKey,
        db::{DirectoryTx, Tx},
        fault::Fault,
        search::{Doc, fold},
    },
    printable::{check_field, unprintable},
    server::{
        actor::{Member, SignedIn},
        state::App,
    },
    time::{Moment, Timestamp},
};

/// What a person is in an organisation.
#[derive(Clone)]
pub struct Membership {
    /// The organisation.
    pub org: Organisation,
    /// Their role in it.
    pub role: Role,
    /// Whether they see the sites of their groups only; an owner never does.
    pub limited: bool,
}

/// The organisation a person works in, and what they are there: the one they chose while they still belong
/// to it, else their oldest.
///
/// # Errors
/// When the database refuses.
pub async fn membership(app: &App, user: UserId, chosen: Option<OrgId>) -> Result<Option<Membership>, Fault> {
    let mut tx = app.db.directory_read().await?;
    let all = store::of_user(&mut tx, user).await?;
    Ok(working(&all, chosen).cloned())
}

/// How instants are told to a person: for where the organisation is that they work in, in UTC where there is none.
///
/// # Errors
/// When the database refuses.
pub async fn moments(person: &SignedIn) -> Result<impl Fn(Timestamp) -> Moment + use<>, Fault> {
    let working = membership(&person.app, person.user.id, person.current_org).await?;
    Ok(move |at| working.as_ref().map_or(Moment::utc(at), |working| working.org.moment(at)))
}

fn working(all: &[Membership], chosen: Option<OrgId>) -> Option<&Membership> {
    all.iter().find(|membership| Some(membership.org.id) == chosen).or(all.first())
}

/// The organisations a person belongs to.
///
/// # Errors
/// When the database refuses.
pub async fn of_user(tx: &mut DirectoryTx, user: UserId) -> Result<Vec<OrgId>, Fault> {
    Ok(store::of_user(tx, user).await?.into_iter().map(|membership| membership.org.id).collect())
}

/// What a person is in each organisation that they belong to.
///
/// # Errors
/// When the database refuses.
pub async fn memberships(tx: &mut DirectoryTx, user: UserId) -> Result<Vec<Membership>, Fault> {
    Ok(store::of_user(tx, user).await?)
}

/// The organisation that a transaction is bound to, which nobody else changes meanwhile, nor its members; nothing where
/// there is none.
///
/// # Errors
/// When the database refuses.
pub async fn locked(tx: &mut Tx) -> Result<Option<Organisation>, Fault> {
    store::lock(tx).await?;
    let org = tx.org();
    Ok(store::organisation(tx, org).await?)
}

/// What an organisation asks of whoever works in it.
///
/// # Errors
/// When the database refuses.
pub async fn asks(tx: &mut DirectoryTx, org: OrgId) -> Result<Asks, Fault> {
    Ok(store::organisation(tx, org).await?.map(|org| org.asks).unwrap_or_default())
}

/// The owners of an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn owners(tx: &mut DirectoryTx, org: OrgId) -> Result<Vec<User>, Fault> {
    let mut owners = Vec::new();
    for id in store::owners(tx, org).await? {
        owners.extend(identity::service::user(tx, id).await?);
    }
    Ok(owners)
}

/// Who reads the page.
///
/// # Errors
/// When the database refuses.
pub async fn viewer(person: &SignedIn) -> Result<Viewer, Fault> {
    let mut tx = person.app.db.directory_read().await?;
    let all = store::of_user(&mut tx, person.user.id).await?;
    let here = working(&all, person.current_org);
    let owns = here.is_some_and(|membership| membership.role == Role::Owner && !membership.org.demo);
    Ok(Viewer {
        needs_passkey: owns && identity::passkeys::lacks(&person.app, &mut tx, person.user.id).await?,
        id: person.user.id,
        name: person.user.name.clone(),
        named: person.user.named,
        email: address::shown(person.user.email.as_str()),
        qualification: person.user.qualification.clone(),
        locale: person.origin.locale,
        org: here.map(|membership| (membership.org.clone(), membership.role)),
        limited: here.is_some_and(|membership| membership.limited),
        orgs: all.iter().map(|membership| (membership.org.id, membership.org.name.clone())).collect(),
    })
}

/// The settings an organisation begins with.
#[must_use]
pub fn first_settings(locale: Locale) -> OrgSettings {
    OrgSettings {
        languages: Locale::ALL.to_vec(),
        locale,
        time_zone: "Europe/Madrid".to_owned(),
        colour: "#0b6070".to_owned(),
        photos_per_row: 3,
        keep_originals: false,
        photo_side: 2048,
        // Where a difference stops being seen.
        photo_quality: 82,
        report_months: None,
        audit_months: 24,
        print_origins: false,
    }
}

/// Creates an organisation with its key; whoever creates it is its owner.
///
/// # Errors
/// [`AppError::Field`] `name` or `time_zone`, [`AppError::Full`] where they own too many.
pub async fn create(person: &SignedIn, name: &str, time_zone: &str) -> Result<OrgId, Fault> {
    let settings = OrgSettings { time_zone: time_zone.to_owned(), ..first_settings(person.origin.locale) };
    // Begins again only where the same person founded another meanwhile, of which there are so many at most.
    for _ in 0..=quotas::MAX_OWNED {
        let before = quotas::check_owned(person).await?;
        if let Some(org) = found(person, name, &settings, before).await? {
            identity::service::choose_org(person, org).await?;
            return Ok(org);
        }
    }
    Err(AppError::Conflict.into())
}

/// Founds an organisation; nothing where the person has founded another since theirs were counted.
async fn found(person: &SignedIn, name: &str, settings: &OrgSettings, before: Founded) -> Result<Option<OrgId>, Fault> {
    let app = &person.app;
    let org: OrgId = app.id();
    let mut tx = app.db.write(org).await?;
    if !quotas::note_founding(app, &mut tx, person.user.id, before).await? {
        return Ok(None);
    }
    create_in(app, &mut tx, name, settings, false).await?;
    store::add_member(&mut tx, person.user.id, Role::Owner, app.now()).await?;
    let approval = approval::of_new(app, &mut tx).await?;
    store::approvals::set(&mut tx, &approval).await?;
    if approval == Approval::Awaiting {
        tracing::warn!(%org, "an organisation waits for approval: norven orgs list");
    }
    let event =
        Event::new("organisation.created", Object::of("organisation", org.0)).with("approval", approval.as_str());
    audit::service::record(app, &mut tx, Some(&person.user), &person.origin, event).await?;
    tx.commit().await?;
    Ok(Some(org))
}

/// So many are offered to choose from.
const CHOICES: i64 = 300;

/// The first members who may inspect by name, to choose from.
///
/// # Errors
/// When the database refuses.
pub async fn inspectors(tx: &mut Tx) -> Result<Vec<(UserId, String)>, Fault> {
    Ok(store::inspectors(tx, CHOICES).await?)
}

/// What the search finds of a member; nothing where they are none any more.
///
/// # Errors
/// When the database refuses.
pub async fn doc(tx: &mut Tx, id: UserId) -> Result<Option<Doc>, Fault> {
    if !store::is_member(tx, id).await? {
        return Ok(None);
    }
    let user = identity::service::user(tx, id).await?;
    Ok(user.map(|user| Doc {
        kind: "member",
        thing: id.0,
        site: None,
        inspector: None,
        at: None,
        marks: Vec::new(),
        words: fold::words([user.name.as_str(), user.email.as_str()]),
        detail: user.email.as_str().to_owned(),
        title: user.name,
    }))
}

/// The name of an organisation: reports print it, so that one with a letter that no face has would keep all of them from
/// being issued.
fn check_printed_name(app: &App, name: &str) -> Result<String, AppError> {
    let name = check_name("name", name)?;
    unprintable(&app.faces.missing(&name)).map_or(Ok(name), Err)
}

/// Creates the organisation that a transaction is bound to, with its key.
///
/// # Errors
/// [`AppError::Field`] `name` or `time_zone`.
pub async fn create_in(app: &App, tx: &mut Tx, name: &str, settings: &OrgSettings, demo: bool) -> Result<(), Fault> {
    let name = check_printed_name(app, name)?;
    check_settings(settings)?;
    store::add(tx, &name, settings, demo, app.now()).await?;
    let wrapped = app.master.create_org_key(tx.org(), 1, &*app.rng);
    Ok(store::add_key(tx, 1, &wrapped, app.now()).await?)
}

/// Adds a member within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn add_member_in(app: &App, tx: &mut Tx, user: UserId, role: Role) -> Result<bool, Fault> {
    Ok(store::add_member(tx, user, role, app.now()).await?)
}

/// Changes name and settings, and what the organisation says of itself where that is said. Name and that say on reports
/// whose they are: others need a fresh proof of who asks.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, [`AppError::ProofNeeded`], [`AppError::Field`], [`AppError::Unprintable`] of the
/// name.
pub async fn update(
    member: &Member,
    name: &str,
    settings: &OrgSettings,
    company: Option<&Company>,
) -> Result<(), Fault> {
    member.may(Permission::Administer)?;
    // One that it had before stays, whatever faces there are now.
    let name = if name == member.org.name { name.to_owned() } else { check_printed_name(&member.app, name)? };
    check_settings(settings)?;
    let company = company.map(Company::checked).transpose()?;
    let mut tx = member.app.db.write(member.org.id).await?;
    let before = locked(&mut tx).await?.ok_or(AppError::NotFound)?;
    if let Some(company) = company.filter(|company| *company != before.company) {
        set_company(member, &mut tx, &before.company, &company).await?;
    }
    if name != before.name {
        member.may_proved(Permission::Administer)?;
        let event = Event::new("organisation.renamed", Object::of("organisation", member.org.id.0))
            .with("before", before.name)
            .with("after", name.as_str());
        audit::service::record_for(member, &mut tx, event).await?;
    }
    store::update(&mut tx, &name, settings).await?;
    let event = Event::new("settings.changed", Object::of("organisation", member.org.id.0))
        .with("settings", serde_json::to_value(settings)?);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

async fn set_company(member: &Member, tx: &mut Tx, before: &Company, after: &Company) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    for (field, text) in after.fields() {
        check_field(field, &member.app.faces.missing(text))?;
    }
    store::set_company(tx, after).await?;
    let event = Event::new("company.changed", Object::of("organisation", member.org.id.0))
        .with("before", before.line())
        .with("after", after.line());
    audit::service::record_for(member, tx, event).await
}

fn check_settings(settings: &OrgSettings) -> Result<(), AppError> {
    let colour = settings.colour.strip_prefix('#').unwrap_or_default();
    let languages = &settings.languages;
    let checks = [
        ("languages", languages.iter().enumerate().all(|(at, language)| !languages[..at].contains(language))),
        ("locale", languages.contains(&settings.locale)),
        ("time_zone", zone::is_zone(&settings.time_zone)),
        ("colour", colour.len() == 6 && colour.bytes().all(|byte| byte.is_ascii_hexdigit())),
        ("photos_per_row", (2..=6).contains(&settings.photos_per_row)),
        ("photo_side", OrgSettings::PHOTO_SIDES.contains(&settings.photo_side)),
        ("photo_quality", OrgSettings::PHOTO_QUALITIES.contains(&settings.photo_quality)),
        ("report_months", settings.report_months.is_none_or(|months| OrgSettings::REPORT_MONTHS.contains(&months))),
        ("audit_months", OrgSettings::AUDIT_MONTHS.contains(&settings.audit_months)),
    ];
    if languages.is_empty() {
        return Err(AppError::field("languages", FieldProblem::Missing));
    }
    match checks.into_iter().find(|(_, fits)| !fits) {
        Some((field, _)) => Err(AppError::field(field, FieldProblem::NotAChoice)),
        None => Ok(()),
    }
}

/// Sets a member's role.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::NotFound`], [`AppError::LastOwner`].
pub async fn set_role(member: &Member, user: UserId, role: Role) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    change_role(&mut tx, user, role).await?;
    let event = Event::new("member.role_changed", Object::of("user", user.0)).with("role", role.as_str());
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Gives a member another role. Of two owners who step back at once, the second stays.
async fn change_role(tx: &mut Tx, user: UserId, role: Role) -> Result<(), Fault> {
    store::lock(tx).await?;
    if role != Role::Owner && store::other_owners(tx, user).await? == 0 {
        return Err(AppError::LastOwner.into());
    }
    if store::set_role(tx, user, role).await? { Ok(()) } else { Err(AppError::NotFound.into()) }
}

/// Gives a member another role, or makes a person a member, within the groups of an invitation that waits for them.
///
/// # Errors
/// [`AppError::LastOwner`].
pub(super) async fn give_role(app: &App, tx: &mut Tx, person: &User, role: Role) -> Result<(), Fault> {
    if !store::add_member(tx, person.id, role, app.now()).await? {
        return change_role(tx, person.id, role).await;
    }
    if let Some(waiting) = store::take_invitation(tx, &person.email).await?
        && role != Role::Owner
    {
        store::limit(tx, person.id, super::invitations::groups(&waiting)?.as_deref()).await?;
    }
    Ok(())
}

/// Ends every session of a member, who may sign in again.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`].
pub async fn sign_member_out(member: &Member, user: UserId) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    if !store::is_member(&mut tx, user).await? {
        return Err(AppError::NotFound.into());
    }
    let ended = identity::sessions::end_all_of(&mut tx, user).await?;
    let event = Event::new("member.signed_out", Object::of("user", user.0)).with("count", ended);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Removes a member, whose sessions end; their work stays.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::NotFound`], [`AppError::LastOwner`].
pub async fn remove_member(member: &Member, user: UserId) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    expel(&mut tx, user).await?;
    audit::service::record_for(member, &mut tx, Event::new("member.removed", Object::of("user", user.0))).await?;
    Ok(tx.commit().await?)
}

/// Ends a membership, and the sessions of who was a member.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::LastOwner`].
pub(super) async fn expel(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    take_out(tx, user).await?;
    identity::sessions::end_all_of(tx, user).await.map(drop)
}

/// Ends a membership. Of two owners who go at once, the second stays.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::LastOwner`].
pub(super) async fn take_out(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    store::lock(tx).await?;
    if store::other_owners(tx, user).await? == 0 {
        return Err(AppError::LastOwner.into());
    }
    if store::remove_member(tx, user).await? { Ok(()) } else { Err(AppError::NotFound.into()) }
}

/// The next report number of the organisation, `NV-2026-000123`: the sequence never repeats.
///
/// # Errors
/// When the database refuses.
pub async fn next_report_number(tx: &mut Tx, year: i16) -> Result<String, Fault> {
    Ok(report_number(year, store::next_report(tx).await?))
}

/// The number that the next report will have, where no other takes it before.
///
/// # Errors
/// When the database refuses.
pub async fn coming_report_number(tx: &mut Tx, year: i16) -> Result<String, Fault> {
    Ok(report_number(year, store::coming_report(tx).await?))
}

fn report_number(year: i16, number: i32) -> String {
    format!("NV-{year}-{number:06}")
}

/// The organisation's key, unwrapped.
///
/// # Errors
/// When there is none or the master key is another.
pub async fn key(app: &App, tx: &mut Tx) -> Result<OrgKey, Fault> {
    let org = tx.org();
    let (version, wrapped) = store::key(tx).await?.ok_or_else(|| Fault::internal("the organisation has no key"))?;
    let version = u32::try_from(version).map_err(Fault::internal)?;
    let cipher = app
        .master
        .unwrap_org_key(org, version, &wrapped)
        .ok_or_else(|| Fault::internal("the organisation's key was wrapped by another master key"))?;
    Ok(OrgKey { org, version, cipher })
}

/// The organisation that a job works for.
///
/// # Errors
/// When it is gone.
pub async fn organisation(tx: &mut Tx) -> Result<Organisation, Fault> {
    let org = tx.org();
    store::organisation(tx, org).await?.ok_or_else(|| AppError::NotFound.into())
}
