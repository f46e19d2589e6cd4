//! Invitations: an owner asks an address to join, and whoever signs in with that address accepts or declines.

use super::{
    limits,
    model::{Invitation, Organisation, Permission, Role},
    quota, quotas, store,
};
use crate::{
    error::{AppError, FieldProblem, Quota},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{self, model::Email},
    },
    ids::{OrgId, SiteGroupId},
    platform::{
        db::{DirectoryTx, Tx},
        fault::Fault,
        mail::{Mail, NameInMail, Subject},
    },
    server::{
        actor::{Member, SignedIn},
        state::App,
    },
    time::Timestamp,
    ui::routes,
};

/// An invitation holds for fourteen days.
const VALID_SECONDS: i64 = 14 * 24 * 3600;

/// Asks an address to join, by mail, limited to the sites of some groups where any are named. Asked again, role and
/// groups are the new ones and the time begins anew.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, [`AppError::ProofNeeded`], [`AppError::AwaitingApproval`],
/// [`AppError::Field`] `email` or `groups`,
/// [`AppError::NotFound`] where there is no such group, [`AppError::TooMany`] where the last mail is too young,
/// [`AppError::Invitations`] where there are enough for a day.
pub async fn invite(member: &Member, email: &str, role: Role, groups: Option<&[SiteGroupId]>) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    member.org.approved()?;
    let email = Email::parse(email)?;
    let (app, now) = (&member.app, member.app.now());
    let mut tx = app.db.write(member.org.id).await?;
    store::lock(&mut tx).await?;
    let names = limits::check(&mut tx, role, groups).await?;
    if store::has_address(&mut tx, &email).await? {
        return Err(AppError::field("email", FieldProblem::Taken).into());
    }
    if let Some(before) = store::invitation(&mut tx, &email).await?
        && let Some(seconds) = pause(before.sent_at, now)
    {
        return Err(AppError::TooMany { seconds }.into());
    }
    if store::invitation(&mut tx, &email).await?.is_none() {
        let people = store::count_people(&mut tx).await?;
        quotas::check(Quota::Members, app.quotas.members, people, 0)?;
    }
    // An invitation that was withdrawn was a mail too.
    if let Some(seconds) = quota::pause(&mut tx, &email, now).await? {
        return Err(AppError::TooMany { seconds }.into());
    }
    quota::count_invitation(app, &mut tx, member.user.id).await?;
    let kept = groups.map(serde_json::to_string).transpose()?;
    keep(&mut tx, &email, role, kept.as_deref(), now, now).await?;
    tell(app, &mut tx, &member.org, &member.user.name, &email, role).await?;
    let event = Event::new("member.invited", Object::of("organisation", member.org.id.0))
        .with("email", email.as_str())
        .with("role", role.as_str());
    let event = if names.is_empty() { event } else { event.with("groups", names.join(", ")) };
    audit::service::record_for(member, &mut tx, event).await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(())
}

/// The seconds until the same address may get another mail, where it has to wait.
pub(super) fn pause(sent_at: Timestamp, now: Timestamp) -> Option<u32> {
    let wait = quota::PAUSE_SECONDS - now.seconds_since(sent_at);
    (wait > 0).then(|| u32::try_from(wait).unwrap_or(u32::MAX))
}

/// Keeps an invitation, whose time begins now.
///
/// # Errors
/// When the database refuses.
pub(super) async fn keep(
    tx: &mut Tx,
    email: &Email,
    role: Role,
    groups: Option<&str>,
    sent_at: Timestamp,
    now: Timestamp,
) -> Result<(), Fault> {
    Ok(store::put_invitation(tx, email, role, groups, sent_at, now.plus_seconds(VALID_SECONDS)).await?)
}

