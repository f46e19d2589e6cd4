//! The labelled sample organisation.

use crate::server::{command::DemoArguments, serve::StartError, state::App};

/// `norven demo`.
pub async fn command(_: DemoArguments) -> Result<(), StartError> {
    Ok(())
}

/// Makes the sample report.
pub async fn ensure_sample(_: App) {}
