//! Decimal figures, kept as strings with a point, shown with the language's separator.

use crate::Locale;

/// A decimal string (`"71.5"`) as the language writes it (`71,5` in Spanish).
#[must_use]
pub fn decimal(locale: Locale, figure: &str) -> String {
    match locale {
        Locale::En => figure.to_owned(),
        Locale::Es => figure.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spanish_writes_a_decimal_comma() {
        assert_eq!(decimal(Locale::Es, "71.5"), "71,5");
        assert_eq!(decimal(Locale::En, "71.5"), "71.5");
    }
}
