//! Photos and signatures as they were before a correction, and putting them back.

use serde::{Deserialize, Serialize};

use super::{
    service,
    store::{self, ShownPhoto},
};
use crate::{
    ids::{InspectionId, PhotoId, SignatureId},
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

/// What has to be done so that photos and signatures are again what they were.
pub struct Restoring {
    came: Vec<PhotoId>,
    changed: Vec<ShownPhoto>,
    signatures: Vec<SignatureId>,
}

/// What has to be done to get back to what was shown and signed.
///
/// # Errors
/// When the database refuses.
pub async fn back_to(tx: &mut Tx, inspection: InspectionId, evidence: Evidence) -> Result<Restoring, Fault> {
    let now = store::shown_photos(tx, inspection).await?;
    let Evidence { photos, signatures } = evidence;
    let was = |id: PhotoId| photos.iter().any(|kept| kept.id == id);
    let came = now.iter().map(|photo| photo.id).filter(|id| !was(*id)).collect();
    Ok(Restoring { came, changed: photos.into_iter().filter(|photo| !now.contains(photo)).collect(), signatures })
}

/// Puts back what was shown and signed: what came since is removed and void.
///
/// # Errors
/// When the database refuses.
pub async fn restore_in(member: &Member, tx: &mut Tx, inspection: InspectionId, back: &Restoring) -> Result<(), Fault> {
    for photo in &back.came {
        service::remove_in(member, tx, inspection, *photo).await?;
    }
    for photo in &back.changed {
        store::put_photo_back(tx, inspection, photo).await?;
    }
    service::void_signatures_in(member, tx, inspection).await?;
    for signature in &back.signatures {
        store::put_signature_back(tx, inspection, *signature).await?;
    }
    Ok(())
}
