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
    ids::SessionId,
    platform::{db::DirectoryTx, fault::Fault},
    server::origin::Origin,
    time::Timestamp,
};

/// So many mails one who asks has sent to an address in a window.
const MAX_OF_ONE: i64 = 3;
/// So many mails all strangers together have sent to an address in a window: three networks' worth.
const MAX_OF_STRANGERS: i64 = 9;
const WINDOW_SECONDS: i64 = 15 * 60;

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

    /// Whether they may have another mail sent to an address.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn may_mail(self, tx: &mut DirectoryTx, email: &Email, now: Timestamp) -> Result<bool, Fault> {
        let (own, strangers) = store::links_since(tx, email, self.name, now.plus_seconds(-WINDOW_SECONDS)).await?;
        Ok(own < MAX_OF_ONE && (!self.is_stranger || strangers < MAX_OF_STRANGERS))
    }
}
