//! Server functions of identity. Signing in itself is plain forms (`http`).

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, wire::Json};

/// A mail in the local outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxLine {
    /// To whom.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When, RFC 3339 in UTC.
    pub sent: String,
}

/// The local outbox: only while mail is local and everything is on this machine.
#[server(input = Json, output = Json)]
pub async fn list_outbox() -> Result<Vec<OutboxLine>, AppError> {
    use crate::server::{call, local};
    call::answer(async {
        local::check(&call::app())?;
        super::service::outbox(&call::app()).await
    })
    .await
}
