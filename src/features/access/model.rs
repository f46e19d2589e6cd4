//! Domains, providers, and what is asked.

use serde::{Deserialize, Serialize};

use crate::ids::ProviderId;

/// Most characters in a provider's address, or in the name or secret of our client there.
pub const MAX_SECRET: usize = 1000;

/// What an organisation asks of whoever works in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// A passkey.
    pub passkey: bool,
    /// Its own provider, of people whose address is in one of its domains.
    pub provider: bool,
}

/// How members of an organisation sign in, as its owners see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessView {
    /// What is asked.
    pub asks: Asks,
    /// The organisation's domains, by name.
    pub domains: Vec<DomainLine>,
    /// Its providers, the oldest first.
    pub providers: Vec<ProviderLine>,
    /// The public address: providers send people back to an address below it.
    pub origin: String,
}

/// A domain of e-mail addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainLine {
    /// Its name, `example.com`.
    pub domain: String,
    /// Where the TXT record belongs.
    pub record: String,
    /// What it has to say.
    pub value: String,
    /// Whether it was shown to be the organisation's.
    pub is_verified: bool,
}

/// A provider of identities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderLine {
    /// Its id.
    pub id: ProviderId,
    /// How people know it.
    pub name: String,
    /// How it names itself (OpenID Connect Discovery 1.0, 2).
    pub issuer: String,
    /// How it names us.
    pub client_id: String,
    /// Where it has to send people back to.
    pub redirect: String,
}

/// A provider to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProvider {
    /// Made where it is added: the address that it sends people back to is known before.
    pub id: ProviderId,
    /// How people know it.
    pub name: String,
    /// How it names itself.
    pub issuer: String,
    /// How it names us.
    pub client_id: String,
    /// What it knows us by.
    pub client_secret: String,
}

/// Where people of a domain, or of an organisation, sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Providers with their names.
    pub providers: Vec<(ProviderId, String)>,
    /// Whether there is no other way, but for an owner's passkey.
    pub is_only_way: bool,
}
