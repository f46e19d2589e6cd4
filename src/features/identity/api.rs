//! Server functions of identity. Signing in itself is plain forms (`http`).

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Ceremony, IdentityLine, PasskeyLine, ProofGiven, SessionLine};
use crate::{
    error::AppError,
    ids::{PasskeyId, SessionId},
    wire::Json,
};

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

/// The reader's passkeys.
#[server(input = Json, output = Json)]
pub async fn list_passkeys() -> Result<Vec<PasskeyLine>, AppError> {
    use crate::server::call;
    call::answer(async { super::passkeys::list(&call::signed_in().await?).await }).await
}

/// What the reader's device is asked for a new passkey.
#[server(input = Json, output = Json)]
pub async fn ask_for_passkey() -> Result<Ceremony, AppError> {
    use crate::server::call;
    call::answer(async { super::passkeys::ask_for_new(&call::signed_in().await?).await }).await
}

/// Keeps the passkey that the reader's device made.
#[server(input = Json, output = Json)]
pub async fn add_passkey(credential: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::passkeys::add(&call::signed_in().await?, &credential).await }).await
}

/// Names a passkey of the reader's.
#[server(input = Json, output = Json)]
pub async fn rename_passkey(passkey: PasskeyId, name: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::passkeys::rename(&call::signed_in().await?, passkey, &name).await }).await
}

/// Removes a passkey of the reader's.
#[server(input = Json, output = Json)]
pub async fn remove_passkey(passkey: PasskeyId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::passkeys::remove(&call::signed_in().await?, passkey).await }).await
}

/// Mails the reader a code that proves that it is still them.
#[server(input = Json, output = Json)]
pub async fn request_proof_code() -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::proof::request_code(&call::signed_in().await?).await }).await
}

/// What a passkey of the reader's is asked to prove that it is still them; nothing where they have none.
#[server(input = Json, output = Json)]
pub async fn ask_proof_of_passkey() -> Result<Option<Ceremony>, AppError> {
    use crate::server::call;
    call::answer(async { super::proof::ask_passkey(&call::signed_in().await?).await }).await
}

/// Proves that it is still the reader, for a quarter of an hour.
#[server(input = Json, output = Json)]
pub async fn give_proof(proof: ProofGiven) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::proof::give(&call::signed_in().await?, &proof).await }).await
}

/// The providers that the reader signs in with.
#[server(input = Json, output = Json)]
pub async fn list_identities() -> Result<Vec<IdentityLine>, AppError> {
    use crate::server::call;
    call::answer(async { super::identities::list(&call::signed_in().await?).await }).await
}

/// Has a provider no longer sign the reader in.
#[server(input = Json, output = Json)]
pub async fn remove_identity(issuer: String, subject: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::identities::remove(&call::signed_in().await?, &issuer, &subject).await }).await
}
