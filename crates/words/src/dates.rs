//! Dates and times as people write them: `22 Nov 2026, 10:48`, `22 nov 2026, 10:48`.

use jiff::civil::{Date, DateTime, Time};

use crate::Locale;

const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_ES: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

fn month(locale: Locale, number: i8) -> &'static str {
    let index = usize::try_from(number - 1).unwrap_or_default();
    match locale {
        Locale::En => MONTHS_EN[index],
        Locale::Es => MONTHS_ES[index],
    }
}

/// `22 Nov 2026`.
#[must_use]
pub fn date(locale: Locale, date: Date) -> String {
    format!("{} {} {}", date.day(), month(locale, date.month()), date.year())
}

/// `22 Nov`.
#[must_use]
pub fn day_month(locale: Locale, date: Date) -> String {
    format!("{} {}", date.day(), month(locale, date.month()))
}

/// `10:48`.
#[must_use]
pub fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `22 Nov 2026, 10:48`.
#[must_use]
pub fn date_time(locale: Locale, at: DateTime) -> String {
    format!("{}, {}", date(locale, at.date()), time(at.time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_people_write_them() {
        let at = jiff::civil::date(2026, 11, 2).at(9, 5, 59, 0);
        assert_eq!(date_time(Locale::En, at), "2 Nov 2026, 09:05");
        assert_eq!(date_time(Locale::Es, at), "2 nov 2026, 09:05");
        assert_eq!(day_month(Locale::Es, at.date()), "2 nov");
    }
}
