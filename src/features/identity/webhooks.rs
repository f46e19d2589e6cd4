//! What a provider tells of its people by itself (webhooks, as Clerk sends them): who is no more, and who belongs to an
//! organisation.
//!
//! A message is believed for its signature alone. It counts once, and in whatever order messages arrive, what comes of
//! them is the same: of each membership the last word counts, and who is no more never belongs to anything again.

use std::collections::BTreeSet;

use axum::http::HeaderMap;
use norven_proof::digest::Digest;
use serde::Deserialize;
use serde_json::Value;

use super::{
    model::Email,
    service::user,
    sessions,
    store::{
        identities,
        webhooks::{self, Word},
    },
};
use crate::{
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs::{self, model::Role, provided},
    },
    ids::{OrgId, UserId},
    platform::{
        db::{AnyTx, Tx},
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

impl Message {
    /// When it was said first, or when what it tells of changed; not when it was sent, which is later where it is sent
    /// again.
    fn said_at(&self) -> Option<Timestamp> {
        let millis = self.timestamp.or_else(|| self.data.get("updated_at")?.as_i64())?;
        Some(Timestamp(millis.saturating_mul(1000)))
    }
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

/// What came of a message that was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// What it says is so now, or concerns nobody here.
    Done,
    /// Somebody is the last owner of an organisation, and stays what they are.
    LastOwnerStays,
}

impl Heard {
    fn of(stays: bool) -> Self {
        if stays { Self::LastOwnerStays } else { Self::Done }
    }
}

/// Hears a message of a provider. What concerns nobody here is heard too, and changes nothing.
///
/// # Errors
/// [`Unheard`] says why it was not.
pub async fn hear(
    app: &App,
    provider: &str,
    headers: &HeaderMap,
    body: &[u8],
    origin: &Origin,
) -> Result<Heard, Unheard> {
    let provider = app.providers.get(provider).ok_or(Unheard::Nobody)?;
    let webhook = provider.webhook.as_ref().ok_or(Unheard::Nobody)?;
    let (id, sent_at) = webhook.secret.verify(headers, body, app.now())?;
    let message: Message = serde_json::from_slice(body)?;
    let said_at = message.said_at().unwrap_or(sent_at);
    let informant = Informant { app: app.clone(), name: provider.name.clone(), origin: origin.clone() };
    let hearing = Hearing { app, provider: &provider, webhook, informant, id, said_at };
    Ok(match Told::read(message)? {
        Some(Told::PersonGone(person)) => hearing.person_gone(&person.id).await?,
        Some(Told::Belongs(membership)) => hearing.belongs(&membership).await?,
        Some(Told::BelongsNoMore(membership)) => hearing.belongs_no_more(&membership).await?,
        None => Heard::Done,
    })
}

impl Hearing<'_> {
    /// Ends what somebody who is no more at the provider is by it: memberships and invitations in the organisations that
    /// the operator named, what they signed in with, and their sessions.
    ///
    /// Each organisation is a transaction of its own. That they are gone is kept before the first, so that no message
    /// brings back what ended already; that it was heard, in the last, so that it is heard again where one failed.
    async fn person_gone(&self, subject: &str) -> Result<Heard, Fault> {
        let issuer = self.provider.issuer();
        let about = digest(&[issuer, subject]);
        // Asked only, and not kept: the transaction is given up.
        if !self.is_news(&mut self.app.db.directory().await?, about, true).await? {
            return Ok(Heard::Done);
        }
        let mut tx = self.app.db.directory().await?;
        webhooks::keep(&mut tx, &self.word(gone(issuer, subject), true)).await?;
        tx.commit().await?;
        let mut stays = false;
        for org in BTreeSet::from_iter(self.webhook.organisations.values()) {
            let mut tx = self.app.db.write(*org).await?;
            if orgs::service::locked(&mut tx).await?.is_none() {
                continue;
            }
            for person in self.whom(&mut tx, subject).await? {
                stays |= provided::dismiss(&self.informant, &mut tx, person).await?;
            }
            provided::withdraw_managed(&self.informant, &mut tx, manager(issuer, subject)).await?;
            tx.commit().await?;
        }
        let mut tx = self.app.db.directory().await?;
        if !self.is_news(&mut tx, about, true).await? {
            return Ok(Heard::of(stays));
        }
        if let Some(person) = identities::forget(&mut tx, issuer, subject).await? {
            let ended = sessions::end_all_of(&mut tx, person).await?;
            let event = Event::new("identity.removed", Object::of("user", person.0));
            let event = event.with("issuer", issuer).with("sessions", ended);
            audit::service::record_about_person(&self.informant, &mut tx, person, &event).await?;
        }
        tx.commit().await?;
        Ok(Heard::of(stays))
    }

    /// Makes somebody a member, changes their role, or asks them to join where nobody here knows them.
    async fn belongs(&self, membership: &Membership) -> Result<Heard, Fault> {
        let (Some(org), Some(role)) = (self.organisation(membership), self.role(membership)) else {
            return Ok(Heard::Done);
        };
        let person = &membership.public_user_data;
        let (issuer, subject) = (self.provider.issuer(), &person.user_id);
        let mut tx = self.app.db.write(org).await?;
        let Some(org) = orgs::service::locked(&mut tx).await? else { return Ok(Heard::Done) };
        if webhooks::is_kept(&mut tx, gone(issuer, subject)).await?
            || !self.is_news(&mut tx, self.about(membership), false).await?
        {
            return Ok(Heard::Done);
        }
        let manager = manager(issuer, subject);
        let known = self.whom(&mut tx, subject).await?.into_iter().next();
        let stays = match (known, person.address()) {
            (Some(known), _) => {
                let known = user(&mut tx, known).await?.ok_or_else(|| Fault::internal("an identity of nobody"))?;
                provided::admit(&self.informant, &mut tx, &known, role, manager).await?
            }
            (None, Some(email)) => {
                provided::invite(&self.informant, &mut tx, &org, &email, role, manager).await?;
                false
            }
            (None, None) => false,
        };
        tx.commit().await?;
        self.app.bell.notify_one();
        Ok(Heard::of(stays))
    }

    /// Ends a membership, or takes the invitation back of somebody who has not answered.
    async fn belongs_no_more(&self, membership: &Membership) -> Result<Heard, Fault> {
        let Some(org) = self.organisation(membership) else { return Ok(Heard::Done) };
        let person = &membership.public_user_data;
        let mut tx = self.app.db.write(org).await?;
        if orgs::service::locked(&mut tx).await?.is_none()
            || !self.is_news(&mut tx, self.about(membership), true).await?
        {
            return Ok(Heard::Done);
        }
        let known = self.whom(&mut tx, &person.user_id).await?;
        let mut stays = false;
        for person in &known {
            stays |= provided::dismiss(&self.informant, &mut tx, *person).await?;
        }
        if let (true, Some(email)) = (known.is_empty(), person.address()) {
            provided::withdraw(&self.informant, &mut tx, &email).await?;
        }
        provided::withdraw_managed(&self.informant, &mut tx, manager(self.provider.issuer(), &person.user_id)).await?;
        tx.commit().await?;
        Ok(Heard::of(stays))
    }

    /// Whom the provider means in an organisation: who signs in by that name of theirs, then whose membership it manages
    /// although they do so no longer.
    async fn whom(&self, tx: &mut Tx, subject: &str) -> Result<Vec<UserId>, Fault> {
        let issuer = self.provider.issuer();
        let known = identities::whom(tx, issuer, subject).await?;
        let managed = provided::managed_by(tx, manager(issuer, subject)).await?;
        let others = managed.into_iter().filter(|other| Some(*other) != known);
        Ok(known.into_iter().chain(others).collect())
    }

    /// Keeps what was said; false where it was heard before, or where something later was said of the same.
    async fn is_news(&self, tx: &mut impl AnyTx, about: Digest, ended: bool) -> Result<bool, Fault> {
        let (now, word) = (self.app.now(), self.word(about, ended));
        let is_first = webhooks::hear(tx, word.message, now, now.plus_seconds(KEPT_SECONDS)).await?;
        Ok(is_first && webhooks::keep(tx, &word).await?)
    }

    fn word(&self, about: Digest, ended: bool) -> Word {
        Word { about, said_at: self.said_at, ended, message: digest(&[&self.provider.id, self.id]) }
    }

    /// What messages about one membership have in common.
    fn about(&self, membership: &Membership) -> Digest {
        digest(&[self.provider.issuer(), &membership.organization.id, &membership.public_user_data.user_id])
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

/// Stands for somebody as the provider of memberships.
fn manager(issuer: &str, subject: &str) -> Digest {
    digest(&["manager", issuer, subject])
}

/// Stands for somebody's end at a provider, who gives their name to nobody else (OpenID Connect Core 1.0, 2).
fn gone(issuer: &str, subject: &str) -> Digest {
    digest(&["gone", issuer, subject])
}

/// Stands for some texts, none of which can be mistaken for a part of another.
fn digest(parts: &[&str]) -> Digest {
    let whole: Vec<String> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    Digest::of(whole.concat())
}
