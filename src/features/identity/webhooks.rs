//! What a provider tells of its people by itself (webhooks, as Clerk sends them): who is no more, and who belongs to an
//! organisation.
//!
//! A message is believed for its signature alone. It counts once, and only while nothing later was heard of the same
//! membership, since a message that did not arrive is sent again for a day.

use axum::http::HeaderMap;
use norven_proof::digest::Digest;
use serde::Deserialize;
use serde_json::Value;

use super::{
    model::Email,
    service::user,
    sessions,
    store::{identities, webhooks},
};
use crate::{
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs::{self, model::Role, provided},
    },
    ids::OrgId,
    platform::{
        db::AnyTx,
        fault::Fault,
        oidc::{Provider, Webhook},
        webhook::Unverified,
    },
    server::{actor::Informant, origin::Origin, state::App},
    time::Timestamp,
};

/// Messages are remembered for two days: Svix sends one again for 28 hours.
const KEPT_SECONDS: i64 = 2 * 24 * 3600;

/// Why a message was not heard.
#[derive(Debug, thiserror::Error)]
pub enum Unheard {
    /// No such provider sends messages here.
    #[error("No provider of this name sends messages here.")]
    Nobody,
    /// It is not what the provider signed, or not of now.
    #[error(transparent)]
    Unverified(#[from] Unverified),
    /// It is signed and says nothing that can be read.
    #[error("The message is not as it should be: {0}.")]
    Malformed(#[from] serde_json::Error),
    /// Something failed here.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A message, whatever it says.
#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    /// When it was said first, in milliseconds since 1970.
    timestamp: Option<i64>,
    data: Value,
}

/// What a message says of somebody.
#[derive(Deserialize)]
struct Gone {
    id: String,
}

/// What a message says of a membership.
#[derive(Deserialize)]
struct Membership {
    #[serde(default)]
    role: String,
    organization: Named,
    public_user_data: Person,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Person {
    user_id: String,
    #[serde(default)]
    identifier: Option<String>,
}

/// What is heard of what providers say.
enum Told {
    /// Somebody is no more.
    PersonGone(Gone),
    /// Somebody belongs to an organisation, in a role.
    Belongs(Membership),
    /// Somebody belongs to an organisation no more.
    BelongsNoMore(Membership),
}

impl Told {
    /// Reads what concerns us; nothing of what does not.
    fn read(message: Message) -> Result<Option<Self>, serde_json::Error> {
        let data = message.data;
        Ok(Some(match message.kind.as_str() {
            "user.deleted" => Self::PersonGone(serde_json::from_value(data)?),
            "organizationMembership.created" | "organizationMembership.updated" => {
                Self::Belongs(serde_json::from_value(data)?)
            }
            "organizationMembership.deleted" => Self::BelongsNoMore(serde_json::from_value(data)?),
            _ => return Ok(None),
        }))
    }
}

/// A message that is believed, while it is acted upon.
struct Hearing<'a> {
    app: &'a App,
    provider: &'a Provider,
    webhook: &'a Webhook,
    informant: Informant,
    /// The message's id.
    id: &'a str,
    said_at: Timestamp,
}

/// Hears a message of a provider. What concerns nobody here is heard too, and changes nothing.
///
/// # Errors
/// [`Unheard`] says why it was not.
pub async fn hear(app: &App, provider: &str, headers: &HeaderMap, body: &[u8], origin: &Origin) -> Result<(), Unheard> {
    let provider = app.providers.get(provider).ok_or(Unheard::Nobody)?;
    let webhook = provider.webhook.as_ref().ok_or(Unheard::Nobody)?;
    let (id, sent_at) = webhook.secret.verify(headers, body, app.now())?;
    let message: Message = serde_json::from_slice(body)?;
    let said_at = message.timestamp.map_or(sent_at, |millis| Timestamp(millis.saturating_mul(1000)));
    let informant = Informant { app: app.clone(), name: provider.name.clone(), origin: origin.clone() };
    let hearing = Hearing { app, provider: &provider, webhook, informant, id, said_at };
    match Told::read(message)? {
        Some(Told::PersonGone(person)) => hearing.person_gone(&person.id).await?,
        Some(Told::Belongs(membership)) => hearing.belongs(&membership).await?,
        Some(Told::BelongsNoMore(membership)) => hearing.belongs_no_more(&membership).await?,
        None => {}
    }
    Ok(())
}

impl Hearing<'_> {
    /// Takes away what somebody signed in with who is no more at the provider, and ends their sessions.
    async fn person_gone(&self, subject: &str) -> Result<(), Fault> {
        let issuer = self.provider.issuer();
        let mut tx = self.app.db.directory().await?;
        if !self.is_news(&mut tx, &[issuer, subject]).await? {
            return Ok(());
        }
        if let Some(person) = identities::forget(&mut tx, issuer, subject).await? {
            let ended = sessions::end_all_of(&mut tx, person).await?;
            let event = Event::new("identity.removed", Object::of("user", person.0));
            let event = event.with("issuer", issuer).with("sessions", ended);
            audit::service::record_about_person(&self.informant, &mut tx, person, &event).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Makes somebody a member, changes their role, or asks them to join where nobody here knows them.
    async fn belongs(&self, membership: &Membership) -> Result<(), Fault> {
        let (Some(org), Some(role)) = (self.organisation(membership), self.role(membership)) else { return Ok(()) };
        let person = &membership.public_user_data;
        let mut tx = self.app.db.write(org).await?;
        let Some(org) = orgs::service::locked(&mut tx).await? else { return Ok(()) };
        if !self.is_news(&mut tx, &about(self.provider, membership)).await? {
            return Ok(());
        }
        let known = identities::whom(&mut tx, self.provider.issuer(), &person.user_id).await?;
        match (known, person.address()) {
            (Some(known), _) => {
                let known = user(&mut tx, known).await?.ok_or_else(|| Fault::internal("an identity of nobody"))?;
                provided::admit(&self.informant, &mut tx, &known, role).await?;
            }
            (None, Some(email)) => provided::invite(&self.informant, &mut tx, &org, &email, role).await?,
            (None, None) => {}
        }
        tx.commit().await?;
        self.app.bell.notify_one();
        Ok(())
    }

    /// Ends a membership, or takes the invitation back of somebody who has not answered.
    async fn belongs_no_more(&self, membership: &Membership) -> Result<(), Fault> {
        let Some(org) = self.organisation(membership) else { return Ok(()) };
        let person = &membership.public_user_data;
        let mut tx = self.app.db.write(org).await?;
        if orgs::service::locked(&mut tx).await?.is_none()
            || !self.is_news(&mut tx, &about(self.provider, membership)).await?
        {
            return Ok(());
        }
        let known = identities::whom(&mut tx, self.provider.issuer(), &person.user_id).await?;
        match (known, person.address()) {
            (Some(known), _) => provided::dismiss(&self.informant, &mut tx, known).await?,
            (None, Some(email)) => provided::withdraw(&self.informant, &mut tx, &email).await?,
            (None, None) => {}
        }
        Ok(tx.commit().await?)
    }

    /// Keeps that this was heard; false where it was before, or where something later was heard of the same.
    async fn is_news(&self, tx: &mut impl AnyTx, about: &[&str]) -> Result<bool, Fault> {
        let now = self.app.now();
        let (message, about) = (digest(&[&self.provider.id, self.id]), digest(about));
        let overtaken = webhooks::is_overtaken(tx, about, self.said_at).await?;
        let is_first = webhooks::add(tx, message, about, self.said_at, now, now.plus_seconds(KEPT_SECONDS)).await?;
        Ok(is_first && !overtaken)
    }

    /// The organisation here that a membership is of, where the operator named it.
    fn organisation(&self, membership: &Membership) -> Option<OrgId> {
        self.webhook.organisations.get(&membership.organization.id).copied()
    }

    /// The role here that a membership gives, where the operator named it.
    fn role(&self, membership: &Membership) -> Option<Role> {
        let role = self.webhook.roles.get(&membership.role).and_then(|role| Role::parse(role));
        if role.is_none() {
            let (provider, role) = (&self.provider.id, &membership.role);
            tracing::warn!(provider, role, "a role that the configuration does not name changes nothing");
        }
        role
    }
}

impl Person {
    /// Their address, where they are known by one.
    fn address(&self) -> Option<Email> {
        Email::parse(self.identifier.as_deref()?).ok()
    }
}

/// What messages about one membership have in common.
fn about<'a>(provider: &'a Provider, membership: &'a Membership) -> [&'a str; 3] {
    [provider.issuer(), &membership.organization.id, &membership.public_user_data.user_id]
}

/// Stands for some texts, none of which can be mistaken for a part of another.
fn digest(parts: &[&str]) -> Digest {
    let whole: Vec<String> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    Digest::of(whole.concat())
}
