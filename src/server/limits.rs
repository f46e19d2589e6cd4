//! Limits on what strangers may try, by address. They slow an attacker down and never lock a person
//! out for good.

use std::{net::IpAddr, num::NonZeroU32};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::error::AppError;

/// So many addresses are remembered before those at rest are forgotten.
const MANY_ADDRESSES: usize = 10_000;

/// So often one address may try to sign in at once. An office behind one address signs in in the same
/// minute, and each person tries twice: once for the mail, once with what it says. Mails and codes have
/// limits of their own.
pub const SIGN_INS_AT_ONCE: u32 = 120;

/// Every limit.
pub struct Limits {
    sign_in: DefaultKeyedRateLimiter<IpAddr>,
    lookup: DefaultKeyedRateLimiter<IpAddr>,
    api: DefaultKeyedRateLimiter<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        let per = |count: u32| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            sign_in: RateLimiter::keyed(Quota::per_minute(per(30)).allow_burst(per(SIGN_INS_AT_ONCE))),
            lookup: RateLimiter::keyed(Quota::per_second(per(5)).allow_burst(per(60))),
            api: RateLimiter::keyed(Quota::per_second(per(50)).allow_burst(per(400))),
        }
    }
}

impl Limits {
    /// One more attempt to sign in.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn sign_in(&self, ip: IpAddr) -> Result<(), AppError> {
        check(&self.sign_in, ip)
    }

    /// One more public look-up of a digest.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn lookup(&self, ip: IpAddr) -> Result<(), AppError> {
        check(&self.lookup, ip)
    }

    /// One more request below `/api/` or `/webhooks/`.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn api(&self, ip: IpAddr) -> Result<(), AppError> {
        check(&self.api, ip)
    }
}

fn check(limiter: &DefaultKeyedRateLimiter<IpAddr>, ip: IpAddr) -> Result<(), AppError> {
    // Addresses that are fresh again need not be remembered.
    if limiter.len() > MANY_ADDRESSES {
        limiter.retain_recent();
    }
    limiter.check_key(&ip).map_err(|until| {
        let wait = until.wait_time_from(governor::clock::DefaultClock::default().now());
        AppError::TooMany { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
    })
}
