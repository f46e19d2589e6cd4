//! How slow a body may be.

use std::time::Duration;

/// The pace that a long body keeps at least, on average from its beginning.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// It is not asked for before: connections begin slowly.
    pub after: Duration,
    /// Bytes a second.
    pub bytes_a_second: u32,
}

impl Default for Pace {
    /// GPRS, the slowest that a phone falls back to, sends 13.4 kbit/s on one slot (coding scheme 2), which is 1.7 kB/s.
    /// At 1 kB/s some of it is left for what else the phone sends. The largest photo then takes 7 hours and 20 minutes
    /// at most. A photo that is cut off begins anew, so that a higher floor would keep it away for good.
    fn default() -> Self {
        Self { after: Duration::from_secs(60), bytes_a_second: 1_000 }
    }
}

impl Pace {
    /// How long after its beginning a body of which this many bytes have come falls behind, if no more come.
    #[must_use]
    pub fn time_for(self, bytes: usize) -> Duration {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let millis = bytes.saturating_mul(1_000) / u64::from(self.bytes_a_second.max(1));
        self.after.max(Duration::from_millis(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_a_minute_and_then_as_long_as_its_bytes_take_at_the_floor() {
        let pace = Pace::default();
        assert_eq!(pace.time_for(0), Duration::from_secs(60));
        assert_eq!(pace.time_for(60_000), Duration::from_secs(60));
        assert_eq!(pace.time_for(90_500), Duration::from_millis(90_500));
        let largest = pace.time_for(crate::features::evidence::model::MAX_PHOTO_BYTES);
        assert!(largest < Duration::from_secs(7 * 3600 + 20 * 60), "{largest:?}");
    }

    #[test]
    fn no_pace_is_divided_by_nothing() {
        let still = Pace { after: Duration::ZERO, bytes_a_second: 0 };
        assert_eq!(still.time_for(1), Duration::from_secs(1));
    }
}