/// Tells somebody by mail that they are asked, and by whom.
///
/// # Errors
/// When the database refuses.
pub(super) async fn tell(
    app: &App,
    tx: &mut Tx,
    org: &Organisation,
    by: &str,
    email: &Email,
    role: Role,
) -> Result<(), Fault> {
    let locale = identity::service::locale_of(tx, email).await?.unwrap_or(org.settings.locale);
    let t = &locale.words().orgs;
    let named = |name: &str| NameInMail::new(name, locale.words().common.name_withheld);
    let name = named(&org.name);
    let mail = Mail {
        to: email.as_str().to_owned(),
        subject: Subject::naming(&name, |name| t.mail_invited_subject(name)),
        body: t.mail_invited_body(named(by), &name, role.label(locale), app.origin.url(routes::SIGN_IN)),
    };
    identity::mails::send_of_many(app, tx, &mail, app.now().plus_seconds(VALID_SECONDS)).await
}

/// The groups that whoever is invited will be limited to.
pub(super) fn groups(row: &store::InvitationRow) -> Result<Option<Vec<SiteGroupId>>, Fault> {
    Ok(row.groups.as_deref().map(serde_json::from_str).transpose()?)
}

/// Takes an invitation back.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, [`AppError::NotFound`] where there is none.
pub async fn withdraw(member: &Member, email: &str) -> Result<(), Fault> {
    member.may(Permission::Administer)?;
    let email = Email::parse(email)?;
    let mut tx = member.app.db.write(member.org.id).await?;
    store::take_invitation(&mut tx, &email).await?.ok_or(AppError::NotFound)?;
    let event = Event::new("member.invitation_withdrawn", Object::of("organisation", member.org.id.0))
        .with("email", email.as_str());
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// What a person is asked to join.
///
/// # Errors
/// When the database refuses.
pub async fn of_person(person: &SignedIn) -> Result<Vec<Invitation>, Fault> {
    let mut tx = person.app.db.directory_read().await?;
    let rows = store::invitations_to(&mut tx, &person.user.email, person.app.now()).await?;
    let invitation = |row: store::InvitedRow| Invitation {
        org: row.org_id,
        name: row.name,
        role: Role::parse(&row.role).unwrap_or(Role::Viewer),
    };
    Ok(rows.into_iter().map(invitation).collect())
}

/// Whether an organisation asks an address to join.
///
/// # Errors
/// When the database refuses.
pub async fn is_asked(app: &App, tx: &mut DirectoryTx, email: &Email) -> Result<bool, Fault> {
    Ok(!store::invitations_to(tx, email, app.now()).await?.is_empty())
}

/// Joins an organisation that asked, and works in it from now on.
///
/// # Errors
/// [`AppError::NotFound`] where the person is not asked, or no longer.
pub async fn accept(person: &SignedIn, org: OrgId) -> Result<(), Fault> {
    let app = &person.app;
    let mut tx = app.db.write(org).await?;
    let taken = store::take_invitation(&mut tx, &person.user.email).await?;
    let taken = taken.filter(|row| row.expires_at > app.now()).ok_or(AppError::NotFound)?;
    let role = Role::parse(&taken.role).ok_or_else(|| Fault::internal("an invitation as nothing"))?;
    if store::add_member(&mut tx, person.user.id, role, app.now()).await? {
        store::limit(&mut tx, person.user.id, groups(&taken)?.as_deref()).await?;
    }
    quota::end_pause(&mut tx, &person.user.email).await?;
    let event = Event::new("member.joined", Object::of("user", person.user.id.0)).with("role", role.as_str());
    audit::service::record(app, &mut tx, Some(&person.user), &person.origin, event).await?;
    tx.commit().await?;
    identity::service::choose_org(person, org).await
}

/// Declines to join an organisation that asked.
///
/// # Errors
/// [`AppError::NotFound`] where the person is not asked.
pub async fn decline(person: &SignedIn, org: OrgId) -> Result<(), Fault> {
    let app = &person.app;
    let mut tx = app.db.write(org).await?;
    store::take_invitation(&mut tx, &person.user.email).await?.ok_or(AppError::NotFound)?;
    let event = Event::new("member.declined", Object::of("user", person.user.id.0));
    audit::service::record(app, &mut tx, Some(&person.user), &person.origin, event).await?;
    Ok(tx.commit().await?)
}
