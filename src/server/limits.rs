//! Limits on what strangers may try, by address. They slow an attacker down and never lock a person
//! out for good.

use std::{net::IpAddr, num::NonZeroU32};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::error::AppError;

/// So many addresses are remembered before those at rest are forgotten.
const MANY_ADDRESSES: usize = 10_000;

/// So often one address may try to sign in, a minute.
pub const SIGN_INS_A_MINUTE: u32 = 30;
/// So often one address may try to sign in at once. An office behind one address signs in in the same
/// minute, and each person tries twice: once for the mail, once with what it says. Mails and codes have
/// limits of their own.
pub const SIGN_INS_AT_ONCE: u32 = 120;
/// So many digests one address may look up, a second.
pub const LOOKUPS_A_SECOND: u32 = 5;
/// So many digests one address may look up at once.
pub const LOOKUPS_AT_ONCE: u32 = 60;
/// So many requests below `/api/` and `/webhooks/` one address may make, a second.
pub const REQUESTS_A_SECOND: u32 = 50;
/// So many requests below `/api/` and `/webhooks/` one address may make at once.
pub const REQUESTS_AT_ONCE: u32 = 400;

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
            sign_in: RateLimiter::keyed(Quota::per_minute(per(SIGN_INS_A_MINUTE)).allow_burst(per(SIGN_INS_AT_ONCE))),
            lookup: RateLimiter::keyed(Quota::per_second(per(LOOKUPS_A_SECOND)).allow_burst(per(LOOKUPS_AT_ONCE))),
            api: RateLimiter::keyed(Quota::per_second(per(REQUESTS_A_SECOND)).allow_burst(per(REQUESTS_AT_ONCE))),
        }
    }
}

impl Limits {
    /// One more attempt to sign in.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn sign_in(&self, ip: IpAddr) -> Result<(), AppError> {
        check("sign-in", &self.sign_in, ip)
    }

    /// One more public look-up of a digest.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn lookup(&self, ip: IpAddr) -> Result<(), AppError> {
        check("look-up", &self.lookup, ip)
    }

    /// One more request below `/api/` or `/webhooks/`.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn api(&self, ip: IpAddr) -> Result<(), AppError> {
        check("api", &self.api, ip)
    }
}

fn check(name: &'static str, limiter: &DefaultKeyedRateLimiter<IpAddr>, ip: IpAddr) -> Result<(), AppError> {
    // Addresses that are fresh again need not be remembered.
    if limiter.len() > MANY_ADDRESSES {
        limiter.retain_recent();
    }
    limiter.check_key(&ip).map_err(|until| {
        let wait = until.wait_time_from(governor::clock::DefaultClock::default().now());
        tracing::warn!(limit = name, "a limit was reached");
        AppError::TooMany { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
    })
}
