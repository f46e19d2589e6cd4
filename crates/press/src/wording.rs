//! Dates, times and numbers as a report writes them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};
use norven_proof::record::{Action, Core, Deed, Instant, Record};

use crate::PressError;
use crate::labels::Labels;

/// The language and the time zone of a report.
pub(crate) struct Wording {
    pub(crate) labels: &'static Labels,
    zone: TimeZone,
    /// The day of the inspection, which photos taken on it need not name.
    day: Date,
}

impl Wording {
    pub(crate) fn of(record: &Record) -> Result<Self, PressError> {
        let unknown = |_| PressError::TimeZone(record.time_zone.clone());
        let zone = TimeZoneDatabase::bundled().get(&record.time_zone).map_err(unknown)?;
        let day = timestamp(&record.core.started_at)?.to_zoned(zone.clone()).date();
        Ok(Self { labels: Labels::of(&record.language), zone, day })
    }

    fn local(&self, instant: &Instant) -> Result<Zoned, PressError> {
        Ok(timestamp(instant)?.to_zoned(self.zone.clone()))
    }

    /// `22 Nov 2026`, not to be broken.
    fn day(&self, date: Date) -> String {
        // Months count from 1.
        let month = usize::try_from(date.month() - 1).unwrap_or_default();
        format!("{}\u{a0}{}\u{a0}{}", date.day(), self.labels.months[month], date.year())
    }

    /// `22 Nov 2026, 10:47 CET`
    pub(crate) fn minute(&self, instant: &Instant) -> Result<String, PressError> {
        let local = self.local(instant)?;
        Ok(format!("{}, {} {}", self.day(local.date()), clock(local.time()), zone_name(&local)))
    }

    /// `22 Nov 2026, 10:47:12 CET`
    pub(crate) fn second(&self, instant: &Instant) -> Result<String, PressError> {
        let local = self.local(instant)?;
        let time = local.strftime("%H:%M:%S");
        Ok(format!("{}, {time} {}", self.day(local.date()), zone_name(&local)))
    }

    /// When the inspection took place: `22 Nov 2026, 09:10–10:48 CET`.
    pub(crate) fn span(&self, core: &Core) -> Result<String, PressError> {
        let (from, to) = (self.local(&core.started_at)?, self.local(&core.finished_at)?);
        let (start, end) = (zone_name(&from), zone_name(&to));
        let (began, ended) = (clock(from.time()), clock(to.time()));
        Ok(if from.date() == to.date() && start == end {
            format!("{}, {began}–{ended} {end}", self.day(from.date()))
        } else {
            let (first, last) = (self.day(from.date()), self.day(to.date()));
            format!("{first}, {began} {start} – {last}, {ended} {end}")
        })
    }

    /// Whole seconds from `a` to `b`.
    pub(crate) fn seconds_between(a: &Instant, b: &Instant) -> Result<i64, PressError> {
        Ok(timestamp(b)?.as_second() - timestamp(a)?.as_second())
    }

    /// A calendar date of the record, `2026-11-22`. What is no date is printed as it stands.
    pub(crate) fn date(&self, date: &str) -> String {
        date.parse().map_or_else(|_| date.to_owned(), |date| self.day(date))
    }

    /// A local date and time of the record, `2026-11-22T10:48`.
    pub(crate) fn date_time(&self, local: &str) -> String {
        let set = |at: DateTime| format!("{}, {}", self.day(at.date()), clock(at.time()));
        local.parse().map_or_else(|_| local.to_owned(), set)
    }

    /// When a photo was taken; the day only where it is not the inspection's.
    pub(crate) fn taken(&self, local: &str) -> String {
        match local.parse::<DateTime>() {
            Ok(at) if at.date() == self.day => clock(at.time()),
            _ => self.date_time(local),
        }
    }

