//! Text as programs read it back that know no direction but that of letters.
//!
//! A page shows letters in the order in which they stand. Programs that copy from it, `pdftotext` first of all, turn
//! stretches of right-to-left letters around and guess at the rest: at full stops, brackets and figures between them
//! they fail. Where they would, the line carries an `/ActualText` that comes out as the text was written. It holds the
//! marks U+202A and U+202B, which those programs add themselves.

use unicode_bidi::{BidiClass, bidi_class};

/// The direction most letters of a page have: programs read its lines that way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Rightward,
    Leftward,
}

/// Ends a stretch of right-to-left letters.
const RIGHTWARD: char = '\u{202a}';
/// Begins one.
const LEFTWARD: char = '\u{202b}';

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Left,
    Right,
    Figure,
    Neutral,
}

fn kind(character: char) -> Kind {
    match bidi_class(character) {
        BidiClass::L | BidiClass::LRE | BidiClass::LRO => Kind::Left,
        BidiClass::R | BidiClass::AL | BidiClass::RLE | BidiClass::RLO => Kind::Right,
        BidiClass::EN | BidiClass::AN => Kind::Figure,
        _ => Kind::Neutral,
    }
}

/// Whether text is written from the right.
pub(crate) fn is_leftward(character: char) -> bool {
    kind(character) == Kind::Right
}

/// Whether a text has letters written from the right.
pub(crate) fn turns_around(text: &str) -> bool {
    text.chars().any(is_leftward)
}

/// More letters to the right, or to the left.
pub(crate) fn balance(text: &str) -> i64 {
    text.chars().map(|c| i64::from(kind(c) == Kind::Left) - i64::from(kind(c) == Kind::Right)).sum()
}

/// What has to stand in a line so that a program which reads `page`'s way gives `text` back.
pub(crate) fn actual(text: &str, page: Direction) -> String {
    match page {
        Direction::Rightward => on_rightward_page(text),
        Direction::Leftward => on_leftward_page(text),
    }
}

/// Stretches stand in the order of the text, those of right-to-left letters turned around.
fn on_rightward_page(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut actual = String::new();
    let mut at = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        let before = rest.iter().position(|c| is_leftward(*c)).unwrap_or(rest.len());
        actual.extend(&rest[..before]);
        let rest = &rest[before..];
        let next = rest.iter().position(|c| matches!(kind(*c), Kind::Left | Kind::Figure)).unwrap_or(rest.len());
        // What ends the stretch and is no mark on its last letter belongs to what follows.
        let last = rest[..next].iter().rposition(|c| is_leftward(*c)).map_or(0, |last| last + 1);
        let marks = rest[last..next].iter().take_while(|c| bidi_class(**c) == BidiClass::NSM).count();
        let stretch = &rest[..last + marks];
        if stretch.last().is_some_and(|c| !is_leftward(*c)) {
            actual.push(LEFTWARD);
        }
        actual.extend(stretch.iter().rev());
        if stretch.len() < next {
            actual.push(RIGHTWARD);
        }
        at += before + stretch.len();
    }
    actual
}

/// Stretches stand in the opposite order: words and figures between them are kept as they are.
fn on_leftward_page(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        let until = rest.iter().position(|c| matches!(kind(*c), Kind::Left | Kind::Figure)).unwrap_or(rest.len());
        pieces.push(rest[..until].iter().rev().collect());
        let rest = &rest[until..];
        let next = rest.iter().position(|c| is_leftward(*c)).unwrap_or(rest.len());
        let last = rest[..next].iter().rposition(|c| matches!(kind(*c), Kind::Left | Kind::Figure));
        let stretch = &rest[..last.map_or(0, |last| last + 1)];
        if !stretch.is_empty() {
            // Keeps what stands to its left, read after it, apart.
            pieces.push(std::iter::once(&LEFTWARD).chain(stretch).collect());
        }
        at += until + stretch.len();
    }
    pieces.iter().rev().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How poppler's `pdftotext` reads a line (TextOutputDev, `reorderText`), without the marks it adds.
    fn read(line: &str, page: Direction) -> String {
        let text: Vec<char> = line.chars().collect();
        let mut read = String::new();
        let stops = |c: char| matches!(kind(c), Kind::Left | Kind::Figure);
        if page == Direction::Rightward {
            let mut at = 0;
            while at < text.len() {
                let end = (at..text.len()).find(|i| is_leftward(text[*i])).unwrap_or(text.len());
                read.extend(&text[at..end]);
                at = (end..text.len()).find(|i| stops(text[*i])).unwrap_or(text.len());
                read.extend(text[end..at].iter().rev());
            }
        } else {
            let mut at = text.len();
            while at > 0 {
                let start = (0..at).rev().find(|i| stops(text[*i])).map_or(0, |i| i + 1);
                read.extend(text[start..at].iter().rev());
                at = (0..start).rev().find(|i| is_leftward(text[*i])).map_or(0, |i| i + 1);
                read.extend(&text[at..start]);
            }
        }
        read.replace(['\u{202a}', '\u{202b}', '\u{202c}'], "")
    }

    #[test]
    fn whatever_stands_beside_right_to_left_letters_is_read_back_in_the_order_of_writing() {
        // Every text of up to six pieces of each kind.
        let pieces = ["א", "ל\u{5b8}", "b", "3", ".", " (", "\u{e9}", "ليلى"];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            texts = texts.iter().flat_map(|text| pieces.iter().map(move |piece| format!("{text}{piece}"))).collect();
            for text in &texts {
                for page in [Direction::Rightward, Direction::Leftward] {
                    assert_eq!(&read(&actual(text, page), page), text, "{page:?}");
                }
            }
        }
    }

    #[test]
    fn a_name_of_right_to_left_letters_stands_as_it_is_drawn() {
        assert_eq!(actual("דנה לוי", Direction::Rightward), "יול הנד");
        assert_eq!(actual("דנה לוי", Direction::Leftward), "יול הנד");
        assert_eq!(actual("Fire door", Direction::Rightward), "Fire door");
    }
}
