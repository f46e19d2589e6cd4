//! Texts for people: sizes, dates, placeholders.

use norven_proof::day::Day;
use norven_proof::record::{Instant, Signature};
use norven_words::Locale;

/// Whether a text is in Unicode normalisation form C, by the tables that the browser has.
#[must_use]
pub fn is_nfc(text: &str) -> bool {
    // No character before the combining ones has another form.
    text.chars().all(|character| character < '\u{300}') || js_sys::JsString::from(text).normalize("NFC") == *text
}

/// A size: `5.4 MB`.
#[must_use]
pub fn size(locale: Locale, bytes: u64) -> String {
    let (unit, step) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => ("kB", 1_000),
        1_000_000..1_000_000_000 => ("MB", 1_000_000),
        _ => ("GB", 1_000_000_000),
    };
    let (whole, tenth) = (bytes / step, bytes % step * 10 / step);
    format!("{} {unit}", norven_words::decimal(locale, &format!("{whole}.{tenth}")))
}

/// `22 Nov 2026, 10:53`, in UTC. What is no instant stays as it is.
#[must_use]
pub fn date_time(locale: Locale, at: &Instant) -> String {
    civil(at).map_or_else(|| at.0.clone(), |civil| norven_words::date_time(locale, civil))
}

/// `22 Nov 2026`, in UTC. What is no instant stays as it is.
#[must_use]
pub fn date(locale: Locale, at: &Instant) -> String {
    civil(at).map_or_else(|| at.0.clone(), |civil| norven_words::date(locale, civil.date()))
}

/// `22 Nov 2026` of a day that a text names, `2026-11-22`. What is no day stays as it is.
#[must_use]
pub fn day(locale: Locale, text: &str) -> String {
    text.parse::<Day>().map_or_else(|_| text.to_owned(), |day| date(locale, &day.start()))
}

/// `22 Nov 2026, 10:53` of a local date and time as a text names it, `2026-11-22T10:53`. What is none stays as it is.
#[must_use]
pub fn local(locale: Locale, text: &str) -> String {
    text.split_once('T').map_or_else(|| text.to_owned(), |(date, time)| format!("{}, {time}", day(locale, date)))
}

fn civil(at: &Instant) -> Option<jiff::civil::DateTime> {
    let at = jiff::Timestamp::from_microsecond(at.unix_micros()?).ok()?;
    Some(jiff::tz::Offset::UTC.to_datetime(at))
}

/// A name that stands in quotation marks: it has none of its own that could end them.
#[must_use]
pub fn quotable(name: &str) -> String {
    name.replace(['“', '”', '„', '‟', '«', '»', '"'], "'")
}

/// Texts that are there, in a row.
#[must_use]
pub fn joined<const N: usize>(texts: [Option<&str>; N]) -> String {
    texts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A signer: name, role and organisation.
#[must_use]
pub fn signer(it: &Signature) -> String {
    let role = (!it.role.is_empty()).then_some(it.role.as_str());
    joined([Some(it.name.as_str()), role, it.organisation.as_deref()])
}

/// Whole days from one instant to a later one; none where it is not later.
#[must_use]
pub fn days_between(from: &Instant, to: &Instant) -> i64 {
    const DAY_MICROS: i64 = 86_400_000_000;
    match (from.unix_micros(), to.unix_micros()) {
        (Some(from), Some(to)) => to.saturating_sub(from).div_euclid(DAY_MICROS).max(0),
        _ => 0,
    }
}

/// Puts values into the `{placeholders}` of a text. A value is not looked through for placeholders.
#[must_use]
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest))) {
            Some((value, rest)) => filled.extend([&value, rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_write_them() {
        assert_eq!(size(Locale::En, 999), "999 B");
        assert_eq!(size(Locale::En, 5_420_000), "5.4 MB");
        assert_eq!(size(Locale::Es, 5_420_000), "5,4 MB");
        assert_eq!(size(Locale::En, 1_200_000_000), "1.2 GB");
    }

    #[test]
    fn dates_read_as_people_write_them_and_what_is_none_stays() {
        let at = Instant("2026-11-22T10:53:12.000000Z".into());
        assert_eq!(date_time(Locale::En, &at), "22 Nov 2026, 10:53");
        assert_eq!(date(Locale::Es, &at), "22 nov 2026");
        assert_eq!(day(Locale::En, "2026-11-22"), "22 Nov 2026");
        assert_eq!(day(Locale::En, "soon"), "soon");
        assert_eq!(local(Locale::Es, "2026-11-22T09:31:07"), "22 nov 2026, 09:31:07");
        assert_eq!(local(Locale::En, "soon"), "soon");
        assert_eq!(date(Locale::En, &Instant("soon".into())), "soon");
    }

    #[test]
    fn days_are_counted_forwards_only() {
        let day = |day: u32| Instant(format!("2026-11-{day:02}T10:00:00.000000Z"));
        assert_eq!(days_between(&day(1), &day(8)), 7);
        assert_eq!(days_between(&day(8), &day(1)), 0);
    }

    #[test]
    fn placeholders_are_filled_once_and_what_is_no_placeholder_stays() {
        let value = |name: &str| match name {
            "a" => Some("{b}".to_owned()),
            "b" => Some("7".to_owned()),
            _ => None,
        };
        assert_eq!(fill("{a} of {b}", value), "{b} of 7");
        assert_eq!(fill("{other} {", value), "{other} {");
    }
}
