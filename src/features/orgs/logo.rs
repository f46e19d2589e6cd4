//! The organisation's logo: on the cover of its reports.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven_proof::digest::Digest;

use super::{
    model::{Organisation, Permission},
    service, store,
};
use crate::{
    error::{AppError, PhotoProblem},
    features::audit::{
        self,
        model::{Event, Object},
    },
    platform::{
        blobs::OrgKey,
        fault::Fault,
        pictures,
        quota::{self, Quota},
    },
    server::{actor::Member, state::App},
};

/// How often a day a logo may be changed.
const CHANGES_A_DAY: u32 = 20;

/// Takes a picture, in base64, as the logo, and gives its digest. It says on reports whose they are, and so needs a fresh
/// proof of who asks.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, [`AppError::ProofNeeded`], [`AppError::Photo`], [`AppError::TooMany`].
pub async fn change(member: &Member, picture: &str) -> Result<Digest, Fault> {
    member.may_proved(Permission::Administer)?;
    let not_a_photo = |_| AppError::Photo { problem: PhotoProblem::NotAPhoto };
    let picture = STANDARD.decode(picture).map_err(not_a_photo)?;
    let jpeg = pictures::in_turn(move || norven_picture::logo(&picture)).await?.map_err(AppError::from)?;
    let digest = Digest::of(&jpeg);
    let mut tx = member.app.db.write(member.org.id).await?;
    // Those before stay in the store: reports that are being made have them.
    let changes = Quota { name: format!("logos/{}", member.org.id), limit: CHANGES_A_DAY, seconds: 24 * 3600 };
    if let Some(seconds) = quota::take(&mut tx, &changes, member.app.now()).await? {
        return Err(AppError::TooMany { seconds }.into());
    }
    let key = service::key(&member.app, &mut tx).await?;
    tx.commit().await?;
    member.app.vault.put(&key, &name(&member.org, digest), jpeg).await?;
    set(member, Some(digest)).await?;
    Ok(digest)
}

/// Takes the logo away.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, [`AppError::ProofNeeded`].
pub async fn remove(member: &Member) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    set(member, None).await
}

async fn set(member: &Member, logo: Option<Digest>) -> Result<(), Fault> {
    let mut tx = member.app.db.write(member.org.id).await?;
    let before = service::locked(&mut tx).await?.ok_or(AppError::NotFound)?.logo;
    store::set_logo(&mut tx, logo).await?;
    let text = |logo: Option<Digest>| logo.map(|logo| logo.to_string());
    let event = Event::new("logo.changed", Object::of("organisation", member.org.id.0))
        .with("before_sha256", text(before))
        .with("after_sha256", text(logo));
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// The logo as JPEG, where there is one.
///
/// # Errors
/// When the object store refuses.
pub async fn load(app: &App, key: &OrgKey, org: &Organisation) -> Result<Option<Vec<u8>>, Fault> {
    match org.logo {
        Some(digest) => Ok(Some(app.vault.get(key, &name(org, digest)).await?)),
        None => Ok(None),
    }
}

/// What the object is called that holds the organisation's logo, where it has one.
#[must_use]
pub fn key(org: &Organisation) -> Option<String> {
    org.logo.map(|digest| name(org, digest))
}

/// What the object is called that holds a logo. One that was replaced stays: reports that are being made may show it.
fn name(org: &Organisation, digest: Digest) -> String {
    format!("{}/logo/{digest}", org.id)
}
