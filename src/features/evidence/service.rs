//! The rules of photos; signatures are in `signing`.

use norven_proof::{digest::Digest, record::Annotation};

pub use super::receiving::{awaited, receive};
pub use super::signing::{records_in, sign, signatures_in, standing_in, void_signatures_in};
use super::{
    model::{MAX_PHOTO_BYTES, check_annotations},
    store::{self, PhotoRow},
};
use crate::{
    error::{AppError, PhotoProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        inspections::{
            self,
            model::{MAX_PHOTOS, Photo, Position},
        },
        orgs::{self, quotas::Taken},
    },
    ids::{InspectionId, ItemId, PhotoId},
    platform::{db::Tx, fault::Fault},
    server::actor::Member,
};

/// Longest media type: the names of registered ones have 127 characters at most on each side (RFC 6838, 4.2).
const MAX_MEDIA_TYPE: usize = 255;
/// Longest date and time of a photo: `2026-11-22T09:31:07`, and what cameras add.
const MAX_DATE_TIME: usize = 40;

/// A photo whose bytes will follow.
pub struct Announced<'a> {
    /// Its id.
    pub id: PhotoId,
    /// The inspection.
    pub inspection: InspectionId,
    /// The item.
    pub item: ItemId,
    /// SHA-256 of the bytes that will follow.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
    /// Their media type, as the browser says.
    pub media_type: &'a str,
    /// When it was taken, by its own data.
    pub taken_at: Option<&'a str>,
    /// Where, with the person's consent.
    pub position: Option<&'a Position>,
}

/// A photo that has arrived.
pub struct Received {
    /// Its id.
    pub id: PhotoId,
    /// Its media type.
    pub media_type: String,
    /// Its size as it arrived.
    pub bytes: u64,
    /// SHA-256 as it arrived.
    pub sha256: Digest,
    /// SHA-256 of what is shown.
    pub shown_sha256: Digest,
    /// Size of what is shown.
    pub shown_bytes: u64,
    /// Width of what is shown.
    pub shown_width: u32,
    /// Height of what is shown.
    pub shown_height: u32,
    /// Where what is shown is kept.
    pub shown_key: String,
    /// When it was taken.
    pub taken_at: Option<String>,
    /// Its caption; may be empty.
    pub caption: String,
    /// What is drawn over it.
    pub annotations: Vec<Annotation>,
}

/// Which derivative of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// What reports show.
    Shown,
    /// The small one of lists.
    Thumb,
}

/// Announces a photo within the caller's transaction.
///
/// # Errors
/// [`AppError::Photo`] where it is too large or the item has too many, [`AppError::Full`].
pub async fn announce_in(member: &Member, tx: &mut Tx, photo: &Announced<'_>) -> Result<bool, Fault> {
    if photo.bytes > MAX_PHOTO_BYTES as u64 {
        return Err(AppError::Photo { problem: PhotoProblem::TooManyBytes }.into());
    }
    if store::count_at(tx, photo.inspection, photo.item).await? >= MAX_PHOTOS as i64 {
        return Err(AppError::Photo { problem: PhotoProblem::TooManyPhotos }.into());
    }
    crate::text::check(photo.media_type)?;
    if photo.media_type.len() > MAX_MEDIA_TYPE {
        return Err(AppError::Malformed.into());
    }
    // Some cameras write nonsense there: the photo counts, not its date or its place.
    let taken_at =
        photo.taken_at.filter(|text| text.len() <= MAX_DATE_TIME && crate::time::parse_date_time(text).is_some());
    let position = photo.position.and_then(Position::normal);
    let photo = Announced { taken_at, position: position.as_ref(), ..*photo };
    let taken = Taken::photo(photo.bytes);
    orgs::quotas::take(&member.app, tx, taken).await?;
    let added = store::announce(tx, &photo, member.user.id, member.app.now()).await?;
    if !added {
        orgs::quotas::note(tx, taken.back()).await?;
    }
    Ok(added)
}

/// Sets a photo's caption within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn caption_in(tx: &mut Tx, inspection: InspectionId, id: PhotoId, text: &str) -> Result<(), Fault> {
    Ok(store::caption(tx, inspection, id, text).await?)
}

