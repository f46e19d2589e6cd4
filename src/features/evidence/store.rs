//! SQL of photos and signatures.

use sqlx::FromRow;
use uuid::Uuid;

use super::service::Announced;
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{InspectionId, ItemId, PhotoId, SignatureId, UserId},
    in_reach,
    platform::db::Tx,
    time::Timestamp,
};

/// A photo as it is kept.
#[derive(Clone, FromRow)]
pub struct PhotoRow {
    pub id: PhotoId,
    pub inspection_id: InspectionId,
    pub item_id: ItemId,
    pub media_type: String,
    pub bytes: i64,
    pub sha256: Vec<u8>,
    pub taken_at: Option<String>,
    pub caption: String,
    pub annotations: String,
    pub received_at: Option<Timestamp>,
    pub shown_key: Option<String>,
    pub shown_sha256: Option<Vec<u8>>,
    pub shown_bytes: Option<i64>,
    pub shown_width: Option<i32>,
    pub shown_height: Option<i32>,
    pub thumb_key: Option<String>,
}

/// The photos of an inspection, in the order in which they were added.
pub async fn photos(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<PhotoRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        PhotoRow,
        "SELECT id, inspection_id, item_id, media_type, bytes, sha256, taken_at, caption, annotations, received_at,
                shown_key, shown_sha256, shown_bytes, shown_width, shown_height, thumb_key
         FROM photos WHERE org_id = $1 AND inspection_id = $2 AND removed_at IS NULL ORDER BY added_at, id LIMIT 12000",
        org,
        inspection
    )
}

/// A photo that was not removed.
pub async fn photo(tx: &mut Tx, id: PhotoId) -> Result<Option<PhotoRow>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    fetch_optional!(
        tx,
        PhotoRow,
        concat!(
            "SELECT id, inspection_id, item_id, media_type, bytes, sha256, taken_at, caption, annotations, received_at,
                shown_key, shown_sha256, shown_bytes, shown_width, shown_height, thumb_key
         FROM photos WHERE org_id = $1 AND id = $2 AND removed_at IS NULL AND ",
            in_reach!(inspection_id, "$3")
        ),
        org,
        id,
        reach
    )
}

/// Where what is shown of a photo is kept, of one that was removed later too.
pub async fn shown_key(tx: &mut Tx, inspection: InspectionId, id: PhotoId) -> Result<Option<String>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(Option<String>,)> = fetch_optional!(
        tx,
        (Option<String>,),
        "SELECT shown_key FROM photos WHERE org_id = $1 AND inspection_id = $2 AND id = $3",
        org,
        inspection,
        id
    )?;
    Ok(row.and_then(|(key,)| key))
}

/// How many photos an item has.
pub async fn count_at(tx: &mut Tx, inspection: InspectionId, item: ItemId) -> Result<i64, sqlx::Error> {
    let org = tx.org();
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM photos WHERE org_id = $1 AND inspection_id = $2 AND item_id = $3 AND removed_at IS NULL",
        org,
        inspection,
        item
    )?;
    Ok(count)
}

/// Keeps the announcement of a photo; false where there is one of its id.
pub async fn announce(tx: &mut Tx, photo: &Announced<'_>, by: UserId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO photos (org_id, id, inspection_id, item_id, media_type, bytes, sha256, taken_at, position, caption, added_by, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11) ON CONFLICT (org_id, id) DO NOTHING",
        org,
        photo.id,
        photo.inspection,
        photo.item,
        photo.media_type,
        i64::try_from(photo.bytes).unwrap_or(i64::MAX),
        photo.sha256.as_bytes().as_slice(),
        photo.taken_at,
        photo.position.map(|position| serde_json::to_string(position).expect("a position is plain data")),
        by,
        now
    )?;
    Ok(added == 1)
}

/// What was made of a photo's bytes, and where it is kept.
pub struct Kept<'a> {
    pub media_type: &'a str,
    pub original_key: &'a str,
    pub shown_key: &'a str,
    pub shown_sha256: &'a [u8],
    pub shown_bytes: usize,
    pub shown_width: u32,
    pub shown_height: u32,
    pub thumb_key: &'a str,
}

/// Gives a photo whose bytes have not arrived to a try until an instant; false where another try has it. One that has it for
/// longer had it from a clock that was ahead.
pub async fn claim(
    tx: &mut Tx,
    id: PhotoId,
    attempt: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let claimed = execute!(
        tx,
        concat!(
            "UPDATE photos SET claim = $3, claimed_until = $5
         WHERE org_id = $1 AND id = $2 AND received_at IS NULL AND removed_at IS NULL
           AND (claimed_until IS NULL OR claimed_until <= $4 OR claimed_until > $5) AND ",
            in_reach!(inspection_id, "$6")
        ),
        org,
        id,
        attempt,
        now,
        until,
        reach
    )?;
    Ok(claimed == 1)
}

