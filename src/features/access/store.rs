//! SQL of domains and providers: directory tables, since who signs in has no organisation yet.

use sqlx::FromRow;

use super::model::Asks;
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{OrgId, ProviderId},
    platform::db::{AnyTx, DirectoryTx, Tx},
    time::Timestamp,
};

/// Sets what the organisation asks.
pub async fn ask(tx: &mut Tx, asks: Asks) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE organisations SET asks_passkey = $2, asks_provider = $3 WHERE id = $1",
        org,
        asks.passkey,
        asks.provider
    )
    .map(drop)
}

/// A domain as it is kept.
#[derive(FromRow)]
pub struct DomainRow {
    pub domain: String,
    pub token: String,
    pub verified_at: Option<Timestamp>,
}

/// Adds a domain; one that is there keeps its token.
pub async fn add_domain(tx: &mut Tx, domain: &str, token: &str, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO org_domains (org_id, domain, token, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id, domain) DO NOTHING",
        org,
        domain,
        token,
        now
    )?;
    Ok(added == 1)
}

/// The domains of the organisation, by name.
pub async fn domains(tx: &mut Tx) -> Result<Vec<DomainRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        DomainRow,
        "SELECT domain, token, verified_at FROM org_domains WHERE org_id = $1 ORDER BY domain LIMIT 100",
        org
    )
}

/// Notes that a domain was shown to be the organisation's; where it was before, it keeps the instant of the first time.
pub async fn verify_domain(tx: &mut Tx, domain: &str, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let verified = execute!(
        tx,
        "UPDATE org_domains SET verified_at = COALESCE(verified_at, $3) WHERE org_id = $1 AND domain = $2",
        org,
        domain,
        now
    )?;
    Ok(verified == 1)
}

/// The domain that was shown first to be the organisation's, of those that it still has.
pub async fn proven_domain(tx: &mut Tx) -> Result<Option<String>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT domain FROM org_domains WHERE org_id = $1 AND verified_at IS NOT NULL ORDER BY verified_at, domain LIMIT 1",
        org
    )?;
    Ok(row.map(|(domain,)| domain))
}

/// Removes a domain; false where there is none.
pub async fn remove_domain(tx: &mut Tx, domain: &str) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    Ok(execute!(tx, "DELETE FROM org_domains WHERE org_id = $1 AND domain = $2", org, domain)? == 1)
}

/// Whose a domain is.
pub async fn org_of_domain(tx: &mut DirectoryTx, domain: &str) -> Result<Option<OrgId>, sqlx::Error> {
    let row: Option<(OrgId,)> = fetch_optional!(
        tx,
        (OrgId,),
        "SELECT org_id FROM org_domains WHERE domain = $1 AND verified_at IS NOT NULL",
        domain
    )?;
    Ok(row.map(|(org,)| org))
}

/// A provider as it is kept.
#[derive(FromRow)]
pub struct ProviderRow {
    pub id: ProviderId,
    pub org_id: OrgId,
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub secret: Vec<u8>,
}

/// Adds a provider to the organisation; false where there is one of that id, whosever it is.
pub async fn add_provider(tx: &mut Tx, row: &ProviderRow, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO org_providers (id, org_id, name, issuer, client_id, secret, created_at)
         VALUES ($2, $1, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        org,
        row.id,
        &row.name,
        &row.issuer,
        &row.client_id,
        &row.secret,
        now
    )?;
    Ok(added == 1)
}

/// The providers of an organisation, the oldest first.
pub async fn providers(tx: &mut impl AnyTx, org: OrgId) -> Result<Vec<ProviderRow>, sqlx::Error> {
    fetch_all!(
        tx,
        ProviderRow,
        "SELECT id, org_id, name, issuer, client_id, secret FROM org_providers
         WHERE org_id = $1 ORDER BY created_at, id LIMIT 100",
        org
    )
}

/// Removes a provider; false where there is none.
pub async fn remove_provider(tx: &mut Tx, id: ProviderId) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    Ok(execute!(tx, "DELETE FROM org_providers WHERE org_id = $1 AND id = $2", org, id)? == 1)
}

/// The provider of an id, whosever it is.
pub async fn provider(tx: &mut DirectoryTx, id: ProviderId) -> Result<Option<ProviderRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        ProviderRow,
        "SELECT id, org_id, name, issuer, client_id, secret FROM org_providers WHERE id = $1",
        id
    )
}

/// Whether an owner of the organisation has a passkey.
pub async fn has_owner_with_passkey(tx: &mut Tx) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (has,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (
           SELECT 1 FROM memberships m JOIN passkeys p ON p.user_id = m.user_id WHERE m.org_id = $1 AND m.role = 'owner')",
        org
    )?;
    Ok(has)
}
