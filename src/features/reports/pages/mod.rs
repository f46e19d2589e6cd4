//! The reports: a list, and each with its digests.

mod correction;
mod list;
mod making;
mod reason;
mod report;
mod revisions;
mod standing;
mod status;
mod unsealed;

pub use list::ReportsPage;
pub use making::Making;
pub use report::ReportPage;
#[cfg(feature = "ssr")]
pub use status::status_words;

use norven_words::{Locale, decimal};

use crate::features::inspections::model::Tally;

/// The score as people read it: `86.2 %`.
fn score(locale: Locale, tally: Tally) -> String {
    match tally.percent() {
        Some(percent) => format!("{} %", decimal(locale, &percent)),
        None => locale.words().reports.no_score.to_owned(),
    }
}

/// A file's size as people read it: `5.4 MB`.
fn size(locale: Locale, bytes: u64) -> String {
    let (unit, step) = if bytes < 1_000_000 { ("kB", 100) } else { ("MB", 100_000) };
    let tenths = bytes.div_ceil(step);
    format!("{} {unit}", decimal(locale, &format!("{}.{}", tenths / 10, tenths % 10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_reads_as_people_write_it() {
        assert_eq!(size(Locale::En, 5_400_000), "5.4 MB");
        assert_eq!(size(Locale::Es, 1_250_000), "1,3 MB");
        assert_eq!(size(Locale::En, 20), "0.1 kB");
    }

    #[test]
    fn where_nothing_counts_there_is_no_score() {
        assert_eq!(score(Locale::En, Tally::default()), "none");
        assert_eq!(score(Locale::Es, Tally { passed: 6, failed: 1, ..Tally::default() }), "85,7 %");
    }
}