/// Gives a photo back that a try could not take in.
pub async fn give_back(tx: &mut Tx, id: PhotoId, attempt: Uuid) -> Result<(), sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    execute!(
        tx,
        concat!(
            "UPDATE photos SET claim = NULL, claimed_until = NULL WHERE org_id = $1 AND id = $2 AND claim = $3 AND ",
            in_reach!(inspection_id, "$4")
        ),
        org,
        id,
        attempt,
        reach
    )
    .map(drop)
}

/// Notes that a photo's bytes have arrived; false where the photo is no longer this try's.
pub async fn receive(
    tx: &mut Tx,
    id: PhotoId,
    attempt: Uuid,
    kept: &Kept<'_>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    let received = execute!(
        tx,
        concat!(
            "UPDATE photos SET media_type = $3, original_key = $4, shown_key = $5, shown_sha256 = $6, shown_bytes = $7,
           shown_width = $8, shown_height = $9, thumb_key = $10, received_at = $11, claim = NULL, claimed_until = NULL
         WHERE org_id = $1 AND id = $2 AND received_at IS NULL AND removed_at IS NULL AND claim = $13 AND ",
            in_reach!(inspection_id, "$12")
        ),
        org,
        id,
        kept.media_type,
        kept.original_key,
        kept.shown_key,
        kept.shown_sha256,
        i64::try_from(kept.shown_bytes).unwrap_or(i64::MAX),
        i32::try_from(kept.shown_width).unwrap_or(i32::MAX),
        i32::try_from(kept.shown_height).unwrap_or(i32::MAX),
        kept.thumb_key,
        now,
        reach,
        attempt
    )?;
    Ok(received == 1)
}

/// Sets a caption.
pub async fn caption(tx: &mut Tx, inspection: InspectionId, id: PhotoId, text: &str) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE photos SET caption = $4 WHERE org_id = $1 AND inspection_id = $2 AND id = $3",
        org,
        inspection,
        id,
        text
    )
    .map(drop)
}

/// Sets what is drawn over a photo. Tells whether the photo is there.
pub async fn annotate(
    tx: &mut Tx,
    inspection: InspectionId,
    id: PhotoId,
    annotations: &str,
) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let set = execute!(
        tx,
        "UPDATE photos SET annotations = $4
         WHERE org_id = $1 AND inspection_id = $2 AND id = $3 AND removed_at IS NULL",
        org,
        inspection,
        id,
        annotations
    )?;
    Ok(set == 1)
}

/// Removes a photo from its answer; the history keeps it. Gives how many bytes were announced and never came.
pub async fn remove(
    tx: &mut Tx,
    inspection: InspectionId,
    id: PhotoId,
    now: Timestamp,
) -> Result<Option<i64>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(i64, Option<Timestamp>)> = fetch_optional!(
        tx,
        (i64, Option<Timestamp>),
        "UPDATE photos SET removed_at = $4 WHERE org_id = $1 AND inspection_id = $2 AND id = $3 AND removed_at IS NULL
         RETURNING bytes, received_at",
        org,
        inspection,
        id,
        now
    )?;
    Ok(row.and_then(|(bytes, received)| received.is_none().then_some(bytes)))
}

/// A signature as it is kept.
#[derive(Clone, FromRow)]
pub struct SignatureRow {
    pub id: SignatureId,
    pub slot: Option<ItemId>,
    pub name: String,
    pub role: String,
    pub organisation: String,
    pub core_sha256: Vec<u8>,
    pub consent_locale: String,
    pub consent_version: i32,
    pub method: String,
    pub strokes: String,
    pub identified_by: String,
    pub device: String,
    pub device_at: Timestamp,
    pub signed_at: Timestamp,
    pub ip: String,
    pub ip_salt: Vec<u8>,
    pub user_agent: String,
    pub user_agent_salt: Vec<u8>,
    pub position: Option<String>,
    pub position_salt: Vec<u8>,
    pub recorded_by: UserId,
    pub recorded_name: String,
    pub consent_text: String,
    pub origin_printed: bool,
    pub qualification: String,
    pub licence_number: String,
}

