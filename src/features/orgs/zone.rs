//! Time zones: known on the server only.

use jiff::{civil::Date, tz::TimeZone};

use super::model::Organisation;
use crate::{
    error::{AppError, FieldProblem},
    time::{Moment, Timestamp, parse_date},
};

impl Organisation {
    /// Its time zone; UTC should its name have left the database of zones.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.settings.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// An instant as its people read it.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> Moment {
        let instant = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Moment { at, offset_seconds: self.time_zone().to_offset(instant).seconds() }
    }
}

impl Organisation {
    /// When a day begins here that a filter names, `2026-11-22`.
    ///
    /// # Errors
    /// [`AppError::Field`] with the field's name where it is no day.
    pub fn day_begins(&self, field: &str, day: Option<&str>) -> Result<Option<Timestamp>, AppError> {
        Ok(date(field, day)?.and_then(|date| midnight(&self.time_zone(), date)))
    }

    /// When a day is over here that a filter names.
    ///
    /// # Errors
    /// [`AppError::Field`] with the field's name where it is no day.
    pub fn day_ends(&self, field: &str, day: Option<&str>) -> Result<Option<Timestamp>, AppError> {
        Ok(date(field, day)?.and_then(|date| midnight(&self.time_zone(), date.tomorrow().ok()?)))
    }
}

fn date(field: &str, day: Option<&str>) -> Result<Option<Date>, AppError> {
    day.map(|text| parse_date(text).ok_or_else(|| AppError::field(field, FieldProblem::NotADate))).transpose()
}

/// When a day begins in a zone.
fn midnight(zone: &TimeZone, date: Date) -> Option<Timestamp> {
    Some(Timestamp(date.to_zoned(zone.clone()).ok()?.timestamp().as_microsecond()))
}

/// Whether a time zone of that name is known.
pub fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_zone;
    use crate::features::orgs::pages::zones::ZONES;

    #[test]
    fn every_proposed_zone_is_known() {
        for zone in ZONES {
            assert!(is_zone(zone), "{zone}");
        }
    }
}
