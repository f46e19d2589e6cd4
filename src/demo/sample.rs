//! The sample of the verify page: every deployment issues its own at first start.

use std::time::Duration;

use norven_words::Locale;
use uuid::Uuid;

use super::{build, content, store};
use crate::{
    features::{orgs, reports},
    ids::OrgId,
    platform::{
        fault::Fault,
        quota::{self, Quota},
    },
    server::{serve, state::App},
};

/// The organisation that issues the sample report; nobody belongs to it.
const SAMPLE_ORG: OrgId = OrgId(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
/// Its name.
const SAMPLE_NAME: &str = "Norven (sample)";

/// Whose turn it is to make the sample.
const TURN: &str = "sample/turn";
/// So long a turn lasts of a server that ended before its own did. Making the sample takes seconds.
const TURN_SECONDS: i64 = 120;
/// How often those look who wait for another server.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Makes the sample report where there is none; one left half-made is made again. Of servers that start at once on one
/// database, one makes it and the others wait.
///
/// # Errors
/// When database, object store or log are out of reach.
pub async fn ensure_sample(app: &App) -> Result<(), Fault> {
    while sample_report(app).await?.is_none() {
        if take_turn(app).await? {
            let made = make(app).await;
            return made.and(end_turn(app).await);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

async fn take_turn(app: &App) -> Result<bool, Fault> {
    let turn = Quota { name: TURN.to_owned(), limit: 1, seconds: TURN_SECONDS };
    let mut tx = app.db.directory().await?;
    let wait = quota::take(&mut tx, &turn, app.present()).await?;
    tx.commit().await?;
    Ok(wait.is_none())
}

async fn end_turn(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.directory().await?;
    quota::forget_one(&mut tx, TURN).await?;
    Ok(tx.commit().await?)
}

async fn make(app: &App) -> Result<(), Fault> {
    // The turn before this one may have made it just now.
    if sample_report(app).await?.is_some() {
        return Ok(());
    }
    if store::exists(app, SAMPLE_ORG).await? {
        store::remove(app, SAMPLE_ORG).await?;
    }
    build::public_sample(app, SAMPLE_ORG, SAMPLE_NAME, content::sample(Locale::En)).await?;
    serve::worker(app).drain().await
}

/// The sample report, once it is made.
///
/// # Errors
/// When database or object store are out of reach.
pub async fn sample_report(app: &App) -> Result<Option<Vec<u8>>, Fault> {
    let mut tx = app.db.read(SAMPLE_ORG).await?;
    let Some(object) = reports::service::only_pdf_in(&mut tx).await? else { return Ok(None) };
    let key = orgs::service::key(app, &mut tx).await?;
    drop(tx);
    Ok(Some(app.vault.get(&key, &object).await?))
}
