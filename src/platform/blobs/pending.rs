//! Objects that are being written, before a row names them.
//!
//! Whoever writes an object notes its key first, in a transaction of its own, and the transaction that names it takes the
//! note away ([`adopt`]). What was written in vain is found by its note: at once where the try knows that it lost
//! ([`discard`]), a day later where its process died ([`sweep`]). So no object lies there that nobody knows.

use super::Blobs;
use crate::{
    execute, fetch_all,
    platform::{
        db::{AnyTx, Db, DirectoryTx},
        fault::Fault,
    },
    time::Timestamp,
};

/// After this many seconds nobody is writing an object any more: requests and leases are a matter of minutes.
const FORGOTTEN_SECONDS: i64 = 24 * 3600;
/// Most objects that are removed in one go.
const SWEEP: i64 = 1000;

/// Notes, within the caller's transaction, that objects will be written. It has to be committed before they are.
///
/// # Errors
/// When the database refuses.
pub async fn note(tx: &mut impl AnyTx, objects: &[&str], now: Timestamp) -> Result<(), sqlx::Error> {
    for object in objects {
        execute!(tx, "INSERT INTO pending_objects (object, begun_at) VALUES ($1, $2)", *object, now)?;
    }
    Ok(())
}

/// Takes objects over, within the transaction that names them. False where one was given up and may be gone: then they
/// must not be named.
///
/// # Errors
/// When the database refuses.
pub async fn adopt(tx: &mut impl AnyTx, objects: &[&str]) -> Result<bool, sqlx::Error> {
    let mut all = true;
    for object in objects {
        all &= execute!(tx, "DELETE FROM pending_objects WHERE object = $1 AND condemned_at IS NULL", *object)? == 1;
    }
    Ok(all)
}

/// Removes objects that their try gave up; those that were adopted after all stay. What cannot be removed now is swept.
pub async fn discard(db: &Db, store: &dyn Blobs, objects: &[&str], now: Timestamp) {
    for object in objects {
        if let Err(fault) = discard_one(db, store, object, now).await {
            tracing::warn!(error = %fault, object, "an object that nothing names stays for a day");
        }
    }
}

async fn discard_one(db: &Db, store: &dyn Blobs, object: &str, now: Timestamp) -> Result<(), Fault> {
    let mut tx = db.directory().await?;
    let condemned = execute!(&mut tx, "UPDATE pending_objects SET condemned_at = $2 WHERE object = $1", object, now)?;
    tx.commit().await?;
    if condemned == 1 {
        store.delete(object).await?;
        forget(db, object).await?;
    }
    Ok(())
}

/// Removes objects that were being written a day ago, and nothing names.
///
/// # Errors
/// When database or object store refuse.
pub async fn sweep(db: &Db, stores: &[&dyn Blobs], now: Timestamp) -> Result<(), Fault> {
    let before = now.plus_seconds(-FORGOTTEN_SECONDS);
    let mut tx = db.directory().await?;
    execute!(
        &mut tx,
        "UPDATE pending_objects SET condemned_at = $2 WHERE begun_at <= $1 AND condemned_at IS NULL",
        before,
        now
    )?;
    let condemned = condemned(&mut tx, before).await?;
    tx.commit().await?;
    for object in condemned {
        // No two stores have an object of one name.
        for store in stores {
            store.delete(&object).await?;
        }
        forget(db, &object).await?;
    }
    Ok(())
}

async fn condemned(tx: &mut DirectoryTx, before: Timestamp) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String,)> = fetch_all!(
        tx,
        (String,),
        "SELECT object FROM pending_objects WHERE begun_at <= $1 AND condemned_at IS NOT NULL ORDER BY begun_at LIMIT $2",
        before,
        SWEEP
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

async fn forget(db: &Db, object: &str) -> Result<(), sqlx::Error> {
    let mut tx = db.directory().await?;
    execute!(&mut tx, "DELETE FROM pending_objects WHERE object = $1", object)?;
    tx.commit().await
}
