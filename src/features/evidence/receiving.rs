//! A photo's bytes on their way in.
//!
//! One try at a time has a photo: it claims the row, makes what is shown, writes the objects under keys of its own, and
//! then the row names them. Another try waits for it, and finds the photo there or takes it over. A try whose claim ran
//! out may come to its end all the same; the row does not name what it wrote.

use std::time::Duration;

use norven_proof::digest::Digest;
use uuid::Uuid;

use super::store::{self, Kept, PhotoRow};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        inspections::{self, model::State},
        orgs::{self, quotas::Taken},
    },
    ids::PhotoId,
    platform::{
        blobs::{OrgKey, pending},
        db::Tx,
        fault::Fault,
        pictures,
    },
    server::actor::Member,
};

/// How long a try has a photo to itself: longer than one takes. Where its process died, the next goes on after that, and a try
/// that is slower still writes beside it.
const CLAIM_SECONDS: i64 = 30;
/// How often a try looks whether the other one is done, and with what pause: five seconds in all.
const LOOKS: u32 = 25;
const PAUSE: Duration = Duration::from_millis(200);
/// When to come back where the other try takes longer, in seconds.
const LATER: u32 = 5;

/// How many bytes of an announced photo the member has still to send; nothing where they came.
///
/// # Errors
/// [`AppError::NotFound`] where it was not announced, [`AppError::NotAllowed`], [`AppError::AlreadyFinished`].
pub async fn awaited(member: &Member, id: PhotoId) -> Result<Option<usize>, Fault> {
    let mut tx = member.read().await?;
    let row = store::photo(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let state = inspections::service::check_writable(member, &mut tx, row.inspection_id).await?;
    if row.received_at.is_some() {
        return Ok(None);
    }
    if state != State::Open {
        return Err(AppError::AlreadyFinished.into());
    }
    usize::try_from(row.bytes).map(Some).map_err(Fault::internal)
}

/// Takes the bytes of an announced photo: checks their digest, makes what is shown, keeps both
/// encrypted. Sent again, nothing changes.
///
/// # Errors
/// [`AppError::NotFound`] where it was not announced, [`AppError::DigestMismatch`], [`AppError::Photo`],
/// [`AppError::Busy`] while another try takes it in.
pub async fn receive(member: &Member, id: PhotoId, bytes: Vec<u8>) -> Result<(), Fault> {
    let mut tx = member.read().await?;
    let row = store::photo(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    inspections::service::check_readable(member, &mut tx, row.inspection_id).await?;
    let key = orgs::service::key(&member.app, &mut tx).await?;
    drop(tx);
    if row.received_at.is_some() {
        return Ok(());
    }
    let digest = Digest::of(&bytes);
    // The announced length is what the record states.
    if digest.as_bytes().as_slice() != row.sha256 || i64::try_from(bytes.len()) != Ok(row.bytes) {
        return Err(AppError::DigestMismatch.into());
    }
    let Some(mut claim) = claim(member, &row).await? else { return Ok(()) };
    let taken = take(member, &row, &key, &mut claim, bytes).await;
    if matches!(taken, Ok(true)) {
        return Ok(());
    }
    let objects = claim.objects.each_ref().map(String::as_str);
    pending::discard(&member.app.db, member.app.vault.objects(), &objects, member.app.present()).await;
    claim.give_back().await?;
    // Where the claim ran out, another try may have brought the photo, which is all that was wanted.
    let mut tx = member.read().await?;
    let now = store::photo(&mut tx, id).await?;
    match (now, taken) {
        (Some(row), _) if row.received_at.is_some() => Ok(()),
        (_, Err(fault)) => Err(fault),
        (Some(_), Ok(_)) => Err(AppError::Busy { seconds: LATER }.into()),
        (None, Ok(_)) => Err(AppError::NotFound.into()),
    }
}

/// Decodes and keeps a photo's bytes; false where the row is not this try's any more.
async fn take(member: &Member, row: &PhotoRow, key: &OrgKey, claim: &mut Claim, bytes: Vec<u8>) -> Result<bool, Fault> {
    let (bytes, derived) = pictures::in_turn(move || {
        let derived = norven_picture::derive(&bytes);
        (bytes, derived)
    })
    .await?;
    let norven_picture::Derived { shown, width, height, thumb, media_type } = derived.map_err(AppError::from)?;
    let (shown_sha256, shown_bytes) = (Digest::of(&shown), shown.len());
    let [original_key, shown_key, thumb_key] = claim.objects.each_ref().map(String::as_str);
    for (object, bytes) in [(original_key, bytes), (shown_key, shown), (thumb_key, thumb)] {
        member.app.vault.put(key, object, bytes).await?;
    }

    let mut tx = member.write().await?;
    check_open(member, &mut tx, row).await?;
    let kept = Kept {
        media_type,
        original_key,
        shown_key,
        shown_sha256: shown_sha256.as_bytes(),
        shown_bytes,
        shown_width: width,
        shown_height: height,
        thumb_key,
    };
    let named = store::receive(&mut tx, row.id, claim.attempt, &kept, member.app.now()).await?;
    if !named || !pending::adopt(&mut tx, &[original_key, shown_key, thumb_key]).await? {
        return Ok(false);
    }
    orgs::quotas::note(&mut tx, Taken::bytes(shown_bytes as u64)).await?;
    let event = Event::new("photo.added", Object::of("photo", row.id.0)).with("sha256", hex::encode(&row.sha256));
    audit::service::record_for(member, &mut tx, event).await?;
    tx.commit().await?;
    claim.held = false;
    Ok(true)
}

/// Refuses a member who may not add to the inspection, or no more.
async fn check_open(member: &Member, tx: &mut Tx, row: &PhotoRow) -> Result<(), Fault> {
    match inspections::service::lock(member, tx, row.inspection_id).await?.state {
        State::Open => Ok(()),
        State::Finished | State::Issued => Err(AppError::AlreadyFinished.into()),
    }
}

/// A photo that a try has, and what it writes.
struct Claim {
    member: Member,
    photo: PhotoId,
    attempt: Uuid,
    objects: [String; 3],
    held: bool,
}

/// Claims a photo, once no other try has it; nothing where it came meanwhile.
async fn claim(member: &Member, row: &PhotoRow) -> Result<Option<Claim>, Fault> {
    let (photo, attempt) = (row.id, member.app.id::<Uuid>());
    let objects =
        ["original", "shown", "thumb"].map(|size| format!("{}/photos/{photo}/{attempt}/{size}", member.org.id));
    for _ in 0..LOOKS {
        let mut tx = member.write().await?;
        if store::photo(&mut tx, photo).await?.ok_or(AppError::NotFound)?.received_at.is_some() {
            return Ok(None);
        }
        check_open(member, &mut tx, row).await?;
        let now = member.app.present();
        if store::claim(&mut tx, photo, attempt, now, now.plus_seconds(CLAIM_SECONDS)).await? {
            pending::note(&mut tx, &objects.each_ref().map(String::as_str), now).await?;
            tx.commit().await?;
            return Ok(Some(Claim { member: member.clone(), photo, attempt, objects, held: true }));
        }
        drop(tx);
        tokio::time::sleep(PAUSE).await;
    }
    Err(AppError::Busy { seconds: LATER }.into())
}

impl Claim {
    /// Lets another try have the photo.
    async fn give_back(&mut self) -> Result<(), Fault> {
        if std::mem::take(&mut self.held) {
            give_back(&self.member, self.photo, self.attempt).await?;
        }
        Ok(())
    }
}

impl Drop for Claim {
    /// A request that is given up, because the phone hung up, keeps no other try waiting.
    fn drop(&mut self) {
        if self.held {
            let (member, photo, attempt) = (self.member.clone(), self.photo, self.attempt);
            tokio::spawn(async move {
                if let Err(fault) = give_back(&member, photo, attempt).await {
                    tracing::warn!(error = %fault, "a photo stays with a request that was given up for two minutes");
                }
            });
        }
    }
}

async fn give_back(member: &Member, photo: PhotoId, attempt: Uuid) -> Result<(), Fault> {
    let mut tx = member.write().await?;
    store::give_back(&mut tx, photo, attempt).await?;
    Ok(tx.commit().await?)
}
