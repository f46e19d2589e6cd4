//! Who asks for a mail to an address. Each has mails of their own: a stranger who asks again and again in somebody's
//! name uses up none but a stranger's, and keeps nobody out.

use norven_proof::digest::Digest;

use super::{
    ceremony::session_asks,
    device::{network_of, recognised_by},
    model::Email,
    store,
};
use crate::{
    error::AppError,
    ids::SessionId,
    platform::{
        db::DirectoryTx,
        fault::Fault,
        quota::{self, Quota},
    },
    server::{origin::Origin, state::App},
};

/// So many mails one who asks has sent to an address in a window.
const MAX_OF_ONE: i64 = 3;
/// So many mails all strangers together have sent to an address in a window: three networks' worth.
const MAX_OF_STRANGERS: i64 = 9;
const WINDOW_SECONDS: i64 = 15 * 60;
const HOUR: i64 = 3600;
/// The share of what strangers may have sent in all that one network gets: a quarter, which an office needs that signs in for
/// the first time.
const STRANGERS_SHARE: u32 = 4;
const LEAST_SHARE: u32 = 30;

/// What those lock who ask for a mail to an address: one of 256, so that addresses that nobody has leave no rows behind.
fn lock_of(email: &Email) -> String {
    format!("mails/address/{:02x}", Digest::of(email.as_str()).as_bytes()[0])
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Names them, and tells nobody who they are.
    pub name: Digest,
    /// Whether the person of the address was never seen to be there.
    pub is_stranger: bool,
}

impl Asker {
    /// A session, which is the person's.
    #[must_use]
    pub fn session(session: SessionId) -> Self {
        Self { name: session_asks(session), is_stranger: false }
    }

    /// A browser in which nobody is signed in: a device that the person of the address has signed in from before, in the
    /// same network, or somewhere in a network.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn somewhere(tx: &mut DirectoryTx, email: &Email, origin: &Origin) -> Result<Self, Fault> {
        let device = recognised_by(origin);
        let is_stranger = !store::knows_device(tx, email, device).await?;
        Ok(Self { name: if is_stranger { network_of(origin) } else { device }, is_stranger })
    }

    /// Whether they may have another mail sent to an address. Who asks for a mail to the same address waits until the
    /// transaction ends: of two at once, the second counts the first.
    ///
    /// # Errors
    /// [`AppError::TooManyMails`] for a stranger, where strangers had so many sent that the operator has them wait.
    pub async fn may_mail(self, app: &App, tx: &mut DirectoryTx, email: &Email) -> Result<bool, Fault> {
        let now = app.now();
        quota::lock(tx, &lock_of(email)).await?;
        let (own, strangers) = store::links_since(tx, email, self.name, now.plus_seconds(-WINDOW_SECONDS)).await?;
        if own >= MAX_OF_ONE || self.is_stranger && strangers >= MAX_OF_STRANGERS {
            return Ok(false);
        }
        if self.is_stranger {
            // No network has more than a share of what there is for all.
            let share = app.admission.stranger_mails.div_ceil(STRANGERS_SHARE).max(LEAST_SHARE);
            let own = Quota { name: format!("mails/strangers/{}", self.name), limit: share, seconds: HOUR };
            if let Some(seconds) = quota::take(tx, &own, now).await? {
                return Err(AppError::TooManyMails { seconds }.into());
            }
            let all = Quota { name: "mails/strangers".to_owned(), limit: app.admission.stranger_mails, seconds: HOUR };
            if let Some(seconds) = quota::take(tx, &all, now).await? {
                tracing::warn!("strangers had as many mails sent as NORVEN_STRANGER_MAILS allows in an hour");
                return Err(AppError::TooManyMails { seconds }.into());
            }
        }
        Ok(true)
    }
}
