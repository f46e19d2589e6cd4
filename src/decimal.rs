//! Decimal figures without floating point: a reading is hashed as it was written.

use std::{cmp::Ordering, str::FromStr};

/// A decimal: `digits × 10^-scale`.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    digits: i64,
    scale: u32,
}

/// The text is not a decimal of at most 15 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most 15 digits")]
pub struct NotADecimal;

impl Decimal {
    /// Most digits before and after the point together.
    const MAX_DIGITS: usize = 15;

    fn at_scale(self, scale: u32) -> i128 {
        i128::from(self.digits) * 10_i128.pow(scale - self.scale)
    }

    /// The figure with a point and no more digits than were written: `71.5`.
    #[must_use]
    pub fn canonical(self) -> String {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = self.digits.unsigned_abs().to_string();
        let scale = self.scale as usize;
        if scale == 0 {
            return format!("{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        format!("{sign}{whole}.{fraction}")
    }
}

impl From<i32> for Decimal {
    fn from(whole: i32) -> Self {
        Self { digits: whole.into(), scale: 0 }
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// Reads a figure with a point or a comma.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let text = text.trim();
        let (negative, figure) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = figure.split_once(['.', ',']).unwrap_or((figure, ""));
        let digits = format!("{whole}{fraction}");
        let plain =
            !digits.is_empty() && digits.len() <= Self::MAX_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        let value: i64 = if plain { digits.parse().map_err(|_| NotADecimal)? } else { return Err(NotADecimal) };
        let scale = u32::try_from(fraction.len()).map_err(|_| NotADecimal)?;
        Ok(Self { digits: if negative { -value } else { value }, scale })
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).cmp(&other.at_scale(scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn figures_compare_by_value_whatever_their_digits() {
        assert_eq!(decimal("5"), decimal("5.00"));
        assert!(decimal("71.5") > decimal("65"));
        assert!(decimal("-0.5") < decimal("0"));
        assert!(decimal("0.1") < decimal("0.11"));
    }

    #[test]
    fn a_comma_reads_as_a_point_and_is_written_as_one() {
        assert_eq!(decimal("71,50").canonical(), "71.50");
        assert_eq!(decimal("-0,05").canonical(), "-0.05");
        assert_eq!(decimal(".5").canonical(), "0.5");
        assert_eq!(decimal("-7").canonical(), "-7");
    }

    #[test]
    fn what_is_not_a_figure_is_refused() {
        for text in ["", "-", ".", "1e5", "1.2.3", "NaN", "1234567890123456", "12 3", "0x1"] {
            assert_eq!(text.parse::<Decimal>().err(), Some(NotADecimal), "{text:?}");
        }
    }
}
