//! Instants as text and as microseconds since 1970.
//!
//! The civil-date arithmetic is Howard Hinnant's `days_from_civil` and `civil_from_days`
//! (“chrono-Compatible Low-Level Date Algorithms”,
//! <https://howardhinnant.github.io/date_algorithms.html>). It counts years from 1 March, so that
//! the leap day is the last day of its year, in eras of 400 years, which all have the same length.

use super::Instant;

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 1 March of the year 0 to 1 January 1970.
const DAYS_TO_1970: i64 = 719_468;

impl Instant {
    /// The first instant that can be written, `0001-01-01T00:00:00.000000Z`, in microseconds.
    pub const MIN_UNIX_MICROS: i64 = -62_135_596_800 * MICROS_PER_SECOND;
    /// The last instant that can be written, `9999-12-31T23:59:59.999999Z`, in microseconds.
    pub const MAX_UNIX_MICROS: i64 = 253_402_300_800 * MICROS_PER_SECOND - 1;

    /// The instant so many microseconds after 1970-01-01T00:00:00Z.
    ///
    /// An instant outside the years 0001 to 9999 has no RFC 3339 text and becomes the nearest that
    /// has one.
    ///
    /// ```
    /// use norven_proof::record::Instant;
    ///
    /// let instant = Instant::from_unix_micros(1_795_344_792_000_000);
    /// assert_eq!(instant.0, "2026-11-22T10:53:12.000000Z");
    /// assert_eq!(instant.unix_micros(), Some(1_795_344_792_000_000));
    /// ```
    #[must_use]
    pub fn from_unix_micros(micros: i64) -> Self {
        let micros = micros.clamp(Self::MIN_UNIX_MICROS, Self::MAX_UNIX_MICROS);
        let seconds = micros.div_euclid(MICROS_PER_SECOND);
        let fraction = micros.rem_euclid(MICROS_PER_SECOND);
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        let second = seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        Self(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z"))
    }

    /// Microseconds since 1970-01-01T00:00:00Z, or nothing where the text is not an instant in the
    /// one form that a record allows.
    #[must_use]
    pub fn unix_micros(&self) -> Option<i64> {
        let [year, month, day, hour, minute, second, fraction] = fields(self.0.as_bytes())?;
        let days = days_from_civil(year, month, day);
        // Years, months and days that the calendar lacks come back as other ones.
        let exists = year >= 1 && civil_from_days(days) == (year, month, day);
        let in_day = hour < 24 && minute < 60 && second < 60;
        let seconds = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
        (exists && in_day).then_some(seconds * MICROS_PER_SECOND + fraction)
    }
}

/// The seven numbers of `YYYY-MM-DDThh:mm:ss.ffffffZ`.
fn fields(text: &[u8]) -> Option<[i64; 7]> {
    const FORM: &[u8] = b"0000-00-00T00:00:00.000000Z";
    if text.len() != FORM.len() {
        return None;
    }
    let mut fields = [0; 7];
    let mut field = 0;
    for (&byte, &form) in text.iter().zip(FORM) {
        match (form, byte) {
            (b'0', b'0'..=b'9') => fields[field] = fields[field] * 10 + i64::from(byte - b'0'),
            (b'Z', b'Z') => {}
            (form, byte) if form == byte && form != b'0' => field += 1,
            _ => return None,
        }
    }
    Some(fields)
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970
}

/// Year, month and day of a number of days since 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn micros(text: &str) -> Option<i64> {
        Instant(text.to_owned()).unix_micros()
    }

    #[test]
    fn known_instants_are_written_and_read() {
        for (micros, text) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_000_000_000_000_000, "2001-09-09T01:46:40.000000Z"),
            (4_107_542_399_123_456, "2100-02-28T23:59:59.123456Z"),
            (Instant::MIN_UNIX_MICROS, "0001-01-01T00:00:00.000000Z"),
            (Instant::MAX_UNIX_MICROS, "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(Instant::from_unix_micros(micros).0, text);
            assert_eq!(super::tests::micros(text), Some(micros));
        }
    }

    #[test]
    fn every_day_of_ten_thousand_years_follows_the_one_before() {
        const LENGTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut days = Instant::MIN_UNIX_MICROS / MICROS_PER_SECOND / SECONDS_PER_DAY;
        for year in 1..=9999 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (month, length) in (1..).zip(LENGTHS) {
                for day in 1..=length + i64::from(leap && month == 2) {
                    assert_eq!(civil_from_days(days), (year, month, day));
                    assert_eq!(days_from_civil(year, month, day), days);
                    days += 1;
                }
            }
        }
    }

    #[test]
    fn instants_out_of_reach_become_the_nearest() {
        assert_eq!(Instant::from_unix_micros(i64::MIN).0, "0001-01-01T00:00:00.000000Z");
        assert_eq!(Instant::from_unix_micros(i64::MAX).0, "9999-12-31T23:59:59.999999Z");
    }

    #[test]
    fn what_is_no_instant_is_not_read() {
        for text in [
            "",
            "2026-11-22T10:53:12Z",
            "2026-11-22T10:53:12.000Z",
            "2026-11-22T10:53:12.000000+00:00",
            "2026-11-22T10:53:12.000000z",
            "2026-11-22 10:53:12.000000Z",
            "2026-11-22T10:53:12.00000٠",
            "2026-11-22T10:53:12.00000-Z",
            "2026-1--22T10:53:12.000000Z",
            "0000-12-31T00:00:00.000000Z",
            "2026-00-22T10:53:12.000000Z",
            "2026-13-22T10:53:12.000000Z",
            "2026-11-00T10:53:12.000000Z",
            "2026-11-31T10:53:12.000000Z",
            "2026-02-29T10:53:12.000000Z",
            "2100-02-29T10:53:12.000000Z",
            "2026-11-22T24:00:00.000000Z",
            "2026-11-22T10:60:00.000000Z",
            "2016-12-31T23:59:60.000000Z",
        ] {
            assert_eq!(micros(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_instant_survives_being_written_and_read(
            micros in Instant::MIN_UNIX_MICROS..=Instant::MAX_UNIX_MICROS
        ) {
            prop_assert_eq!(Instant::from_unix_micros(micros).unix_micros(), Some(micros));
        }

        #[test]
        fn instants_are_sorted_as_their_texts_are(
            a in Instant::MIN_UNIX_MICROS..=Instant::MAX_UNIX_MICROS,
            b in Instant::MIN_UNIX_MICROS..=Instant::MAX_UNIX_MICROS
        ) {
            let texts = (Instant::from_unix_micros(a), Instant::from_unix_micros(b));
            prop_assert_eq!(texts.0.cmp(&texts.1), a.cmp(&b));
        }

        #[test]
        fn a_text_is_an_instant_only_as_the_instant_writes_it(
            text in "\\d{4}-[01]\\d-[0-3]\\dT[0-2]\\d:[0-6]\\d:[0-6]\\d\\.\\d{6}Z|\\PC*"
        ) {
            if let Some(micros) = micros(&text) {
                prop_assert_eq!(Instant::from_unix_micros(micros).0, text);
            }
        }
    }
}
