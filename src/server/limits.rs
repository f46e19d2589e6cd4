//! Limits on what strangers may try, by network and in all. They slow an attacker down and never lock a person
//! out for good.

mod keyed;

use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use self::keyed::{Keyed, told};
pub use self::keyed::{Network, WIDE};
use super::{
    intake::{Pace, Rooms},
    listen::Patience,
};
use crate::{address::Address, error::AppError};

/// So often one network may try to sign in, a minute.
pub const SIGN_INS_A_MINUTE: u32 = 30;
/// So often one network may try to sign in at once. An office behind one address signs in in the same
/// minute, and each person tries twice: once for the mail, once with what it says. Mails and codes have
/// limits of their own.
pub const SIGN_INS_AT_ONCE: u32 = 120;
/// So many digests one network may look up, a second.
pub const LOOKUPS_A_SECOND: u32 = 5;
/// So many digests one network may look up at once.
pub const LOOKUPS_AT_ONCE: u32 = 60;
/// So many requests below `/api/` and `/webhooks/` one network may make, a second.
pub const REQUESTS_A_SECOND: u32 = 50;
/// So many requests below `/api/` and `/webhooks/` one network may make at once.
pub const REQUESTS_AT_ONCE: u32 = 400;
/// So often all strangers together may have something written by trying to sign in, a second: a tenth of what a small
/// machine writes.
pub const STRANGERS_WRITES_A_SECOND: u32 = 50;
/// So often all strangers together may have something written at once.
pub const STRANGERS_WRITES_AT_ONCE: u32 = 2_000;
/// So many mebibytes of bodies may be on their way at once from people who are signed in.
pub const BODIES_MIB: usize = 256;

/// Every limit.
pub struct Limits {
    sign_in: Keyed,
    lookup: Keyed,
    api: Keyed,
    strangers_writes: DefaultDirectRateLimiter,
    warnings: DefaultDirectRateLimiter,
    /// Room for the bodies that are on their way.
    pub rooms: Rooms,
    /// How long somebody is waited for.
    pub patience: Patience,
    /// How slow a long body may be.
    pub pace: Pace,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: Keyed::new("sign-in", per_minute(SIGN_INS_A_MINUTE, SIGN_INS_AT_ONCE)),
            lookup: Keyed::new("look-up", per_second(LOOKUPS_A_SECOND, LOOKUPS_AT_ONCE)),
            api: Keyed::new("api", per_second(REQUESTS_A_SECOND, REQUESTS_AT_ONCE)),
            strangers_writes: RateLimiter::direct(per_second(STRANGERS_WRITES_A_SECOND, STRANGERS_WRITES_AT_ONCE)),
            warnings: RateLimiter::direct(per_minute(1, 1)),
            rooms: Rooms::of(BODIES_MIB),
            patience: Patience::default(),
            pace: Pace::default(),
        }
    }
}

fn many(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

fn per_second(count: u32, at_once: u32) -> Quota {
    Quota::per_second(many(count)).allow_burst(many(at_once))
}

fn per_minute(count: u32, at_once: u32) -> Quota {
    Quota::per_minute(many(count)).allow_burst(many(at_once))
}

impl Limits {
    /// The limits, with room for this many mebibytes of bodies from people who are signed in.
    #[must_use]
    pub fn with_room_for(bodies_mib: usize) -> Self {
        Self { rooms: Rooms::of(bodies_mib), ..Self::default() }
    }

    /// One more attempt of a stranger to sign in, which writes something whatever comes of it.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn sign_in(&self, address: Address) -> Result<(), AppError> {
        self.sign_in.check(address)?;
        self.strangers_writes.check().map_err(|until| told("strangers' writes", &until))
    }

    /// One more attempt of somebody signed in to show something: that it is still them, or that a domain is theirs.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn prove(&self, address: Address) -> Result<(), AppError> {
        self.sign_in.check(address)
    }

    /// One more public look-up of a digest.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn lookup(&self, address: Address) -> Result<(), AppError> {
        self.lookup.check(address)
    }

    /// One more request below `/api/` or `/webhooks/`.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn api(&self, address: Address) -> Result<(), AppError> {
        self.api.check(address)
    }

    /// Whether the operator is told now that addresses cannot be read: once a minute.
    #[must_use]
    pub fn may_warn_of_addresses(&self) -> bool {
        self.warnings.check().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_everywhere_have_one_ceiling_and_who_is_signed_in_is_not_under_it() {
        let limits = Limits::default();
        let from = |host: u32| Address::from(std::net::IpAddr::from(std::net::Ipv4Addr::from(host)));
        let written = (0..).take_while(|host| limits.sign_in(from(*host)).is_ok()).count();
        let at_once = STRANGERS_WRITES_AT_ONCE as usize;
        assert!((at_once..2 * at_once).contains(&written), "{written}");
        assert_eq!(limits.prove(from(u32::MAX)), Ok(()));
    }

    #[test]
    fn the_operator_is_warned_once_a_minute() {
        let limits = Limits::default();
        assert!(limits.may_warn_of_addresses() && !limits.may_warn_of_addresses());
    }
}
