//! Server functions of what an organisation asks of whoever works in it.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::{AccessView, Asks, Company, NewProvider};
use crate::{error::AppError, ids::ProviderId, wire::Json};

/// How members sign in, for owners.
#[server(input = Json, output = Json)]
pub async fn load_access() -> Result<AccessView, AppError> {
    use crate::server::call;
    call::answer(async { super::service::view(&call::member().await?).await }).await
}

/// Sets what is asked of members.
#[server(input = Json, output = Json)]
pub async fn ask_of_members(asks: Asks) -> Result<(), AppError> {
    use crate::server::{actor, call};
    call::answer(async {
        let person = call::signed_in().await?;
        super::service::ask(&actor::member(person.clone()).await?, &person, asks).await
    })
    .await
}

/// Adds a domain, which is to be verified.
#[server(input = Json, output = Json)]
pub async fn add_domain(domain: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::domains::add(&call::member().await?, &domain).await }).await
}

/// Looks whether a domain's record is there.
#[server(input = Json, output = Json)]
pub async fn check_domain(domain: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::domains::check(&call::member().await?, &domain).await }).await
}

/// Removes a domain.
#[server(input = Json, output = Json)]
pub async fn remove_domain(domain: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::domains::remove(&call::member().await?, &domain).await }).await
}

/// Adds a provider.
#[server(input = Json, output = Json)]
pub async fn add_provider(provider: NewProvider) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::providers::add(&call::member().await?, provider).await }).await
}

/// Removes a provider.
#[server(input = Json, output = Json)]
pub async fn remove_provider(provider: ProviderId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::providers::remove(&call::member().await?, provider).await }).await
}

/// Where the people of a domain sign in, or without one those of the organisation that the reader works in.
#[server(input = Json, output = Json)]
pub async fn load_company(domain: Option<String>) -> Result<Option<Company>, AppError> {
    use crate::{platform::fault::Fault, server::call};
    call::answer(async {
        match domain {
            Some(domain) => super::company::of_domain(&call::app(), &domain).await,
            None => match call::signed_in().await {
                Ok(person) => super::company::of_person(&person).await,
                Err(Fault::App(AppError::NotSignedIn)) => Ok(None),
                Err(fault) => Err(fault),
            },
        }
    })
    .await
}
