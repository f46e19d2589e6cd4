//! Time zones: known on the server only.

use jiff::tz::TimeZone;

use super::model::Organisation;
use crate::time::{Moment, Timestamp};

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
