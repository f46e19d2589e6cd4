//! What somebody was asked and has yet to answer: it waits in the database, since any server process may get the
//! answer, for one answer and for a limited time.

use norven_proof::digest::Digest;
use serde::{Serialize, de::DeserializeOwned};

use super::store::ceremonies;
use crate::{ids::SessionId, platform::db::DirectoryTx, platform::fault::Fault, server::state::App};

/// Who asks, where a session does. No cookie can hold a line break, and so none stands for it.
pub fn session_asks(session: SessionId) -> Digest {
    Digest::of(format!("session\n{session}"))
}

/// Keeps what is asked for this many seconds, in place of what the same asker asked of the kind before.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    app: &App,
    tx: &mut DirectoryTx,
    asker: Digest,
    kind: &str,
    state: &impl Serialize,
    seconds: i64,
) -> Result<(), Fault> {
    let (state, now) = (serde_json::to_string(state)?, app.now());
    Ok(ceremonies::put(tx, asker, kind, &state, now, now.plus_seconds(seconds)).await?)
}

/// What was asked, where it still waits, and goes on to.
///
/// # Errors
/// When the database refuses.
pub async fn waiting<T: DeserializeOwned>(
    app: &App,
    tx: &mut DirectoryTx,
    asker: Digest,
    kind: &str,
) -> Result<Option<T>, Fault> {
    let state = ceremonies::waiting(tx, asker, kind, app.now()).await?;
    Ok(state.map(|state| serde_json::from_str(&state)).transpose()?)
}

/// What was asked, where it still waits. It is used up once the transaction commits, and so a refusal commits too.
///
/// # Errors
/// When the database refuses.
pub async fn take<T: DeserializeOwned>(
    app: &App,
    tx: &mut DirectoryTx,
    asker: Digest,
    kind: &str,
) -> Result<Option<T>, Fault> {
    let state = ceremonies::take(tx, asker, kind, app.now()).await?;
    Ok(state.map(|state| serde_json::from_str(&state)).transpose()?)
}
