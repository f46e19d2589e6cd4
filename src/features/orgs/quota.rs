//! How many people an organisation may invite: few while it is young and nobody has shown who it is.

use super::store;
use crate::{
    error::AppError,
    features::access,
    ids::UserId,
    platform::{
        db::Tx,
        fault::Fault,
        quota::{self, Quota},
    },
    server::state::App,
};

const DAY_SECONDS: i64 = 24 * 3600;
/// An organisation is young for a week.
const YOUNG_SECONDS: i64 = 7 * DAY_SECONDS;

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
