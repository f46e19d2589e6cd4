//! Photos and signatures as they were before a correction, and putting them back.

use serde::{Deserialize, Serialize};

use super::{
    service,
    store::{self, ShownPhoto},
};
use crate::{
    ids::{InspectionId, SignatureId},
    platform::{db::Tx, fault::Fault},
    server::actor::Member,
};

/// What an issued inspection showed and who had signed it.
#[derive(Serialize, Deserialize)]
pub struct Evidence {
    photos: Vec<ShownPhoto>,
    signatures: Vec<SignatureId>,
}

/// What is shown now, and who has signed.
///
/// # Errors
/// When the database refuses.
pub async fn evidence_in(tx: &mut Tx, inspection: InspectionId) -> Result<Evidence, Fault> {
    let signatures = store::signatures(tx, inspection).await?.into_iter().map(|row| row.id).collect();
    Ok(Evidence { photos: store::shown_photos(tx, inspection).await?, signatures })
}

/// Puts back what was shown and signed: what came since is removed and void.
///
/// # Errors
/// When the database refuses.
pub async fn restore_in(
    member: &Member,
    tx: &mut Tx,
    inspection: InspectionId,
    evidence: &Evidence,
) -> Result<(), Fault> {
    let now = store::shown_photos(tx, inspection).await?;
    for photo in now.iter().filter(|photo| !evidence.photos.iter().any(|kept| kept.id == photo.id)) {
        service::remove_in(member, tx, inspection, photo.id).await?;
    }
    for photo in evidence.photos.iter().filter(|photo| !now.contains(photo)) {
        store::put_photo_back(tx, inspection, photo).await?;
    }
    service::void_signatures_in(member, tx, inspection).await?;
    for signature in &evidence.signatures {
        store::put_signature_back(tx, inspection, *signature).await?;
    }
    Ok(())
}
