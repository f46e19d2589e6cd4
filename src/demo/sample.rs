//! The sample of the verify page: every deployment issues its own at first start.

use norven_words::Locale;
use uuid::Uuid;

use super::{build, content, store};
use crate::{
    features::{orgs, reports},
    ids::OrgId,
    platform::fault::Fault,
    server::{serve, state::App},
};

/// The organisation that issues the sample report; nobody belongs to it.
const SAMPLE_ORG: OrgId = OrgId(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
/// Its name.
const SAMPLE_NAME: &str = "Norven (sample)";

/// Makes the sample report where there is none; one left half-made is made again.
///
/// # Errors
/// When database, object store or log are out of reach.
pub async fn ensure_sample(app: &App) -> Result<(), Fault> {
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
