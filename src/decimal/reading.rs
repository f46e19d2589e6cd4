//! Figures as people type them: with either mark, with groups of three, with digits of other scripts, with the unit.

use norven_words::Locale;

use super::{Decimal, MAX_DIGITS};

/// What somebody typed where a figure is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing.
    Nothing,
    /// A figure.
    Figure(Decimal),
    /// One of two figures: `1,234` is one thousand and something to some, and one and something to others.
    Either {
        /// With the mark between groups of three digits.
        grouped: Decimal,
        /// With the mark before the fraction.
        fraction: Decimal,
    },
    /// A figure in another unit than the one that is asked for.
    OtherUnit,
    /// More digits than are kept.
    TooLong,
    /// No figure.
    Unreadable,
}

impl Reading {
    /// The figure, where it is certain.
    #[must_use]
    pub fn figure(self) -> Option<Decimal> {
        if let Self::Figure(figure) = self { Some(figure) } else { None }
    }
}

/// Where the digit zero of a script stands that people have on their keyboards: Arabic, Persian and Urdu, Devanagari,
/// Bengali, Thai, full-width.
const ZEROS: [u32; 6] = [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10];

/// Reads what somebody typed, in their language; the unit that is asked for may stand behind it.
#[must_use]
pub fn read(text: &str, locale: Locale, unit: &str) -> Reading {
    let typed = plain(text);
    if typed.is_empty() {
        return Reading::Nothing;
    }
    let figure = without_unit(&typed, &plain(unit));
    let (negative, figure) = match figure.split_first() {
        Some(('-', rest)) => (true, rest),
        Some(('+', rest)) => (false, rest),
        _ => (false, figure),
    };
    let figure: String = figure.iter().collect();
    let figure = figure.trim();
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '٫' | '٬');
    if let Some(at) = figure.find(|c| !is_part(c)) {
        let (number, rest) = figure.split_at(at);
        let is_unit = !unit.trim().is_empty()
            && number.contains(|c: char| c.is_ascii_digit())
            && !rest.contains(|c: char| c.is_ascii_digit());
        return if is_unit { Reading::OtherUnit } else { Reading::Unreadable };
    }
    if !figure.contains(|c: char| c.is_ascii_digit()) {
        return Reading::Unreadable;
    }
    let decimal = if locale == Locale::Es { ',' } else { '.' };
    number(figure, decimal, negative)
}

/// A text without what cannot be seen, its digits and marks in one spelling.
fn plain(text: &str) -> Vec<char> {
    let is_seen = |c: &char| !matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    let spelt = |c: char| match c {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{FF0B}' => '+',
        '\u{FF0E}' => '.',
        '\u{FF0C}' => ',',
        '\u{2019}' | '\u{2BC}' | '\u{FF07}' => '\'',
        'º' => '°',
        '\u{3BC}' => 'µ',
        '\u{2126}' => 'Ω',
        c if c.is_whitespace() => ' ',
        c => {
            let digit = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10));
            digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
        }
    };
    let spelt: String = text.chars().filter(is_seen).map(spelt).collect();
    spelt.trim().chars().collect()
}

/// What stands before the unit; all of it where the unit does not stand there.
fn without_unit<'a>(typed: &'a [char], unit: &[char]) -> &'a [char] {
    let mut rest = typed;
    for c in unit.iter().rev().filter(|c| **c != ' ') {
        while let Some((' ', before)) = rest.split_last() {
            rest = before;
        }
        match rest.split_last() {
            Some((last, before)) if last == c => rest = before,
            _ => return typed,
        }
    }
    // The unit alone is no figure.
    if rest.iter().any(char::is_ascii_digit) { rest } else { typed }
}