/// Sets what is drawn over a photo within the caller's transaction.
///
/// # Errors
/// [`AppError::Photo`] where it is too much or cannot be drawn, [`AppError::NotFound`] where the
/// inspection has no such photo, or has it no more.
pub async fn annotate_in(
    member: &Member,
    tx: &mut Tx,
    inspection: InspectionId,
    id: PhotoId,
    annotations: &[Annotation],
) -> Result<(), Fault> {
    check_annotations(annotations)?;
    if !store::annotate(tx, inspection, id, &serde_json::to_string(annotations)?).await? {
        return Err(AppError::NotFound.into());
    }
    let event = Event::new("photo.annotated", Object::of("photo", id.0)).with("annotations", annotations.len() as u64);
    audit::service::record_for(member, tx, event).await
}

/// Removes a photo within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn remove_in(member: &Member, tx: &mut Tx, inspection: InspectionId, id: PhotoId) -> Result<(), Fault> {
    if let Some(bytes) = store::remove(tx, inspection, id, member.app.now()).await? {
        orgs::quotas::note(tx, Taken::photo(bytes.unsigned_abs()).back()).await?;
    }
    audit::service::record_for(member, tx, Event::new("photo.removed", Object::of("photo", id.0))).await
}

/// A photo's derivative; looking at one is recorded.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn view(member: &Member, id: PhotoId, size: Size) -> Result<Vec<u8>, Fault> {
    let mut tx = member.read().await?;
    let row = store::photo(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    inspections::service::check_readable(member, &mut tx, row.inspection_id).await?;
    let object = match size {
        Size::Shown => row.shown_key,
        Size::Thumb => row.thumb_key,
    }
    .ok_or(AppError::NotFound)?;
    let key = orgs::service::key(&member.app, &mut tx).await?;
    drop(tx);
    let bytes = member.app.vault.get(&key, &object).await?;
    let event = Event::new("photo.viewed", Object::of("photo", id.0))
        .with("size", if size == Size::Shown { "shown" } else { "thumb" });
    member.app.views.record(member, event).await?;
    Ok(bytes)
}

/// The photos of an inspection.
///
/// # Errors
/// When the database refuses.
pub async fn photos_in(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<Photo>, Fault> {
    store::photos(tx, inspection)
        .await?
        .into_iter()
        .map(|row| {
            Ok(Photo {
                id: row.id,
                item: row.item_id,
                caption: row.caption,
                received: row.received_at.is_some(),
                taken_at: row.taken_at,
                annotations: serde_json::from_str(&row.annotations)?,
            })
        })
        .collect()
}

/// Where what a report shows of a photo is kept, of one that was removed since too.
///
/// # Errors
/// When the database refuses.
pub async fn shown_key(tx: &mut Tx, inspection: InspectionId, id: PhotoId) -> Result<Option<String>, Fault> {
    Ok(store::shown_key(tx, inspection, id).await?)
}

/// The photos of an inspection that have arrived, with what is known of their bytes.
///
/// # Errors
/// When the database refuses.
pub async fn received_in(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<Received>, Fault> {
    store::photos(tx, inspection)
        .await?
        .into_iter()
        .filter(|row| row.received_at.is_some())
        .map(|row| {
            let annotations = serde_json::from_str(&row.annotations)?;
            received(row, annotations).ok_or_else(|| Fault::internal("a received photo without its derivative"))
        })
        .collect()
}

fn received(row: PhotoRow, annotations: Vec<Annotation>) -> Option<Received> {
    let digest = |bytes: Vec<u8>| bytes.try_into().ok().map(Digest::from_bytes);
    Some(Received {
        id: row.id,
        media_type: row.media_type,
        bytes: u64::try_from(row.bytes).ok()?,
        sha256: digest(row.sha256)?,
        shown_sha256: digest(row.shown_sha256?)?,
        shown_bytes: u64::try_from(row.shown_bytes?).ok()?,
        shown_width: u32::try_from(row.shown_width?).ok()?,
        shown_height: u32::try_from(row.shown_height?).ok()?,
        shown_key: row.shown_key?,
        taken_at: row.taken_at,
        caption: row.caption,
        annotations,
    })
}

impl From<norven_picture::Refusal> for AppError {
    fn from(refusal: norven_picture::Refusal) -> Self {
        use norven_picture::Refusal;
        let problem = match refusal {
            Refusal::Heic => PhotoProblem::Heic,
            Refusal::Empty => PhotoProblem::Empty,
            Refusal::NotAPhoto => PhotoProblem::NotAPhoto,
            Refusal::Damaged => PhotoProblem::Damaged,
            Refusal::TooManyPixels => PhotoProblem::TooManyPixels,
            Refusal::TooManyBytes => PhotoProblem::TooManyBytes,
        };
        Self::Photo { problem }
    }
}
