//! Limits of readings as they are typed, kept and shown.

use norven_words::{Locale, decimal};

use crate::decimal::{
    Decimal,
    reading::{self, Reading},
};

/// Stands behind a limit that can be read in two ways.
const DOUBT: &str = " ?";

/// A limit as it is kept: a figure with a point, or what was typed where that is no figure. A mark of doubt stands behind
/// one that can be read in two ways, so that nobody takes it for either.
pub fn limit(locale: Locale, text: &str, unit: &str) -> Option<String> {
    match reading::read(text, locale, unit) {
        Reading::Nothing => None,
        Reading::Figure(figure) => Some(figure.canonical()),
        Reading::Either { .. } => Some(format!("{}{DOUBT}", text.trim())),
        Reading::OtherUnit | Reading::TooLong | Reading::Unreadable => Some(text.trim().to_owned()),
    }
}

/// A limit as it is shown.
pub fn shown(locale: Locale, kept: &str) -> String {
    if kept.parse::<Decimal>().is_ok() { decimal(locale, kept) } else { kept.to_owned() }
}

/// The two figures that a limit in doubt can be.
pub fn either(locale: Locale, kept: &str) -> Option<[Decimal; 2]> {
    match reading::read(kept.strip_suffix(DOUBT)?, locale, "") {
        Reading::Either { grouped, fraction } => Some([grouped, fraction]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_kept_with_a_point_and_what_is_no_figure_as_it_was_typed() {
        assert_eq!(limit(Locale::En, " 71,50 ", "V").as_deref(), Some("71.50"));
        assert_eq!(limit(Locale::En, "71.5 V", "V").as_deref(), Some("71.5"));
        assert_eq!(limit(Locale::En, "about 5", "").as_deref(), Some("about 5"));
        assert_eq!(limit(Locale::En, "  ", ""), None);
    }

    #[test]
    fn a_limit_that_can_be_read_in_two_ways_is_neither_until_somebody_says_which() {
        for (locale, typed, figures) in
            [(Locale::En, "1,234", ["1234", "1.234"]), (Locale::Es, "1.234", ["1234", "1.234"])]
        {
            let kept = limit(locale, typed, "V").expect("what was typed");
            assert!(kept.parse::<Decimal>().is_err(), "{kept} is no figure");
            assert_eq!(shown(locale, &kept), format!("{typed} ?"));
            assert_eq!(
                either(locale, &kept).map(|both| both.map(Decimal::canonical)),
                Some(figures.map(str::to_owned))
            );
        }
        assert_eq!(either(Locale::En, "1234"), None);
        assert_eq!(shown(Locale::Es, "71.5"), "71,5");
    }
}
