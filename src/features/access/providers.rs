//! The providers of an organisation.

use super::{
    model::{MAX_SECRET, NewProvider},
    service,
    store::{self, ProviderRow},
};
use crate::{
    error::{AccessProblem, AppError, FieldProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{self, model::check_name},
        orgs::{self, model::Permission},
    },
    ids::ProviderId,
    platform::{blobs::ObjectContext, db::Tx, fault::Fault, oidc::Provider},
    server::{actor::Member, state::App},
};

/// So many providers an organisation has at most.
const MAX_PROVIDERS: usize = 10;

/// Adds a provider, once it has answered for itself.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::Field`] `name`, `issuer`, `client_id` or
/// `client_secret`, [`AppError::Access`], [`AppError::Conflict`], [`AppError::AwaitingApproval`].
pub async fn add(member: &Member, new: NewProvider) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    // It would bring people in.
    member.org.approved()?;
    let app = &member.app;
    let name = check_name("name", &new.name)?;
    let issuer = line("issuer", &new.issuer)?;
    let client_id = line("client_id", &new.client_id)?;
    let secret = line("client_secret", &new.client_secret)?;
    let (id, http) = (new.id, app.abroad.clone());
    let provider = Provider::new(id.to_string(), name.clone(), issuer.clone(), client_id.clone(), secret.clone(), http);
    let provider = provider.map_err(|_| AppError::field("issuer", FieldProblem::NotAChoice))?;
    if let Err(why) = provider.ask(app.now()).await {
        tracing::info!(request = %member.origin.request, issuer, %why, "a provider did not answer for itself");
        return Err(AppError::Access { problem: AccessProblem::NoProvider }.into());
    }
    let (mut tx, _) = service::begin(member).await?;
    if store::providers(&mut tx, member.org.id).await?.len() >= MAX_PROVIDERS {
        return Err(AppError::Access { problem: AccessProblem::TooMany }.into());
    }
    let sealed = seal(app, &mut tx, id, &secret).await?;
    let row = ProviderRow { id, org_id: member.org.id, name, issuer, client_id, secret: sealed };
    if !store::add_provider(&mut tx, &row, app.now()).await? {
        return Err(AppError::Conflict.into());
    }
    let event =
        Event::new("provider.added", Object::of("provider", id.0)).with("name", row.name).with("issuer", row.issuer);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Removes a provider, and ends the sessions that began with it, maybe the present one. The last provider stays while it is
/// the only way in.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::NotFound`], [`AppError::Access`].
pub async fn remove(member: &Member, id: ProviderId) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let (mut tx, asks) = service::begin(member).await?;
    if !store::remove_provider(&mut tx, id).await? {
        return Err(AppError::NotFound.into());
    }
    service::check_way_in(&mut tx, asks).await?;
    let ended = identity::sessions::end_by_provider(&mut tx, member.org.id, id).await?;
    let event = Event::new("provider.removed", Object::of("provider", id.0)).with("sessions", ended);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// What a provider knows us by.
///
/// # Errors
/// When it was encrypted with another key.
pub async fn open(app: &App, tx: &mut Tx, row: &ProviderRow) -> Result<String, Fault> {
    let owner = orgs::service::key(app, tx).await?;
    let place = place(row.id);
    let context = ObjectContext { org: owner.org, key: &place, version: owner.version };
    let secret = owner.cipher.open(context, &row.secret);
    let secret = secret.ok_or_else(|| Fault::internal("a provider's secret was encrypted with another key"))?;
    String::from_utf8(secret).map_err(Fault::internal)
}

async fn seal(app: &App, tx: &mut Tx, id: ProviderId, secret: &str) -> Result<Vec<u8>, Fault> {
    let owner = orgs::service::key(app, tx).await?;
    let place = place(id);
    let context = ObjectContext { org: owner.org, key: &place, version: owner.version };
    Ok(owner.cipher.seal(context, secret.as_bytes(), &*app.rng))
}

fn place(id: ProviderId) -> String {
    format!("providers/{id}")
}

/// A line as people paste it.
fn line(field: &str, text: &str) -> Result<String, AppError> {
    crate::text::check(text)?;
    let text = text.trim();
    if text.is_empty() {
        Err(AppError::field(field, FieldProblem::Missing))
    } else if text.chars().count() > MAX_SECRET {
        Err(AppError::field(field, FieldProblem::TooLong(u32::try_from(MAX_SECRET).unwrap_or(u32::MAX))))
    } else {
        Ok(text.to_owned())
    }
}
