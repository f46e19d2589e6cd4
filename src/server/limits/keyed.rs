//! A limit for each network.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
};

use governor::{
    DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use crate::{address::Address, error::AppError};

/// So many networks are remembered before those at rest are forgotten.
const MANY: usize = 10_000;
/// So many networks are remembered at all. Those beyond share one limit, like addresses that are not known.
const MOST: usize = 200_000;
/// How much more a network of 48 bits may do than one of 64: a company has one, and an attacker 65,536 smaller ones in it.
pub const WIDE: u32 = 8;

/// A part of the internet that one limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// An IPv4 address.
    Single([u8; 4]),
    /// The first 64 bits of an IPv6 address: one customer, who has as many addresses as they like.
    Bits64([u8; 8]),
    /// The first 48 bits: what a company, or a customer who asks for more, is given.
    Bits48([u8; 6]),
    /// Nobody knows.
    Unknown,
}

impl Network {
    /// The one that an address is in.
    #[must_use]
    pub fn of(address: Address) -> Self {
        match address {
            Address::Known(IpAddr::V4(ip)) => Self::Single(ip.octets()),
            Address::Known(IpAddr::V6(ip)) => {
                let [a, b, c, d, e, f, g, h, ..] = ip.octets();
                Self::Bits64([a, b, c, d, e, f, g, h])
            }
            Address::Unknown => Self::Unknown,
        }
    }

    /// The wider one that it is a part of, where there is one.
    #[must_use]
    pub fn wider(self) -> Option<Self> {
        let Self::Bits64([a, b, c, d, e, f, ..]) = self else { return None };
        Some(Self::Bits48([a, b, c, d, e, f]))
    }
}

/// A limit for each network, and a wider one for each network of networks.
pub struct Keyed {
    name: &'static str,
    narrow: DefaultKeyedRateLimiter<Network>,
    wide: DefaultKeyedRateLimiter<Network>,
    /// At this many networks those at rest are forgotten the next time.
    sweep_at: AtomicUsize,
}

impl Keyed {
    /// A limit that allows each network this much.
    pub fn new(name: &'static str, quota: Quota) -> Self {
        let wide = NonZeroU32::new(WIDE).unwrap_or(NonZeroU32::MIN);
        let more = quota.burst_size().saturating_mul(wide);
        let every = quota.replenish_interval() / WIDE;
        let wide = Quota::with_period(every).map_or(quota, |wide| wide.allow_burst(more));
        Self {
            name,
            narrow: RateLimiter::keyed(quota),
            wide: RateLimiter::keyed(wide),
            sweep_at: AtomicUsize::new(MANY),
        }
    }

    /// One more of what is limited.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub fn check(&self, address: Address) -> Result<(), AppError> {
        let network = self.remembered(Network::of(address));
        self.narrow.check_key(&network).map_err(|until| told(self.name, &until))?;
        match network.wider() {
            Some(wider) => self.wide.check_key(&wider).map_err(|until| told(self.name, &until)),
            None => Ok(()),
        }
    }

    /// The network, or the one that all share who come when there are too many.
    fn remembered(&self, network: Network) -> Network {
        let many = self.narrow.len();
        if many < self.sweep_at.load(Ordering::Relaxed) {
            return network;
        }
        self.narrow.retain_recent();
        self.wide.retain_recent();
        let left = self.narrow.len();
        // Twice as many as are busy: a crowd is not gone through at each request.
        self.sweep_at.store((2 * left).clamp(MANY, MOST), Ordering::Relaxed);
        if left >= MOST { Network::Unknown } else { network }
    }
}

/// What somebody is told who does too much.
pub fn told(name: &'static str, until: &NotUntil<<DefaultClock as Clock>::Instant>) -> AppError {
    let wait = until.wait_time_from(DefaultClock::default().now());
    tracing::warn!(limit = name, "a limit was reached");
    AppError::TooMany { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit() -> Keyed {
        let four = NonZeroU32::new(4).expect("four");
        Keyed::new("a test", Quota::per_hour(NonZeroU32::MIN).allow_burst(four))
    }

    fn from(text: &str) -> Address {
        Address::read(text.as_bytes()).expect("an address")
    }

    #[test]
    fn who_changes_the_address_within_a_network_of_64_bits_has_one_limit() {
        let limit = limit();
        for host in 0..4 {
            assert_eq!(limit.check(from(&format!("2001:db8:1:2::{host:x}"))), Ok(()));
        }
        assert!(matches!(limit.check(from("2001:db8:1:2:ffff::1")), Err(AppError::TooMany { .. })));
        assert_eq!(limit.check(from("2001:db8:1:3::1")), Ok(()), "a neighbour does not wait");
    }

    #[test]
    fn who_changes_the_network_within_48_bits_has_a_wider_limit() {
        let limit = limit();
        for subnet in 0..4 * WIDE {
            assert_eq!(limit.check(from(&format!("2001:db8:1:{subnet:x}::1"))), Ok(()), "{subnet}");
        }
        assert!(matches!(limit.check(from("2001:db8:1:ffff::1")), Err(AppError::TooMany { .. })));
        assert_eq!(limit.check(from("2001:db8:2:1::1")), Ok(()));
    }

    #[test]
    fn addresses_of_the_old_internet_are_apart_also_when_they_are_written_as_new_ones() {
        let limit = limit();
        for _ in 0..2 {
            assert_eq!(limit.check(from("198.51.100.7")), Ok(()));
            assert_eq!(limit.check(from("::ffff:198.51.100.7")), Ok(()));
        }
        assert!(limit.check(from("198.51.100.7")).is_err());
        assert_eq!(limit.check(from("198.51.100.8")), Ok(()));
    }

    #[test]
    fn those_whose_address_is_not_known_share_one_limit() {
        let limit = limit();
        for _ in 0..4 {
            assert_eq!(limit.check(Address::Unknown), Ok(()));
        }
        assert!(limit.check(Address::Unknown).is_err());
        assert_eq!(limit.check(from("198.51.100.7")), Ok(()));
    }
}
