//! Text as it is searched: folded by one function before it is stored and before it is looked for, so that both databases
//! find the same.
//!
//! A word is lower case, without accents, in letters and digits of ASCII; any other letter is its code point in hex between
//! two `_`. A database's tokeniser has nothing left to decide. Han and Kana have no spaces between words: each character
//! is a word.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest word that is kept, in bytes.
const LONGEST: usize = 60;
/// Most different words of one thing that are kept.
const MOST: usize = 20_000;
/// Most words that are looked for together.
const ASKED: usize = 8;
/// Words of a list's filter that are held against a line.
pub const PATTERNS: usize = 4;
/// A number at the start of a word counts as if it had so many digits.
const NUMBER: usize = 12;
/// Names that are alike for so many bytes are sorted by their ids.
const SORTED: usize = 300;
/// Most characters of a text that are looked for: more than a search field takes.
const ASKED_CHARACTERS: usize = 1_000;

/// The words of texts, each once.
pub fn words<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        for word in split(text) {
            if words.len() == MOST {
                return words;
            }
            words.insert(word);
        }
    }
    words
}

/// The first words that somebody looks for, in their order; the last one may go on.
#[must_use]
pub fn asked(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let end = text.char_indices().nth(ASKED_CHARACTERS).map_or(text.len(), |(end, _)| end);
    for word in split(&text[..end]) {
        if words.len() < ASKED && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// What a name is sorted by: its words, and a number in it by its value, so that "Lift 9" stands before "Lift 10".
#[must_use]
pub fn sort_key(name: &str) -> String {
    let mut key = String::new();
    for word in split(name) {
        if !key.is_empty() {
            key.push(' ');
        }
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            key.extend(std::iter::repeat_n('0', NUMBER.saturating_sub(digits)));
        }
        // Other letters than Latin come after these.
        key.push_str(&word.replace('_', "~"));
        if key.len() > SORTED {
            break;
        }
    }
    key
}

/// The words of texts as one line, each after a space: what [`patterns`] are held against.
pub fn line<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    words(texts).iter().flat_map(|word| [" ", word]).collect()
}

/// Patterns of `LIKE … ESCAPE '\'` for the first words that somebody looks for; those that are left fit everything.
#[must_use]
pub fn patterns(text: &str) -> [String; PATTERNS] {
    let mut words = asked(text).into_iter();
    std::array::from_fn(|_| match words.next() {
        Some(word) => format!("% {}%", word.replace('_', "\\_")),
        None => "%".to_owned(),
    })
}

fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if is_a_word(c) {
            end(&mut word);
            let mut alone = spelled(c);
            end(&mut alone);
        } else if c.is_alphanumeric() {
            let spelled = spelled(c);
            if word.len() + spelled.len() <= LONGEST {
                word.push_str(&spelled);
            }
        } else {
            end(&mut word);
        }
    }
    end(&mut word);
    words
}

/// Whether a character is a word by itself.
fn is_a_word(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn spelled(c: char) -> String {
    match c {
        'ß' => "ss".to_owned(),
        'æ' => "ae".to_owned(),
        'œ' => "oe".to_owned(),
        'ø' => "o".to_owned(),
        'ł' => "l".to_owned(),
        'đ' => "d".to_owned(),
        'ı' => "i".to_owned(),
        c if c.is_ascii() => c.to_string(),
        c => format!("_{:x}_", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(text: &str) -> Vec<String> {
        asked(text)
    }

    #[test]
    fn accents_case_and_punctuation_do_not_matter() {
        assert_eq!(list("Calle de ALCALÁ, 48"), ["calle", "de", "alcala", "48"]);
        assert_eq!(list("alcala"), list("Alcalá"));
        assert_eq!(list("Straße"), list("STRASSE"));
        assert_eq!(list("NV-2026-000123"), ["nv", "2026", "000123"]);
        assert_eq!(list("ﬁre"), ["fire"]);
        assert_eq!(list(" … "), Vec::<String>::new());
    }

    #[test]
    fn other_letters_are_kept_apart_and_han_is_found_by_each_character() {
        assert_ne!(list("дверь"), list("двери"));
        assert!(list("дверь")[0].starts_with(&list("двер")[0]), "a word that goes on");
        assert_eq!(list("東京"), ["_6771_", "_4eac_"]);
    }

    #[test]
    fn names_are_sorted_as_people_read_them() {
        let sorted = ["3M", "Álamo", "alba", "Lift 9", "lift 10", "Zurbarán 2", "Zurbarán 10", "дверь"];
        let mut keys = sorted.map(sort_key).to_vec();
        keys.sort();
        assert_eq!(keys, sorted.map(sort_key));
        assert_eq!(sort_key(" … "), "");
        assert!(sort_key(&"x y ".repeat(1000)).len() < 400);
    }

    #[test]
    fn a_line_is_found_by_the_beginnings_of_its_words_in_any_order() {
        let line = line(["Hotel Miramar", "Paseo Marítimo 12"]);
        assert_eq!(line, " 12 hotel maritimo miramar paseo");
        assert_eq!(patterns("MAR  hót"), ["% mar%", "% hot%", "%", "%"].map(ToOwned::to_owned));
        assert_eq!(patterns("東")[0], "% \\_6771\\_%");
        assert_eq!(patterns("… a b c d e"), ["% a%", "% b%", "% c%", "% d%"].map(ToOwned::to_owned));
    }

    proptest! {
        #[test]
        fn a_word_is_made_of_what_every_tokeniser_takes_for_one_word(text in "\\PC{0,80}") {
            for word in words([text.as_str()]) {
                prop_assert!(!word.is_empty() && word.len() <= LONGEST + 8, "{}", word);
                let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
                prop_assert!(word.bytes().all(plain), "{}", word);
                prop_assert_eq!(asked(&word.replace('_', "")).len() <= 1, true);
            }
        }

        #[test]
        fn what_is_stored_is_found_by_what_was_written(text in "\\PC{0,60}") {
            let stored = words([text.as_str()]);
            for word in asked(&text) {
                prop_assert!(stored.contains(&word), "{}", word);
            }
        }
    }
}
