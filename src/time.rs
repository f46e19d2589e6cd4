//! Instants, and instants as a person at a place reads them.

use jiff::{civil::DateTime, tz::Offset};
use norven_words::Locale;
use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00 UTC. Both databases keep it as an integer, so
/// that what is hashed is equal on both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This instant plus a number of seconds (which may be negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole seconds from `earlier` to this instant.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / 1_000_000
    }

    /// The year, in UTC.
    #[must_use]
    pub fn year(self) -> i16 {
        Moment { at: self, offset_seconds: 0 }.civil().year()
    }

    /// The instant as the record writes it.
    #[must_use]
    pub fn to_record(self) -> norven_proof::record::Instant {
        norven_proof::record::Instant::from_unix_micros(self.0)
    }
}

/// An instant with the offset in force at the place it is shown for. The server knows time zones
/// and sends the offset along, so that server and browser print the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// Seconds east of UTC.
    pub offset_seconds: i32,
}

impl Moment {
    /// The civil date and time at the place.
    #[must_use]
    pub fn civil(self) -> DateTime {
        let offset = Offset::from_seconds(self.offset_seconds).unwrap_or(Offset::UTC);
        let at = jiff::Timestamp::from_microsecond(self.at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        offset.to_datetime(at)
    }

    /// `22 Nov 2026, 10:48`.
    #[must_use]
    pub fn date_time(self, locale: Locale) -> String {
        norven_words::date_time(locale, self.civil())
    }

    /// `22 Nov 2026`.
    #[must_use]
    pub fn date(self, locale: Locale) -> String {
        norven_words::date(locale, self.civil().date())
    }

    /// `10:48`.
    #[must_use]
    pub fn time(self) -> String {
        norven_words::time(self.civil().time())
    }

    /// RFC 3339 in UTC, for `<time datetime>`.
    #[must_use]
    pub fn datetime_attribute(self) -> String {
        self.at.to_record().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_the_clock_on_the_wall_at_its_place() {
        // 2026-11-22T09:48:00Z, in Madrid in winter.
        let moment = Moment { at: Timestamp(1_795_340_880_000_000), offset_seconds: 3600 };
        assert_eq!(moment.date_time(Locale::En), "22 Nov 2026, 10:48");
        assert_eq!(moment.datetime_attribute(), "2026-11-22T09:48:00.000000Z");
    }
}
