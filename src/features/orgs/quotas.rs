//! How much an organisation has, and whether it may have more. What grows without end is counted in the organisation's
//! row: asking and taking are one statement, so that two who come at once do not both take the last of it.

use super::{model::Role, store};
use crate::{
    error::{AppError, Quota},
    ids::UserId,
    platform::{db::Tx, fault::Fault},
    server::{actor::SignedIn, state::App},
};

/// So many organisations one person may own.
pub const MAX_OWNED: usize = 20;
/// What is out of use stays, and counts so much less.
const OUT_OF_USE: u64 = 10;
const MB: u64 = 1_000_000;

/// Something that an organisation takes more of, or gives back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    /// Inspections.
    pub inspections: i64,
    /// Actions.
    pub actions: i64,
    /// Photos.
    pub photos: i64,
    /// Bytes of photos and reports.
    pub bytes: i64,
}

impl Taken {
    /// An inspection.
    #[must_use]
    pub fn inspection() -> Self {
        Self { inspections: 1, ..Self::default() }
    }

    /// An action.
    #[must_use]
    pub fn action() -> Self {
        Self { actions: 1, ..Self::default() }
    }

    /// A photo of this many bytes.
    #[must_use]
    pub fn photo(bytes: u64) -> Self {
        Self { photos: 1, ..Self::bytes(bytes) }
    }

    /// Bytes.
    #[must_use]
    pub fn bytes(bytes: u64) -> Self {
        Self { bytes: i64::try_from(bytes).unwrap_or(i64::MAX / 2), ..Self::default() }
    }

    /// The same, given back.
    #[must_use]
    pub fn back(self) -> Self {
        let Self { inspections, actions, photos, bytes } = self;
        Self { inspections: -inspections, actions: -actions, photos: -photos, bytes: -bytes }
    }
}

/// Takes more, within the caller's transaction; where there is no more to have, nothing was taken.
///
/// # Errors
/// [`AppError::Full`].
pub async fn take(app: &App, tx: &mut Tx, taken: Taken) -> Result<(), Fault> {
    let quotas = &app.quotas;
    let most = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let ceilings = Taken {
        inspections: most(quotas.inspections),
        actions: most(quotas.actions),
        photos: most(quotas.photos),
        bytes: most(quotas.stored_mb.saturating_mul(MB)),
    };
    if store::take(tx, taken, ceilings).await? {
        return Ok(());
    }
    let has = store::taken(tx).await?;
    let (what, limit) = if has.inspections + taken.inspections > ceilings.inspections {
        (Quota::Inspections, quotas.inspections)
    } else if has.actions + taken.actions > ceilings.actions {
        (Quota::Actions, quotas.actions)
    } else if has.photos + taken.photos > ceilings.photos {
        (Quota::Photos, quotas.photos)
    } else {
        (Quota::Storage, quotas.stored_mb)
    };
    Err(AppError::Full { what, limit }.into())
}

/// Gives back, or takes what was stored already, within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn note(tx: &mut Tx, taken: Taken) -> Result<(), Fault> {
    let most = i64::MAX / 2;
    let all = Taken { inspections: most, actions: most, photos: most, bytes: most };
    store::take(tx, taken, all).await.map(drop).map_err(Fault::from)
}

/// Checks that an organisation, which nobody else adds to meanwhile, may have one more of something: of what is in use,
/// and of all that it ever had.
///
/// # Errors
/// [`AppError::Full`].
pub fn check(what: Quota, limit: u64, in_use: i64, all: i64) -> Result<(), AppError> {
    let many = |count: i64| u64::try_from(count).unwrap_or_default();
    let full = many(in_use) >= limit || many(all) >= limit.saturating_mul(OUT_OF_USE);
    if full { Err(AppError::Full { what, limit }) } else { Ok(()) }
}

/// How often a person founded an organisation when theirs were counted.
#[derive(Clone, Copy)]
pub struct Founded(i32);

/// Checks that a person may own one more organisation. The count holds while they found no other, as
/// [`note_founding`] sees: a transaction that founds one does not see the others.
///
/// # Errors
/// [`AppError::Full`].
pub async fn check_owned(person: &SignedIn) -> Result<Founded, Fault> {
    let mut tx = person.app.db.directory_read().await?;
    let all = store::of_user(&mut tx, person.user.id).await?;
    let owned = all.iter().filter(|membership| membership.role == Role::Owner).count();
    if owned >= MAX_OWNED {
        return Err(AppError::Full { what: Quota::Organisations, limit: MAX_OWNED as u64 }.into());
    }
    Ok(Founded(store::foundings(&mut tx, person.user.id).await?))
}

/// Notes that a person founds an organisation; false where they have founded another since theirs were counted. Whoever
/// founds one in their name at the same time waits until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn note_founding(app: &App, tx: &mut Tx, person: UserId, before: Founded) -> Result<bool, Fault> {
    Ok(store::note_founding(tx, person, before.0, app.now()).await?)
}

/// Has whoever else adds to the organisation wait until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn lock(tx: &mut Tx) -> Result<(), Fault> {
    Ok(store::lock(tx).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_use_has_a_ceiling_and_what_ever_was_a_higher_one() {
        let full = Err(AppError::Full { what: Quota::Sites, limit: 3 });
        assert_eq!(check(Quota::Sites, 3, 2, 29), Ok(()));
        assert_eq!(check(Quota::Sites, 3, 3, 3), full);
        assert_eq!(check(Quota::Sites, 3, 0, 30), full);
    }
}
