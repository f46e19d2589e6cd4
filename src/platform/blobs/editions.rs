//! Public objects that are replaced as a whole, and only by who read the edition that is there: compare and swap.
//!
//! Each edition is an object of its own, and the row that names the latest moves from one to the next. A publisher that was
//! slow, or suspended, finds that another edition is there and begins again. Nobody waits for a lock, and none can run out.

use super::{Blobs, pending};
use crate::{
    execute, fetch_optional,
    platform::{
        db::{AnyTx, Db},
        fault::Fault,
    },
    time::Timestamp,
};

/// An edition that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// Its number; 0 before the first.
    number: i64,
    /// The object that holds it; none before the first.
    pub object: Option<String>,
}

/// An edition that is to be.
pub struct NewEdition<'a> {
    /// What is published under this name.
    pub name: &'a str,
    /// A key that no other edition has.
    pub object: &'a str,
    /// What it says.
    pub bytes: Vec<u8>,
}

/// The latest edition of what is published under a name. To be read in the transaction that reads what the next one is made
/// of.
///
/// # Errors
/// When the database refuses.
pub async fn latest(tx: &mut impl AnyTx, name: &str) -> Result<Edition, sqlx::Error> {
    let row: Option<(i64, String)> =
        fetch_optional!(tx, (i64, String), "SELECT edition, object FROM editions WHERE name = $1", name)?;
    Ok(row.map(|(number, object)| Edition { number, object: Some(object) }).unwrap_or_default())
}

/// Publishes an edition in the place of the one that was seen; false where another one is there by now. What was replaced
/// goes a day later: who read its name before finds it.
///
/// # Errors
/// When database or object store refuse.
pub async fn replace(
    db: &Db,
    store: &dyn Blobs,
    seen: &Edition,
    new: NewEdition<'_>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let NewEdition { name, object, bytes } = new;
    let mut tx = db.directory().await?;
    pending::note(&mut tx, &[object], now).await?;
    tx.commit().await?;
    let replaced = async {
        store.put(object, bytes).await?;
        swap(db, seen, (name, object), now).await
    };
    let replaced = replaced.await;
    if !matches!(replaced, Ok(true)) {
        pending::discard(db, store, &[object], now).await;
    }
    replaced
}

async fn swap(db: &Db, seen: &Edition, new: (&str, &str), now: Timestamp) -> Result<bool, Fault> {
    let (name, object) = new;
    let mut tx = db.directory().await?;
    let swapped = match &seen.object {
        None => execute!(
            &mut tx,
            "INSERT INTO editions (name, edition, object) VALUES ($1, 1, $2) ON CONFLICT (name) DO NOTHING",
            name,
            object
        )?,
        Some(_) => execute!(
            &mut tx,
            "UPDATE editions SET edition = edition + 1, object = $3 WHERE name = $1 AND edition = $2",
            name,
            seen.number,
            object
        )?,
    };
    if swapped != 1 || !pending::adopt(&mut tx, &[object]).await? {
        return Ok(false);
    }
    if let Some(replaced) = &seen.object {
        pending::note(&mut tx, &[replaced], now).await?;
    }
    tx.commit().await?;
    Ok(true)
}
