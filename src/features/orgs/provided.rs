//! Members as a provider of identities tells of them, for the organisations that the operator named.

use norven_proof::digest::Digest;

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

/// Makes a person a member, within the groups of an invitation that waits for them, or gives a member another role. From
/// then on the provider manages the membership. Tells whether they stay what they are, as the last owner.
///
/// # Errors
/// When the database refuses.
pub async fn admit(
    informant: &Informant,
    tx: &mut Tx,
    person: &User,
    role: Role,
    manager: Digest,
) -> Result<bool, Fault> {
    let object = Object::of("user", person.id.0);
    let stays = match store::role_of(tx, person.id).await? {
        Some(held) if held == role => false,
        held => {
            let action = if held.is_some() { "member.role_changed" } else { "member.added" };
            let done = service::give_role(&informant.app, tx, person, role).await;
            record(informant, tx, Event::new(action, object).with("role", role.as_str()), done).await?
        }
    };
    store::provided::manage(tx, person.id, manager).await?;
    Ok(stays)
}

/// Ends a membership, and the sessions of who was a member. Of others nothing changes. Tells whether they stay, as the last
/// owner.
///
/// # Errors
/// When the database refuses.
pub async fn dismiss(informant: &Informant, tx: &mut Tx, person: UserId) -> Result<bool, Fault> {
    if store::role_of(tx, person).await?.is_none() {
        return Ok(false);
    }
    let event = Event::new("member.removed", Object::of("user", person.0));
    let done = service::expel(tx, person).await;
    record(informant, tx, event, done).await
}

/// Whose memberships are managed as somebody's at a provider.
///
/// # Errors
/// When the database refuses.
pub async fn managed_by(tx: &mut Tx, manager: Digest) -> Result<Vec<UserId>, Fault> {
    Ok(store::provided::managed_by(tx, manager).await?)
}

/// Records what was done, or that it was denied since nobody but the person is an owner. That the operator has to know: at
/// the provider it looks as if it were done.
async fn record(informant: &Informant, tx: &mut Tx, event: Event, done: Result<(), Fault>) -> Result<bool, Fault> {
    let (event, stays) = match done {
        Ok(()) => (event, false),
        Err(Fault::App(AppError::LastOwner)) => {
            let (request, org) = (&informant.origin.request, tx.org());
            tracing::warn!(%request, %org, provider = informant.name, "the last owner stays what they are here");
            (event.denied(), true)
        }
        Err(fault) => return Err(fault),
    };
    audit::service::record_of_provider(informant, tx, event).await?;
    Ok(stays)
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
    manager: Digest,
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
    store::provided::manage_invitation(tx, email, manager).await?;
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
    withdrawn(informant, tx, email.as_str()).await
}

/// Takes every invitation back that is managed as somebody's at a provider.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw_managed(informant: &Informant, tx: &mut Tx, manager: Digest) -> Result<(), Fault> {
    for email in store::provided::take_managed_invitations(tx, manager).await? {
        withdrawn(informant, tx, &email).await?;
    }
    Ok(())
}

async fn withdrawn(informant: &Informant, tx: &mut Tx, email: &str) -> Result<(), Fault> {
    let event = Event::new("member.invitation_withdrawn", Object::of("organisation", tx.org().0));
    audit::service::record_of_provider(informant, tx, event.with("email", email)).await
}
