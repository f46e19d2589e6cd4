//! Domains: an organisation shows that one is its own by a TXT record that only whoever keeps it can set.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{
    model::DomainLine,
    service,
    store::{self, DomainRow},
};
use crate::{
    error::{AccessProblem, AppError, FieldProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{self, address},
        orgs::model::Permission,
    },
    platform::fault::Fault,
    server::actor::Member,
};

/// So many domains an organisation has at most.
const MAX_DOMAINS: usize = 50;
/// Where the record belongs, below the domain: beside what else it says there.
const LABEL: &str = "_norven";
/// What the record's value begins with.
const KEY: &str = "norven-verification=";

/// A domain as owners see it.
#[must_use]
pub fn to_line(row: DomainRow) -> DomainLine {
    DomainLine {
        record: record(&row.domain),
        value: value(&row.token),
        is_verified: row.verified_at.is_some(),
        domain: address::shown_domain(&row.domain),
    }
}

fn record(domain: &str) -> String {
    format!("{LABEL}.{domain}")
}

fn value(token: &str) -> String {
    format!("{KEY}{token}")
}

/// Adds a domain, which is to be verified.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::Field`] `domain`, [`AppError::Access`].
pub async fn add(member: &Member, domain: &str) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let app = &member.app;
    let domain = parse(domain)?;
    let (mut tx, _) = service::begin(member).await?;
    if store::domains(&mut tx).await?.len() >= MAX_DOMAINS {
        return Err(AppError::Access { problem: AccessProblem::TooMany }.into());
    }
    let token = BASE64_URL_SAFE_NO_PAD.encode(app.rng.bytes::<24>());
    if !store::add_domain(&mut tx, &domain, &token, app.now()).await? {
        return Err(AppError::field("domain", FieldProblem::Taken).into());
    }
    record_of(member, &mut tx, "domain.added", &domain).await?;
    Ok(tx.commit().await?)
}

/// Looks whether a domain's record is there; the domain is the organisation's from then on.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::NotFound`], [`AppError::TooMany`],
/// [`AppError::Access`].
pub async fn check(member: &Member, domain: &str) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let app = &member.app;
    app.limits.prove(member.origin.ip)?;
    let parsed = parse(domain)?;
    let domain = parsed.as_str();
    let rows = store::domains(&mut app.db.read(member.org.id).await?).await?;
    let row = rows.into_iter().find(|row| row.domain == domain).ok_or(AppError::NotFound)?;
    let found = app.names.texts(&record(domain)).await.map_err(|why| {
        tracing::info!(request = %member.origin.request, domain, %why, "a domain's records could not be read");
        AppError::Access { problem: AccessProblem::NamesUnreachable }
    })?;
    if !found.contains(&value(&row.token)) {
        return Err(AppError::Access { problem: AccessProblem::NoRecord }.into());
    }
    let mut tx = app.db.write(member.org.id).await?;
    match store::verify_domain(&mut tx, domain, app.now()).await {
        Ok(true) => {}
        Ok(false) => return Err(AppError::NotFound.into()),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(AppError::Access { problem: AccessProblem::DomainTaken }.into());
        }
        Err(error) => return Err(error.into()),
    }
    record_of(member, &mut tx, "domain.verified", domain).await?;
    Ok(tx.commit().await?)
}

/// Removes a domain, and ends the sessions of its people that began with the organisation's provider, maybe the
/// present one. The last domain stays while the provider is the only way in.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::ProofNeeded`], [`AppError::NotFound`], [`AppError::Access`].
pub async fn remove(member: &Member, domain: &str) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let parsed = parse(domain)?;
    let domain = parsed.as_str();
    let (mut tx, asks) = service::begin(member).await?;
    if !store::remove_domain(&mut tx, domain).await? {
        return Err(AppError::NotFound.into());
    }
    service::check_way_in(&mut tx, asks).await?;
    let ended = identity::sessions::end_by_domain(&mut tx, member.org.id, domain).await?;
    let event = event(member, "domain.removed", domain).with("sessions", ended);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

async fn record_of(
    member: &Member,
    tx: &mut crate::platform::db::Tx,
    action: &'static str,
    domain: &str,
) -> Result<(), Fault> {
    audit::service::record_for(member, tx, event(member, action, domain)).await
}

fn event(member: &Member, action: &'static str, domain: &str) -> Event {
    Event::new(action, Object::of("organisation", member.org.id.0)).with("domain", domain)
}

/// Reads a domain as people type it: the part behind the @ of an address will do.
fn parse(text: &str) -> Result<String, AppError> {
    address::read_domain(address::bare(text).trim_start_matches('@'))
        .map_err(|problem| AppError::field("domain", problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_read_as_people_type_it() {
        for text in ["example.com", " @Example.COM ", "example.com.", "example.com\u{200b}"] {
            assert_eq!(parse(text).as_deref(), Ok("example.com"), "{text}");
        }
        assert_eq!(parse("@Peña.example").as_deref(), Ok("xn--pea-8ma.example"));
        for text in ["example", "exa mple.com", "https://example.com", "ex\u{430}mple.com", "a..b", ""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
