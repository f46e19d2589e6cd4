//! Decimal figures without floating point: a reading is hashed as it was written.

pub mod reading;

use std::{cmp::Ordering, str::FromStr};

/// Most digits before and after the point together.
const MAX_DIGITS: usize = 15;

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
    /// The figure of some digits before and after the point.
    fn new(negative: bool, whole: &str, fraction: &str) -> Result<Self, NotADecimal> {
        let digits = format!("{whole}{fraction}");
        let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_plain(&digits) {
            return Err(NotADecimal);
        }
        let value: i64 = digits.parse().map_err(|_| NotADecimal)?;
        let scale = u32::try_from(fraction.len()).map_err(|_| NotADecimal)?;
        Ok(Self { digits: if negative { -value } else { value }, scale })
    }

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

    /// Reads a figure as it is kept: digits, with a point before the fraction. What people type is read by
    /// [`reading::read`].
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (negative, figure) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = match figure.split_once('.') {
            Some((_, "")) => return Err(NotADecimal),
            Some(parts) => parts,
            None => (figure, ""),
        };
        let significant = whole.trim_start_matches('0').len() + fraction.len();
        if significant > MAX_DIGITS { Err(NotADecimal) } else { Self::new(negative, whole, fraction) }
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
    fn a_figure_is_written_with_the_digits_that_it_has() {
        assert_eq!(decimal("71.50").canonical(), "71.50");
        assert_eq!(decimal("-0.05").canonical(), "-0.05");
        assert_eq!(decimal("007").canonical(), "7");
        assert_eq!(decimal("-0").canonical(), "0");
    }

    #[test]
    fn what_is_not_a_figure_is_refused() {
        for text in
            ["", "-", ".", ".5", "5.", "71,5", "+5", " 5", "1e5", "1.2.3", "NaN", "1234567890123456", "12 3", "0x1"]
        {
            assert_eq!(text.parse::<Decimal>().err(), Some(NotADecimal), "{text:?}");
        }
    }
}
