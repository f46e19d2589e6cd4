//! Where the people of a domain sign in.

use super::{
    model::Company,
    providers,
    store::{self, ProviderRow},
};
use crate::{
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{self, means::Means, model::User},
        orgs::{self, model::Role},
    },
    ids::{OrgId, ProviderId},
    platform::{
        db::DirectoryTx,
        fault::Fault,
        mail::{Mail, NameInMail, Subject},
        oidc::Provider,
    },
    server::{actor::SignedIn, origin::Origin, state::App},
    time::Moment,
    ui::routes,
};

/// A provider of an organisation.
pub struct OfOrg {
    /// The provider.
    pub provider: Provider,
    /// The organisation.
    pub org: OrgId,
}

/// The provider of an id, with whose it is.
///
/// # Errors
/// When the database refuses.
pub async fn provider(app: &App, id: ProviderId) -> Result<Option<OfOrg>, Fault> {
    let row = store::provider(&mut app.db.directory_read().await?, id).await?;
    let Some(row) = row else { return Ok(None) };
    let mut tx = app.db.read(row.org_id).await?;
    let secret = providers::open(app, &mut tx, &row).await?;
    let ProviderRow { id, org_id, name, issuer, client_id, .. } = row;
    let provider = Provider::new(id.to_string(), name, issuer, client_id, secret, app.abroad.clone());
    Ok(Some(OfOrg { provider: provider.map_err(Fault::internal)?, org: org_id }))
}

/// Whether a domain was shown to be an organisation's.
///
/// # Errors
/// When the database refuses.
async fn has_domain(tx: &mut DirectoryTx, org: OrgId, domain: &str) -> Result<bool, Fault> {
    Ok(store::org_of_domain(tx, domain).await? == Some(org))
}

/// Whether a provider of an organisation still is one, and the domain the organisation's: both can be removed at any time.
///
/// # Errors
/// When the database refuses.
pub async fn answers_for(tx: &mut DirectoryTx, org: OrgId, provider: &str, domain: &str) -> Result<bool, Fault> {
    let is_there = store::providers(tx, org).await?.iter().any(|row| row.id.to_string() == provider);
    Ok(is_there && has_domain(tx, org, domain).await?)
}

/// Where the people of a domain sign in; nothing where it is nobody's, or nobody there has a provider.
///
/// # Errors
/// When the database refuses.
pub async fn of_domain(app: &App, domain: &str) -> Result<Option<Company>, Fault> {
    let mut tx = app.db.directory_read().await?;
    match store::org_of_domain(&mut tx, domain).await? {
        Some(org) => of_org(&mut tx, org).await,
        None => Ok(None),
    }
}

/// Where somebody who is signed in signs in at the organisation that they work in.
///
/// # Errors
/// When the database refuses.
pub async fn of_person(person: &SignedIn) -> Result<Option<Company>, Fault> {
    let working = orgs::service::membership(&person.app, person.user.id, person.current_org).await?;
    match working {
        Some(working) => of_org(&mut person.app.db.directory_read().await?, working.org.id).await,
        None => Ok(None),
    }
}

async fn of_org(tx: &mut DirectoryTx, org: OrgId) -> Result<Option<Company>, Fault> {
    let providers: Vec<_> = store::providers(tx, org).await?.into_iter().map(|row| (row.id, row.name)).collect();
    if providers.is_empty() {
        return Ok(None);
    }
    let asks = orgs::service::asks(tx, org).await?;
    Ok(Some(Company { providers, is_only_way: asks.provider }))
}

/// Puts on record, and tells the other owners by mail, that an owner came in by a passkey where the provider is asked
/// for and has not let them in.
///
/// # Errors
/// When the database refuses.
pub async fn note_broken_glass(
    app: &App,
    tx: &mut DirectoryTx,
    owner: &User,
    means: &Means,
    let_in_by: Option<OrgId>,
    origin: &Origin,
) -> Result<(), Fault> {
    if !means.assurance().strong {
        return Ok(());
    }
    for membership in orgs::service::memberships(tx, owner.id).await? {
        let (org, is_owner) = (&membership.org, membership.role == Role::Owner);
        let broke = is_owner && org.asks.provider && let_in_by != Some(org.id);
        if !(broke && has_domain(tx, org.id, owner.email.domain()).await?) {
            continue;
        }
        let event = Event::new("access.glass_broken", Object::of("user", owner.id.0)).with("by", means.as_str());
        audit::service::record_in(app, tx, org.id, owner, origin, &event).await?;
        for other in orgs::service::owners(tx, org.id).await?.into_iter().filter(|other| other.id != owner.id) {
            let t = &other.locale.words().access;
            let named = |name: &str| NameInMail::new(name, other.locale.words().common.name_withheld);
            let name = named(&org.name);
            let mail = Mail {
                to: other.email.as_str().to_owned(),
                subject: Subject::naming(&name, |org| t.mail_glass_subject(org)),
                body: t.mail_glass_body(
                    named(&owner.name),
                    &name,
                    origin.ip.in_words(other.locale),
                    Moment::utc(app.now()).date_time(other.locale),
                    app.origin.url(routes::AUDIT),
                ),
            };
            identity::mails::send(app, tx, &mail).await?;
        }
    }
    Ok(())
}
