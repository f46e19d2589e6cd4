//! How many people an organisation may invite: few while it is young and nobody has shown who it is.

use norven_proof::digest::Digest;

use super::store;
use crate::{
    error::AppError,
    features::{access, identity::model::Email},
    ids::UserId,
    platform::{
        db::Tx,
        fault::Fault,
        quota::{self, Quota},
    },
    server::state::App,
    time::Timestamp,
};

/// Between two mails of an organisation to one address.
pub const PAUSE_SECONDS: i64 = 10 * 60;
const DAY_SECONDS: i64 = 24 * 3600;
/// An organisation is young for a week.
const YOUNG_SECONDS: i64 = 7 * DAY_SECONDS;

/// The seconds until an address may be asked again by an organisation; nothing where it may be, which then counts.
///
/// # Errors
/// When the database refuses.
pub async fn pause(tx: &mut Tx, email: &Email, now: Timestamp) -> Result<Option<u32>, Fault> {
    let name = address(tx, email);
    Ok(quota::take(tx, &Quota { name, limit: 1, seconds: PAUSE_SECONDS }, now).await?)
}

/// Has an address asked again at once, where its person accepted: they are not pestered.
///
/// # Errors
/// When the database refuses.
pub async fn end_pause(tx: &mut Tx, email: &Email) -> Result<(), Fault> {
    let name = address(tx, email);
    Ok(quota::forget_one(tx, &name).await?)
}

fn address(tx: &Tx, email: &Email) -> String {
    format!("invitations/address/{}/{}", tx.org(), Digest::of(email.as_str()))
}

/// Counts an invitation. Those of organisations without a verified domain also count for who invites, since anybody can
/// found another organisation.
///
/// # Errors
/// [`AppError::Invitations`] where there are enough for a day.
pub async fn count_invitation(app: &App, tx: &mut Tx, by: UserId) -> Result<(), Fault> {
    let now = app.now();
    let org = tx.org();
    let mut names = vec![format!("invitations/organisation/{org}")];
    let limit = if access::service::proven_domain(tx).await?.is_some() {
        app.admission.invitations_verified
    } else {
        names.push(format!("invitations/person/{by}"));
        match now.seconds_since(store::created_at(tx).await?) < YOUNG_SECONDS {
            true => app.admission.invitations_new,
            false => app.admission.invitations,
        }
    };
    for name in names {
        if let Some(seconds) = quota::take(tx, &Quota { name, limit, seconds: DAY_SECONDS }, now).await? {
            return Err(AppError::Invitations { limit, seconds }.into());
        }
    }
    Ok(())
}
