//! The boundary: where a server function meets the rules, and a fault becomes an answer.

use std::future::Future;

use axum::http::StatusCode;
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use super::{
    actor::{self, Member, SignedIn},
    origin::Origin,
    state::App,
};
use crate::{error::AppError, ids::RequestId, platform::fault::Fault};

/// The application that serves the present request.
#[must_use]
pub fn app() -> App {
    expect_context::<App>()
}

/// Where the present request comes from.
#[must_use]
pub fn origin() -> Origin {
    use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Origin>().cloned())
        .unwrap_or_else(|| Origin::command_line(RequestId(uuid::Uuid::nil())))
}

/// The person who is signed in.
///
/// # Errors
/// [`AppError::NotSignedIn`].
pub async fn signed_in() -> Result<SignedIn, Fault> {
    let parts = expect_context::<axum::http::request::Parts>();
    actor::signed_in(&app(), &parts.headers, origin()).await
}

/// The person who is signed in, as a member of the organisation they work in.
///
/// # Errors
/// [`AppError::NotSignedIn`], or [`AppError::NotFound`] where they belong to no organisation.
pub async fn member() -> Result<Member, Fault> {
    actor::member(signed_in().await?).await
}

/// Runs a server function's work: sets the status that fits, logs a cause once.
///
/// # Errors
/// What the person is told.
pub async fn answer<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, AppError> {
    work.await.map_err(|fault| {
        let error = settle(fault, &origin());
        if let Some(options) = use_context::<ResponseOptions>()
            && let Ok(status) = StatusCode::from_u16(error.status())
        {
            options.set_status(status);
        }
        error
    })
}

/// Turns a fault into what the person is told; a cause is logged here and nowhere else, and so is a refusal.
#[must_use]
pub fn settle(fault: Fault, origin: &Origin) -> AppError {
    let cause = (!matches!(fault, Fault::App(_))).then(|| fault.to_string());
    let error = fault.public(origin.request.to_string());
    if let Some(cause) = cause {
        tracing::error!(incident = %origin.request, cause, "a request failed");
    } else if error.is_refusal() {
        tracing::info!(error = error.code(), "a request was refused");
        origin.refused.note(&error);
    }
    error
}