/// Reads digits and marks.
fn number(figure: &str, decimal: char, negative: bool) -> Reading {
    let marks: Vec<(usize, char)> = figure.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let Some((at, last)) = marks.last().copied() else { return made(figure, "", negative) };
    let (whole, fraction) = (&figure[..at], &figure[at + last.len_utf8()..]);
    let is_only = marks.iter().filter(|(_, mark)| *mark == last).count() == 1;
    if marks.len() == 1 {
        let may_group = last != '٫' && is_grouped(figure, last);
        return match last {
            '.' | ',' if may_group && last != decimal => {
                match (made(&digits(figure), "", negative), made(whole, fraction, negative)) {
                    (Reading::Figure(grouped), Reading::Figure(fraction)) => Reading::Either { grouped, fraction },
                    _ => Reading::TooLong,
                }
            }
            '.' | ',' | '٫' => made(whole, fraction, negative),
            _ if may_group => made(&digits(figure), "", negative),
            _ => Reading::Unreadable,
        };
    }
    let between = marks[0].1;
    if is_only && matches!(last, '.' | ',' | '٫') && is_grouped(whole, between) {
        made(&digits(whole), fraction, negative)
    } else if is_grouped(figure, between) && last != '٫' {
        made(&digits(figure), "", negative)
    } else {
        Reading::Unreadable
    }
}

/// Whether one mark divides a whole number into groups of three, the first of which may be shorter.
fn is_grouped(whole: &str, mark: char) -> bool {
    let mut groups = whole.split(mark);
    let is_first = |group: &str| (1..=3).contains(&group.len()) && !group.starts_with('0');
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    groups.next().is_some_and(|group| is_first(group) && all_digits(group))
        && groups.all(|group| group.len() == 3 && all_digits(group))
}

fn digits(grouped: &str) -> String {
    grouped.chars().filter(char::is_ascii_digit).collect()
}

fn made(whole: &str, fraction: &str, negative: bool) -> Reading {
    let whole = whole.trim_start_matches('0');
    if whole.len() + fraction.len() > MAX_DIGITS {
        return Reading::TooLong;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Decimal::new(negative, whole, fraction).map_or(Reading::Unreadable, Reading::Figure)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What people type, in which language, and what is right: the figure, `ask` with the two, or why it is refused.
    const CASES: &str = include_str!("typed.tsv");

    fn said(reading: Reading) -> String {
        match reading {
            Reading::Nothing => "nothing".to_owned(),
            Reading::Figure(figure) => figure.canonical(),
            Reading::Either { grouped, fraction } => format!("ask {} {}", grouped.canonical(), fraction.canonical()),
            Reading::OtherUnit => "unit".to_owned(),
            Reading::TooLong => "long".to_owned(),
            Reading::Unreadable => "refused".to_owned(),
        }
    }

    #[test]
    fn a_figure_is_read_as_it_is_meant_or_asked_about_or_refused() {
        for case in CASES.lines().skip(1) {
            let [typed, language, unit, right] = case.split('\t').collect::<Vec<_>>()[..] else { panic!("{case:?}") };
            let locale = Locale::from_tag(language).expect("a language");
            assert_eq!(said(read(typed, locale, unit)), right, "{typed:?} in {language}");
        }
    }

    #[test]
    fn the_unit_alone_is_no_figure_and_a_unit_of_digits_does_not_join_them() {
        assert_eq!(read("m2", Locale::En, "m2"), Reading::Unreadable);
        assert_eq!(said(read("3 m2", Locale::En, "m2")), "3");
        assert_eq!(said(read("5'", Locale::En, "'")), "5");
        assert_eq!(said(read("5 mPa", Locale::En, "MPa")), "unit", "a milli is no mega");
    }

    proptest! {
        #[test]
        fn what_is_kept_and_shown_reads_back_as_itself(digits in -999_999_999_i64..=999_999_999, scale in 0_u32..6) {
            let kept = Decimal { digits, scale }.canonical();
            for locale in Locale::ALL {
                let shown = norven_words::decimal(locale, &kept);
                prop_assert_eq!(said(read(&shown, locale, "V")), kept.as_str());
            }
        }

        #[test]
        fn no_digit_is_dropped_and_none_is_made_up(typed in "[-+0-9.,' ٫٬]{0,12}") {
            let there: String = typed.chars().filter(char::is_ascii_digit).collect();
            for locale in Locale::ALL {
                let figures = match read(&typed, locale, "") {
                    Reading::Figure(figure) => vec![figure],
                    Reading::Either { grouped, fraction } => vec![grouped, fraction],
                    _ => Vec::new(),
                };
                for figure in figures {
                    let kept = digits(&figure.canonical());
                    prop_assert_eq!(kept.trim_start_matches('0'), there.trim_start_matches('0'), "{}", typed);
                }
            }
        }
    }
}
