//! The identities of a person: who they are at providers.

use super::{model::IdentityLine, store::identities as store};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs,
    },
    platform::fault::Fault,
    server::actor::SignedIn,
};

/// A person's identities, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(person: &SignedIn) -> Result<Vec<IdentityLine>, Fault> {
    let moment = orgs::service::moments(person).await?;
    let named = |issuer: &str| {
        let known = person.app.providers.iter().find(|provider| provider.issuer() == issuer);
        known.map_or_else(|| host(issuer), |provider| provider.name.clone())
    };
    let mut tx = person.app.db.directory_read().await?;
    let line = |row: store::IdentityRow| IdentityLine {
        provider: named(&row.issuer),
        issuer: row.issuer,
        subject: row.subject,
        created: moment(row.created_at),
        last_used: moment(row.last_used_at),
    };
    Ok(store::of_user(&mut tx, person.user.id).await?.into_iter().map(line).collect())
}

/// The part of an address that people know a provider by.
fn host(issuer: &str) -> String {
    let rest = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).to_owned()
}

/// Removes an identity: the provider signs the person in no longer.
///
/// # Errors
/// [`AppError::ProofNeeded`], [`AppError::NotFound`].
pub async fn remove(person: &SignedIn, issuer: &str, subject: &str) -> Result<(), Fault> {
    person.proved()?;
    let mut tx = person.app.db.directory().await?;
    if !store::remove(&mut tx, person.user.id, issuer, subject).await? {
        return Err(AppError::NotFound.into());
    }
    let event = Event::new("identity.removed", Object::of("user", person.user.id.0)).with("issuer", issuer);
    audit::service::record_for_person(person, &mut tx, event).await?;
    Ok(tx.commit().await?)
}