/// The signatures of an inspection that stand, in the order in which they were given.
pub async fn signatures(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<SignatureRow>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        SignatureRow,
        "SELECT id, slot, name, role, organisation, core_sha256, consent_locale, consent_version, method, strokes,
                identified_by, device, device_at, signed_at, ip, ip_salt, user_agent, user_agent_salt, position, position_salt,
                recorded_by, recorded_name, consent_text, origin_printed, qualification, licence_number
         FROM signatures WHERE org_id = $1 AND inspection_id = $2 AND voided_at IS NULL ORDER BY signed_at, id LIMIT 200",
        org,
        inspection
    )
}

/// Which signatures of an inspection stand, in the order in which they were given.
pub async fn standing_signatures(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<SignatureId>, sqlx::Error> {
    let org = tx.org();
    let rows = fetch_all!(
        tx,
        (SignatureId,),
        "SELECT id FROM signatures WHERE org_id = $1 AND inspection_id = $2 AND voided_at IS NULL
         ORDER BY signed_at, id LIMIT 200",
        org,
        inspection
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many signatures of an inspection stand, and how many were ever given.
pub async fn count_signatures(tx: &mut Tx, inspection: InspectionId) -> Result<(i64, i64), sqlx::Error> {
    let org = tx.org();
    fetch_one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN voided_at IS NULL THEN 1 END), COUNT(*) FROM signatures
         WHERE org_id = $1 AND inspection_id = $2",
        org,
        inspection
    )
}

/// Whether another signature than this one stands in a slot.
pub async fn is_slot_signed(
    tx: &mut Tx,
    inspection: InspectionId,
    slot: ItemId,
    but: SignatureId,
) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (signed,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM signatures
           WHERE org_id = $1 AND inspection_id = $2 AND slot = $3 AND id <> $4 AND voided_at IS NULL)",
        org,
        inspection,
        slot,
        but
    )?;
    Ok(signed)
}

/// Keeps a signature; one with the same id is kept as it is. Tells whether it is new.
pub async fn add_signature(tx: &mut Tx, inspection: InspectionId, row: &SignatureRow) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO signatures
           (org_id, id, inspection_id, slot, name, role, organisation, core_sha256, consent_locale, consent_version, method,
            strokes, identified_by, device, device_at, signed_at, recorded_by, ip, ip_salt, user_agent, user_agent_salt,
            position, position_salt, recorded_name, consent_text, origin_printed, qualification, licence_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                 $24, $25, $26, $27, $28)
         ON CONFLICT (org_id, id) DO NOTHING",
        org,
        row.id,
        inspection,
        row.slot,
        &row.name,
        &row.role,
        &row.organisation,
        row.core_sha256.as_slice(),
        &row.consent_locale,
        row.consent_version,
        &row.method,
        &row.strokes,
        &row.identified_by,
        &row.device,
        row.device_at,
        row.signed_at,
        row.recorded_by,
        &row.ip,
        row.ip_salt.as_slice(),
        &row.user_agent,
        row.user_agent_salt.as_slice(),
        row.position.as_deref(),
        row.position_salt.as_slice(),
        &row.recorded_name,
        &row.consent_text,
        row.origin_printed,
        &row.qualification,
        &row.licence_number
    )?;
    Ok(added == 1)
}

/// Voids the signatures of an inspection; tells how many stood.
pub async fn void_signatures(tx: &mut Tx, inspection: InspectionId, now: Timestamp) -> Result<u64, sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE signatures SET voided_at = $3 WHERE org_id = $1 AND inspection_id = $2 AND voided_at IS NULL",
        org,
        inspection,
        now
    )
}

/// What corrections may change of a photo.
#[derive(Clone, PartialEq, Eq, FromRow, serde::Serialize, serde::Deserialize)]
pub struct ShownPhoto {
    pub id: PhotoId,
    pub caption: String,
    pub annotations: String,
}

/// The photos of an inspection as they are shown now.
pub async fn shown_photos(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<ShownPhoto>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        ShownPhoto,
        "SELECT id, caption, annotations FROM photos
         WHERE org_id = $1 AND inspection_id = $2 AND removed_at IS NULL ORDER BY id LIMIT 12000",
        org,
        inspection
    )
}

/// Shows a photo as it was shown before.
pub async fn put_photo_back(tx: &mut Tx, inspection: InspectionId, photo: &ShownPhoto) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE photos SET caption = $4, annotations = $5, removed_at = NULL
         WHERE org_id = $1 AND inspection_id = $2 AND id = $3",
        org,
        inspection,
        photo.id,
        &photo.caption,
        &photo.annotations
    )
    .map(drop)
}

/// Takes back that a signature was voided.
pub async fn put_signature_back(tx: &mut Tx, inspection: InspectionId, id: SignatureId) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE signatures SET voided_at = NULL WHERE org_id = $1 AND inspection_id = $2 AND id = $3",
        org,
        inspection,
        id
    )
    .map(drop)
}
