//! Signing in, as pages that work without script; and the local outbox.

mod authenticator;
mod code;
mod company;
mod identities;
mod link;
mod outbox;
mod passkeys;
mod proof;
mod sessions;
mod sign_in;
mod welcome;

pub use code::CodePage;
pub use company::CompanyPage;
pub use identities::IdentitiesPanel;
pub use link::LinkPage;
pub use outbox::OutboxPage;
pub use passkeys::PasskeysPanel;
pub use proof::ProofDialog;
pub use sessions::Sessions;
pub use sign_in::SignInPage;
pub use welcome::WelcomePage;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    error::AppError,
    ui::{problem_code, routes},
};

/// Where to go after signing in, from the page's address.
fn then() -> String {
    let then = use_query_map().with_untracked(|query| query.get("then").unwrap_or_default());
    routes::local(&then).unwrap_or_default().to_owned()
}

/// The domain of somebody's address, from the page's address.
fn domain() -> Option<String> {
    use_query_map().with_untracked(|query| query.get("domain"))
}

/// What went wrong, from the page's address.
fn problem() -> Option<AppError> {
    problem_code::read(&use_query_map().with_untracked(|query| query.get("problem"))?)
}
