//! Which letters reports can print, as pages know it: what cannot be printed is told while it is typed.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldProblem};

/// Letters named in one sentence.
const NAMED: usize = 12;

/// Ranges of code points in hexadecimal digits, ascending: `20-7e a0-17f 5d0`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Printable(String);

impl Printable {
    /// The letters in ranges, first and last.
    #[must_use]
    pub fn of(ranges: &[(u32, u32)]) -> Self {
        let range = |(first, last): &(u32, u32)| {
            if first == last { format!("{first:x}") } else { format!("{first:x}-{last:x}") }
        };
        Self(ranges.iter().map(range).collect::<Vec<_>>().join(" "))
    }

    /// The letters of a text that cannot be printed, each once. Where nothing is known, everything is taken to print:
    /// the server says the last word.
    #[must_use]
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        if self.0.is_empty() || text.is_ascii() {
            return missing;
        }
        let ranges: Vec<(u32, u32)> = self.0.split(' ').filter_map(range).collect();
        let has = |character: char| {
            let at = ranges.partition_point(|(_, last)| *last < u32::from(character));
            ranges.get(at).is_some_and(|(first, _)| *first <= u32::from(character))
        };
        for character in text.chars().filter(|c| !c.is_whitespace() && !is_unseen(*c) && !has(*c)) {
            if !missing.contains(&character) {
                missing.push(character);
            }
        }
        missing
    }
}

fn range(range: &str) -> Option<(u32, u32)> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    Some((u32::from_str_radix(first, 16).ok()?, u32::from_str_radix(last, 16).ok()?))
}

/// Controls, joiners, selectors of forms, and marks of direction, which print as a sign of their own where they turn text.
const fn is_unseen(character: char) -> bool {
    matches!(character, '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0020}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// What is said of letters that cannot be printed; nothing where there are none.
#[must_use]
pub fn unprintable(missing: &[char]) -> Option<AppError> {
    if missing.is_empty() {
        return None;
    }
    let mut letters: Vec<String> = missing.iter().take(NAMED).map(|letter| named(*letter)).collect();
    letters.extend((missing.len() > NAMED).then(|| "…".to_owned()));
    Some(AppError::Unprintable { letters: letters.join(", ") })
}

/// The same of a field, which the first of them is named at.
///
/// # Errors
/// [`AppError::Field`] with the field's name.
pub fn check_field(field: &str, missing: &[char]) -> Result<(), AppError> {
    let problem = |letter: &char| Err(AppError::field(field, FieldProblem::Unprintable(*letter)));
    missing.first().map_or(Ok(()), problem)
}

/// The same of a place in a checklist, which stands before them: `2.1: 王 (U+738B)`.
///
/// # Errors
/// [`AppError::Unprintable`].
pub fn check_place(place: &str, missing: &[char]) -> Result<(), AppError> {
    match unprintable(missing) {
        Some(AppError::Unprintable { letters }) if !place.is_empty() => {
            Err(AppError::Unprintable { letters: format!("{place}: {letters}") })
        }
        problem => problem.map_or(Ok(()), Err),
    }
}

/// A letter with its code point; a mark or a control, which does not show by itself, by that alone.
pub(crate) fn named(letter: char) -> String {
    let point = format!("U+{:04X}", u32::from(letter));
    if letter.is_alphanumeric() || u32::from(letter) > 0x2190 { format!("{letter} ({point})") } else { point }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_outside_the_ranges_are_named_once_and_with_their_code_points() {
        let printable = Printable::of(&[(0x20, 0x7e), (0xa0, 0x17f), (0x5d0, 0x5ea), (0x1f525, 0x1f525)]);
        assert!(printable.missing("Łódź דנה 🔥\n\u{200d}").is_empty());
        let missing = printable.missing("王小明 and 小王 \u{304}");
        assert_eq!(missing, ['王', '小', '明', '\u{304}']);
        let told = unprintable(&missing).map(|error| error.sentence(norven_words::Locale::En));
        assert!(told.is_some_and(|told| told.contains("王 (U+738B), 小 (U+5C0F), 明 (U+660E), U+0304")));
        assert_eq!(unprintable(&[]), None);
    }

    #[test]
    fn a_page_that_knows_no_ranges_leaves_it_to_the_server() {
        assert!(Printable::default().missing("王").is_empty());
    }
}
