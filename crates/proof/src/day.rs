//! Days of the calendar, in UTC.
//!
//! Where the hour does not matter it is not said: the log's entries, the standing list and the QR
//! code name days. In text a day is `YYYY-MM-DD`; in bytes it is the number of days since
//! 1970-01-01 as a `u32`.

use std::fmt;
use std::str::FromStr;

use crate::record::Instant;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A day between 1970-01-01 and 9999-12-31.
///
/// ```
/// use norven_proof::day::Day;
///
/// let day: Day = "2026-11-22".parse()?;
/// assert_eq!(day.number(), 20_779);
/// assert_eq!(Day::from_number(20_779), Some(day));
/// assert_eq!(day.to_string(), "2026-11-22");
/// # Ok::<(), norven_proof::day::DayError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

/// A text that is not a day as [`Day`] writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day, written YYYY-MM-DD, between 1970-01-01 and 9999-12-31")]
pub struct DayError;

impl Day {
    /// 9999-12-31, the last day that has four digits of years.
    pub const MAX: Self = Self(2_932_896);

    /// The day so many days after 1970-01-01, where it is not after [`Day::MAX`].
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        if number <= Self::MAX.0 { Some(Self(number)) } else { None }
    }

    /// How many days after 1970-01-01 it is.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The day on which an instant lies, where it is not before 1970.
    #[must_use]
    pub fn of(instant: &Instant) -> Option<Self> {
        let days = instant.unix_micros()?.div_euclid(MICROS_PER_DAY);
        Self::from_number(u32::try_from(days).ok()?)
    }

    /// The instant at which it begins.
    #[must_use]
    pub fn start(self) -> Instant {
        Instant::from_unix_micros(i64::from(self.0) * MICROS_PER_DAY)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        Self::of(&Instant(format!("{text}T00:00:00.000000Z"))).ok_or(DayError)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.start().0.get(..10).unwrap_or_default())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ends_are_days_and_nothing_outside_them_is() {
        assert_eq!(Day::from_number(0).map(|day| day.to_string()).as_deref(), Some("1970-01-01"));
        assert_eq!(Day::MAX.to_string(), "9999-12-31");
        assert_eq!(Day::from_number(Day::MAX.number() + 1), None);
        for text in ["1969-12-31", "2026-02-29", "2026-11-22T", "26-11-22", "2026-1-22", " 2026-11-22", ""] {
            assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        }
    }

    #[test]
    fn an_instant_lies_on_the_day_that_its_text_begins_with() {
        let instant = Instant("2026-11-22T23:59:59.999999Z".into());
        assert_eq!(Day::of(&instant).map(|day| day.to_string()).as_deref(), Some("2026-11-22"));
        assert_eq!(Day::of(&Instant("1969-12-31T23:59:59.999999Z".into())), None);
    }

    proptest! {
        #[test]
        fn every_day_survives_being_written_and_read(number in 0..=Day::MAX.number()) {
            let day = Day::from_number(number);
            prop_assert_eq!(day.and_then(|day| day.to_string().parse().ok()), day);
        }
    }
}
