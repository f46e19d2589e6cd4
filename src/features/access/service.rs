//! What owners set: what is asked of members, and what there is to ask it with.

use super::{
    domains,
    model::{AccessView, Asks, ProviderLine},
    store,
};
use crate::{
    error::{AccessProblem, AppError},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs::{self, model::Permission},
    },
    platform::{db::Tx, fault::Fault},
    server::actor::{Member, SignedIn},
    ui::routes,
};

/// How members sign in.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners.
pub async fn view(member: &Member) -> Result<AccessView, Fault> {
    member.may(Permission::Administer)?;
    let app = &member.app;
    let mut tx = app.db.read(member.org.id).await?;
    let line = |row: store::ProviderRow| ProviderLine {
        redirect: app.origin.url(&routes::sign_in_back(&row.id.to_string())),
        id: row.id,
        name: row.name,
        issuer: row.issuer,
        client_id: row.client_id,
    };
    Ok(AccessView {
        asks: member.org.asks,
        domains: store::domains(&mut tx).await?.into_iter().map(domains::to_line).collect(),
        providers: store::providers(&mut tx, member.org.id).await?.into_iter().map(line).collect(),
        origin: app.origin.as_str().to_owned(),
    })
}

/// Sets what is asked of members. Whoever begins to ask for something shows first that it works: their own session has
/// it. The provider is asked for only where an owner's passkey can open while it does not.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::Access`].
pub async fn ask(member: &Member, person: &SignedIn, asks: Asks) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let assurance = person.assurance;
    let (mut tx, before) = begin(member).await?;
    if asks.passkey && !before.passkey && !assurance.strong {
        return Err(AppError::Access { problem: AccessProblem::PasskeyFirst }.into());
    }
    if asks.provider && !before.provider && assurance.provider_of != Some(member.org.id) {
        return Err(AppError::Access { problem: AccessProblem::ProviderFirst }.into());
    }
    if asks.provider && !before.provider && !store::has_owner_with_passkey(&mut tx).await? {
        return Err(AppError::Access { problem: AccessProblem::OwnerPasskeyFirst }.into());
    }
    check_way_in(&mut tx, asks).await?;
    store::ask(&mut tx, asks).await?;
    let event = Event::new("access.changed", Object::of("organisation", member.org.id.0))
        .with("passkey", asks.passkey)
        .with("provider", asks.provider);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// The domain that the organisation of a transaction is known by: of those that it has, the one that was verified first.
/// It stays the same while that one is not removed. Nothing where none is verified.
///
/// # Errors
/// When the database refuses.
pub async fn proven_domain(tx: &mut Tx) -> Result<Option<String>, Fault> {
    Ok(store::proven_domain(tx).await?)
}

/// Begins a change of how members sign in, and says what is asked of them. Whoever else changes it waits: of two owners
/// neither takes away what the other begins to ask for.
///
/// # Errors
/// When the database refuses.
pub(super) async fn begin(member: &Member) -> Result<(Tx, Asks), Fault> {
    let mut tx = member.app.db.write(member.org.id).await?;
    let org = orgs::service::locked(&mut tx).await?.ok_or(AppError::NotFound)?;
    Ok((tx, org.asks))
}

/// Checks that where the provider is asked for, there is one, and a domain that it vouches for.
///
/// # Errors
/// [`AppError::Access`].
pub(super) async fn check_way_in(tx: &mut Tx, asks: Asks) -> Result<(), Fault> {
    if !asks.provider {
        return Ok(());
    }
    let org = tx.org();
    let has_domain = store::domains(tx).await?.iter().any(|row| row.verified_at.is_some());
    let has_provider = !store::providers(tx, org).await?.is_empty();
    if has_domain && has_provider { Ok(()) } else { Err(AppError::Access { problem: AccessProblem::NoWayIn }.into()) }
}
