//! The chain's head in the public log: what stands there can no longer be rewritten.
//!
//! A head is noted as one to be anchored before it is entered, and is entered again until it is noted where: a crash in
//! between anchors the same head, with the same instant, at the same place.

use norven_proof::{
    digest::Digest,
    log::{
        leaf::Statement,
        note::{Budget, Note},
    },
};

use super::{
    chain::signed,
    store::{self, AnchorRow},
};
use crate::{
    platform::{fault::Fault, tlog::LogError},
    server::state::App,
};

/// A head that moved is anchored after so long at most; so are all events of that time.
pub const EVERY_SECONDS: i64 = 600;

/// Anchors the head where it moved and the last anchor is old enough, and what could not be anchored before.
///
/// # Errors
/// When database or public log refuse; then it is to be tried again.
pub async fn keep(app: &App) -> Result<(), Fault> {
    propose(app).await?;
    let waiting = store::unanchored(&mut app.db.directory_read().await?).await?;
    for anchor in waiting {
        let log = app.logs.at(anchor.at)?;
        let head = <[u8; 32]>::try_from(anchor.digest).map(Digest::from_bytes).map_err(|_| LogError::Stored)?;
        let position = log.append(anchor.at, Statement::AuditHead { head }).await?;
        let mut tx = app.db.directory().await?;
        store::anchored(&mut tx, anchor.size, log.origin().as_str(), signed(position)?).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn propose(app: &App) -> Result<(), Fault> {
    let now = app.now();
    let origin = app.keys.audit()?.verifier_key().name().clone();
    let mut tx = app.db.directory_read().await?;
    let Some(head) = store::head(&mut tx, origin.as_str()).await? else { return Ok(()) };
    let is_due = |last: Option<AnchorRow>, size| {
        size > 0 && last.is_none_or(|last| last.size < size && now.seconds_since(last.at) >= EVERY_SECONDS)
    };
    if !is_due(store::last_anchor(&mut tx).await?, head.size) {
        return Ok(());
    }
    drop(tx);
    let mut tx = app.db.directory().await?;
    let head = store::lock(&mut tx, origin.as_str(), &[]).await?;
    // Another process may have done the same meanwhile.
    if !is_due(store::last_anchor(&mut tx).await?, head.size) {
        return Ok(());
    }
    let checkpoint = Note::parse(head.checkpoint.as_bytes(), Budget::CHECKPOINT).map_err(Fault::internal)?;
    let digest = Digest::of(checkpoint.text());
    store::add_anchor(&mut tx, head.size, now, digest, &head.checkpoint).await?;
    Ok(tx.commit().await?)
}
