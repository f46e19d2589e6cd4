//! Instants, and instants as a person at a place reads them.

use jiff::{
    civil::{Date, DateTime, Time},
    tz::Offset,
};
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
        Moment::utc(self).civil().year()
    }

    /// The nearest instant that every calendar has: a device whose clock is absurd may say any number. Of the last days of
    /// the year 9999 a time zone may make the next year.
    #[must_use]
    pub fn on_calendar(self) -> Self {
        let last = jiff::Timestamp::MAX.as_microsecond() - 2 * 86_400_000_000;
        Self(self.0.clamp(0, last))
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
    /// An instant as it is told where no place is meant.
    #[must_use]
    pub const fn utc(at: Timestamp) -> Self {
        Self { at, offset_seconds: 0 }
    }

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

/// The date that a text is, written as `2026-11-22`.
///
/// Dates and times are taken apart here: jiff reads all of ISO 8601, and the words of all its errors would be a tenth of
/// what an inspector loads.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let year = i16::try_from(figure(year, 4)?).ok()?;
    Date::new(year, two_figures(month)?, two_figures(day)?).ok()
}

/// The time that a text is, written as `10:48` or `10:48:05`.
#[must_use]
pub fn parse_time(text: &str) -> Option<Time> {
    let (hour, rest) = text.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    Time::new(two_figures(hour)?, two_figures(minute)?, two_figures(second)?, 0).ok()
}

/// The date and time that a text is, written as `2026-11-22T10:48` or `2026-11-22T10:48:05`.
#[must_use]
pub fn parse_date_time(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    Some(DateTime::from_parts(parse_date(date)?, parse_time(time)?))
}

fn two_figures(text: &str) -> Option<i8> {
    i8::try_from(figure(text, 2)?).ok()
}

/// A number of so many digits.
fn figure(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
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

    #[test]
    fn a_date_and_a_time_are_read_as_reports_print_them_and_in_no_other_form() {
        assert_eq!(parse_date("2028-02-29"), Some(jiff::civil::date(2028, 2, 29)));
        assert_eq!(parse_time("10:48"), Some(jiff::civil::time(10, 48, 0, 0)));
        assert_eq!(parse_date_time("2026-11-20T10:16:42"), Some(jiff::civil::date(2026, 11, 20).at(10, 16, 42, 0)));
        for text in ["2026-02-29", "2026-2-9", "20261122", "+2026-11-22", "2026-11-22T10:48", "0000-00-00", ""] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for text in ["24:00", "10:60", "9:05", "+9:05", "10", "10:48:5", "10:48Z"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
