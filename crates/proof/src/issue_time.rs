//! The time of issue, and the clocks that may contradict it.
//!
//! When a report was issued, its issuer says (`issued_at` in the record). The time stamp and the
//! witnesses of the log say by clocks of their own when they saw its seal, which is made after it was
//! issued and before anybody has it. So they come a little later: clocks differ by [`EARLIEST`] at
//! the most, and a report that could not be sealed within [`LATEST`] is not sealed at all. Whatever lies
//! outside contradicts the issuer, and a verifier says so.

use crate::record::Instant;
use crate::timestamp::TimeStamp;
use crate::verdict::{Clock, TimeConflict, Witness};

/// How long before the time of issue an independent clock may say that it saw the seal: five minutes, in
/// seconds.
pub const EARLIEST: i64 = 5 * 60;
/// How long after the time of issue it may say so: a day, in seconds.
pub const LATEST: i64 = 24 * 60 * 60;

/// Whether an independent clock may say `seen` of what was issued at `issued`, both in microseconds
/// since 1970.
#[must_use]
pub const fn agrees(issued: i64, seen: i64) -> bool {
    let later = seen.saturating_sub(issued);
    -EARLIEST * 1_000_000 <= later && later <= LATEST * 1_000_000
}

/// Which of these clocks contradict the time of issue.
pub(crate) fn conflicts(issued: &Instant, witnesses: &[Witness], stamp: Option<&TimeStamp>) -> Vec<TimeConflict> {
    let stamp = stamp.map(|stamp| TimeConflict { clock: Clock::TimeStamp, at: stamp.at.clone() });
    let witnesses = witnesses.iter().map(|it| {
        let clock = Clock::Witness { name: it.name.clone() };
        TimeConflict { clock, at: it.at.clone() }
    });
    let disagrees = |seen: &Instant| match (issued.unix_micros(), seen.unix_micros()) {
        (Some(issued), Some(seen)) => !agrees(issued, seen),
        // A clock whose time cannot be read vouches for none.
        _ => true,
    };
    stamp.into_iter().chain(witnesses).filter(|conflict| disagrees(&conflict.at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_agree_from_five_minutes_before_to_a_day_after() {
        let second = 1_000_000;
        let issued = 1_795_344_792 * second;
        for seen in [-EARLIEST, 0, LATEST] {
            assert!(agrees(issued, issued + seen * second), "{seen}");
        }
        for seen in [-EARLIEST * second - 1, LATEST * second + 1] {
            assert!(!agrees(issued, issued + seen), "{seen}");
        }
        assert!(!agrees(i64::MAX, i64::MIN) && !agrees(i64::MIN, i64::MAX));
    }
}
