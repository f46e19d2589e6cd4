//! Everything Norven says, in English and Spanish.
//!
//! The texts live in `locales/{en,es}/*.json`; the build turns each file into a struct. A text
//! without placeholders is a field, one with placeholders a method, one with `one` and `other`
//! forms a method that takes `count`:
//!
//! ```
//! use norven_words::Locale;
//! let t = Locale::Es.words();
//! assert_eq!(t.common.save, "Guardar");
//! assert_eq!(t.common.items(1), "1 punto");
//! assert_eq!(t.common.items(3), "3 puntos");
//! ```

mod dates;
mod decimals;

use core::{fmt::Display, marker::PhantomData, ops::Deref};

use serde::{Deserialize, Serialize};

pub use dates::{date, date_time, day_month, time};
pub use decimals::decimal;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A language Norven speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English (United Kingdom).
    #[default]
    En,
    /// Spanish (Spain).
    Es,
}

impl Locale {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// Every text in this language.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::Es => &ES,
        }
    }

    /// BCP 47 tag: `en` or `es`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The language of a BCP 47 tag (`es-MX` is Spanish), where Norven speaks it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| primary.eq_ignore_ascii_case(locale.tag()))
    }

    /// The first language of an `Accept-Language` header (RFC 9110, 12.5.4) that Norven speaks.
    /// Browsers list languages by preference, so weights are not compared.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header.split(',').filter_map(|range| range.split(';').next()).find_map(Self::from_tag)
    }
}

/// The texts of one file.
trait Texts: 'static {
    /// The texts in a language.
    fn of(locale: Locale) -> &'static Self;
}

/// The texts of one file in one language. They are reached by a call and not kept in [`Words`], so that the linker
/// leaves the texts of other pages out of a browser module.
pub struct In<T> {
    locale: Locale,
    texts: PhantomData<fn() -> T>,
}

impl<T> In<T> {
    const fn new(locale: Locale) -> Self {
        Self { locale, texts: PhantomData }
    }
}

impl<T: Texts> Deref for In<T> {
    type Target = T;

    fn deref(&self) -> &T {
        T::of(self.locale)
    }
}

/// Puts the values into a text's `{placeholders}`.
fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            filled.push_str(&value.to_string());
        }
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_is_taken_from_a_browser() {
        assert_eq!(Locale::from_accept_language("fr-CH, es;q=0.9, en;q=0.8"), Some(Locale::Es));
        assert_eq!(Locale::from_accept_language("en-GB,en"), Some(Locale::En));
        assert_eq!(Locale::from_accept_language("de, *;q=0.5"), None);
        assert_eq!(Locale::from_accept_language(""), None);
    }

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        assert_eq!(fill("{a} of {b}", &[("b", &7), ("a", &"one")]), "one of 7");
        assert_eq!(fill("no placeholder", &[]), "no placeholder");
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_is_left_alone() {
        assert_eq!(fill("Hello {name}", &[("name", &"{name}")]), "Hello {name}");
    }
}
