//! Members as a provider of identities tells of them, for the organisations that the operator named.

use super::{
    invitations,
    model::{Organisation, Role},
    service, store,
};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::model::{Email, User},
    },
    ids::UserId,
    platform::{db::Tx, fault::Fault},
    server::actor::Informant,
};

/// Makes a person a member, within the groups of an invitation that waits for them, or gives a member another role.
///
/// # Errors
/// When the database refuses.
pub async fn admit(informant: &Informant, tx: &mut Tx, person: &User, role: Role) -> Result<(), Fault> {
    let object = Object::of("user", person.id.0);
    let event = match store::role_of(tx, person.id).await? {
        Some(held) if held == role => return Ok(()),
        Some(_) => Event::new("member.role_changed", object),
        None => Event::new("member.added", object),
    };
    let done = service::give_role(&informant.app, tx, person, role).await;
    record(informant, tx, event.with("role", role.as_str()), done).await
}

/// Ends a membership, and the sessions of who was a member. Of others nothing changes.
///
/// # Errors
/// When the database refuses.
pub async fn dismiss(informant: &Informant, tx: &mut Tx, person: UserId) -> Result<(), Fault> {
    if store::role_of(tx, person).await?.is_none() {
        return Ok(());
    }
    let event = Event::new("member.removed", Object::of("user", person.0));
    let done = service::expel(tx, person).await;
    record(informant, tx, event, done).await
}

/// Records what was done, or that it was denied since nobody but the person is an owner.
async fn record(informant: &Informant, tx: &mut Tx, event: Event, done: Result<(), Fault>) -> Result<(), Fault> {
    let event = match done {
        Ok(()) => event,
        Err(Fault::App(AppError::LastOwner)) => event.denied(),
        Err(fault) => return Err(fault),
    };
    audit::service::record_of_provider(informant, tx, event).await
}

/// Asks an address to join, or asks again in another role. The groups that an owner limited the invitation to stay.
///
/// # Errors
/// When the database refuses.
pub async fn invite(
    informant: &Informant,
    tx: &mut Tx,
    org: &Organisation,
    email: &Email,
    role: Role,
) -> Result<(), Fault> {
    if store::has_address(tx, email).await? {
        return Ok(());
    }
    let now = informant.app.now();
    let before = store::invitation(tx, email).await?;
    let groups = before.as_ref().and_then(|before| before.groups.as_deref()).filter(|_| role != Role::Owner);
    // The mailbox is spared as where an owner asks.
    let spared = before.as_ref().filter(|before| invitations::pause(before.sent_at, now).is_some());
    let sent_at = spared.map_or(now, |before| before.sent_at);
    invitations::keep(tx, email, role, groups, sent_at, now).await?;
    if spared.is_none() {
        invitations::tell(&informant.app, tx, org, &informant.name, email, role).await?;
    }
    let event = Event::new("member.invited", Object::of("organisation", org.id.0));
    let event = event.with("email", email.as_str()).with("role", role.as_str());
    audit::service::record_of_provider(informant, tx, event).await
}

/// Takes an invitation back, where there is one.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(informant: &Informant, tx: &mut Tx, email: &Email) -> Result<(), Fault> {
    if store::take_invitation(tx, email).await?.is_none() {
        return Ok(());
    }
    let event = Event::new("member.invitation_withdrawn", Object::of("organisation", tx.org().0));
    audit::service::record_of_provider(informant, tx, event.with("email", email.as_str())).await
}
