//! Texts of a record as they can be shown beside other words.

use std::borrow::Cow;

/// A text that a record holds, with every character named that would be none to a reader: one that turns or hides the words
/// around it on a screen (Unicode's bidirectional controls, UAX #9; ECMA-48's control characters in a terminal), or ends
/// their line. Records hold whatever was typed, and a name must not be able to change what is said of it.
///
/// ```
/// use norven_proof::shown;
///
/// assert_eq!(shown("Prüfdienst Öhler"), "Prüfdienst Öhler");
/// assert_eq!(shown("A\u{202E}B\u{1B}[8m"), "A[U+202E]B[U+001B][8m");
/// ```
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    named(text, |_| false)
}

/// The same of a text of several lines.
#[must_use]
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    named(text, |character| character == '\n')
}

fn named(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let misleads = |character: char| misleads(character) && !keep(character);
    if !text.contains(misleads) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if misleads(character) {
            shown.push_str(&format!("[U+{:04X}]", u32::from(character)));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character turns, hides or ends the words around it: controls, separators of lines and paragraphs, embeddings,
/// overrides and isolates, the marks that annotate, and tags.
#[must_use]
pub fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E00FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_turn_hide_or_end_the_words_around_it() {
        for (text, expected) in [
            ("TÜV SÜD \u{202E})moc.dusvut", "TÜV SÜD [U+202E])moc.dusvut"),
            ("a\u{2066}b\u{2069}", "a[U+2066]b[U+2069]"),
            ("a\nISSUED", "a[U+000A]ISSUED"),
            ("a\u{2028}b\u{85}c", "a[U+2028]b[U+0085]c"),
            ("a\u{1B}[8mb", "a[U+001B][8mb"),
            ("\u{E0041}", "[U+E0041]"),
            // Letters that join, and marks that order a line of their own script, are part of names.
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("👩\u{200D}🚒", "👩\u{200D}🚒"),
            ("ליאור כהן", "ליאור כהן"),
            ("葛\u{E0100}城", "葛\u{E0100}城"),
        ] {
            assert_eq!(shown(text), expected);
        }
        assert_eq!(shown_lines("a\nb\u{202E}"), "a\nb[U+202E]");
    }
}
