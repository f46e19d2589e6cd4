//! Server functions of identity. Signing in itself is plain forms (`http`).

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::SessionLine;
use crate::{error::AppError, ids::SessionId, wire::Json};

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

/// Where the reader is signed in.
#[server(input = Json, output = Json)]
pub async fn list_sessions() -> Result<Vec<SessionLine>, AppError> {
    use crate::server::call;
    call::answer(async { super::sessions::list(&call::signed_in().await?).await }).await
}

/// Ends a session of the reader's.
#[server(input = Json, output = Json)]
pub async fn end_session(session: SessionId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::sessions::end(&call::signed_in().await?, session).await }).await
}

/// Ends every session of the reader's but this one.
#[server(input = Json, output = Json)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::sessions::end_others(&call::signed_in().await?).await }).await
}