    /// What an action says beside what is to be done: who does it and by when, or that it was done on site or closed later,
    /// when and by whom.
    pub(crate) fn action(&self, action: &Action) -> Result<Vec<String>, PressError> {
        let labels = self.labels;
        let is_open = !action.done && action.closed_later.is_none();
        let due = action.due.as_deref().filter(|_| is_open);
        let due = due.map(|due| fill(labels.by_date, &[("date", &self.date(due))]));
        let deed = |label: &str, deed: &Deed| {
            Ok::<_, PressError>(fill(label, &[("time", &self.minute(&deed.at)?), ("name", &deed.by.name)]))
        };
        let done = match &action.done_on_site {
            Some(done) => Some(deed(labels.done_by, done)?),
            None => action.done.then(|| labels.done.to_owned()),
        };
        let closed = action.closed_later.as_ref().map(|closed| deed(labels.closed_later, closed)).transpose()?;
        Ok([action.assignee.clone(), due, done, closed].into_iter().flatten().collect())
    }

    /// A decimal string of the record with this language's mark and a true minus.
    pub(crate) fn number(&self, decimal: &str) -> String {
        let mark = self.labels.decimal_mark.to_string();
        decimal.replacen('.', &mark, 1).replacen('-', "−", 1)
    }

    /// `86.2 %`, `100 %`
    pub(crate) fn percent(&self, percent: &str) -> String {
        let short = percent.strip_suffix(".0").unwrap_or(percent);
        format!("{}\u{a0}%", self.number(short))
    }
}

/// Puts values into a label: `fill("Page {n} of {total}", &[("n", "1"), ("total", "8")])`.
pub(crate) fn fill(label: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = label;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        out.extend(values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value));
        rest = after;
    }
    out + rest
}

fn timestamp(instant: &Instant) -> Result<Timestamp, PressError> {
    instant.0.parse().map_err(|_| PressError::Instant(instant.0.clone()))
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `CET`; where a zone has no abbreviation of letters, its offset: `UTC−05:00`.
fn zone_name(at: &Zoned) -> String {
    let name = at.strftime("%Z").to_string();
    if name.starts_with(char::is_alphabetic) { name } else { format!("UTC{}", at.strftime("%:z")).replace('-', "−") }
}

/// The instant as PDF writes dates: `D:20261122105312Z`.
pub(crate) fn pdf_date(instant: &Instant) -> Result<String, PressError> {
    Ok(timestamp(instant)?.strftime("D:%Y%m%d%H%M%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(language: &str, zone: &str) -> Wording {
        Wording {
            labels: Labels::of(language),
            zone: TimeZoneDatabase::bundled().get(zone).expect("a zone"),
            day: jiff::civil::date(2026, 11, 22),
        }
    }

    fn at(text: &str) -> Instant {
        Instant(text.to_owned())
    }

    #[test]
    fn times_are_local_and_name_their_zone() {
        let noon = at("2026-07-01T10:00:00.000000Z");
        assert_eq!(
            wording("en", "Europe/Madrid").minute(&noon).expect("an instant"),
            "1\u{a0}Jul\u{a0}2026, 12:00 CEST"
        );
        assert_eq!(
            wording("es", "America/Bogota").minute(&noon).expect("an instant"),
            "1\u{a0}jul\u{a0}2026, 05:00 UTC−05:00"
        );
    }

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(wording("es", "UTC").number("-71.5"), "−71,5");
        assert_eq!(wording("en", "UTC").percent("100.0"), "100\u{a0}%");
        assert_eq!(wording("es", "UTC").percent("86.2"), "86,2\u{a0}%");
    }

    #[test]
    fn a_photo_names_its_day_only_when_it_is_another_day() {
        let wording = wording("en", "Europe/Madrid");
        assert_eq!(wording.taken("2026-11-22T09:31:07"), "09:31");
        assert_eq!(wording.taken("2026-11-21T09:31:07"), "21\u{a0}Nov\u{a0}2026, 09:31");
        assert_eq!(wording.taken("yesterday"), "yesterday");
    }

    #[test]
    fn values_put_into_a_label_are_not_read_as_labels() {
        assert_eq!(fill("{a} of {b}!", &[("a", "{b}"), ("b", "2")]), "{b} of 2!");
    }
}
