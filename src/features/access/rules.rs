//! Who gets into an organisation: the rules, in one place for every request.

use super::store;
use crate::{
    error::AppError,
    features::{
        identity::means::Assurance,
        orgs::model::{Organisation, Role},
    },
    platform::fault::Fault,
    server::actor::SignedIn,
};

/// Checks that a session has shown what the organisation asks of it.
///
/// # Errors
/// [`AppError::PasskeyNeeded`], [`AppError::ProviderNeeded`].
pub async fn admit(person: &SignedIn, org: &Organisation, role: Role) -> Result<(), Fault> {
    let Assurance { strong, provider_of } = person.assurance;
    // Whom its own provider let in, it answers for itself.
    if provider_of == Some(org.id) {
        return Ok(());
    }
    // An owner's passkey opens while the provider does not: somebody has to be able to put it right.
    let breaks_glass = strong && role == Role::Owner;
    if org.asks.provider && !breaks_glass {
        let mut tx = person.app.db.directory_read().await?;
        if store::org_of_domain(&mut tx, person.user.email.domain()).await? == Some(org.id) {
            return Err(AppError::ProviderNeeded.into());
        }
    }
    if org.asks.passkey && !strong { Err(AppError::PasskeyNeeded.into()) } else { Ok(()) }
}
