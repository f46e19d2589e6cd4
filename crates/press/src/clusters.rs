//! Letters that belong together, and what they are printed in.

use unicode_normalization::char::canonical_combining_class;

use crate::faces::{Faces, Region};
use crate::fonts::{Face, Fonts};

/// Marks on one letter, once composed with it as far as Unicode can: more run into the lines above and below.
const MARKS: usize = 2;
/// The same in scripts that write vowels as marks.
const VOWELS: usize = 4;

/// How letters are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// In the face of the style, one letter after the other.
    Plain,
    /// Shaped in the face with this index.
    Face(usize),
    /// A mark that turns the direction of text: it could make a text read as another, so it is shown.
    Turn,
    /// Not at all.
    Missing,
}

/// What the parts of a grapheme cluster are printed in: the whole in one face, or letter by letter where none has all.
pub(crate) fn choices<'a>(faces: &Faces, wanted: Face, cluster: &'a str, region: Region) -> Vec<(&'a str, Choice)> {
    let mut characters = cluster.char_indices();
    if let (Some((_, only)), None) = (characters.next(), characters.next()) {
        return vec![(cluster, choice(faces, wanted, only, cluster, region))];
    }
    let marks: Vec<usize> = cluster.char_indices().filter(|(_, c)| is_mark(*c)).map(|(at, _)| at).collect();
    let most = if cluster.chars().next().is_some_and(|base| is_plain(wanted, base)) { MARKS } else { VOWELS };
    let (drawn, rest) = cluster.split_at(marks.get(most).copied().unwrap_or(cluster.len()));
    let mut parts = match faces.choose(drawn, wanted, region) {
        Some(face) => vec![(drawn, Choice::Face(face))],
        None => singly(drawn).map(|(c, part)| (part, choice(faces, wanted, c, part, region))).collect(),
    };
    parts.extend(singly(rest).map(|(c, part)| (part, if is_unseen(c) { Choice::Plain } else { Choice::Missing })));
    parts
}

fn choice(faces: &Faces, wanted: Face, character: char, text: &str, region: Region) -> Choice {
    if turns(character) {
        return Choice::Turn;
    }
    if is_plain(wanted, character) || is_unseen(character) {
        return Choice::Plain;
    }
    match faces.choose(text, wanted, region) {
        Some(face) => Choice::Face(face),
        None if character.is_whitespace() => Choice::Plain,
        None => Choice::Missing,
    }
}

fn singly(text: &str) -> impl Iterator<Item = (char, &str)> {
    text.char_indices().filter_map(|(at, c)| Some((c, text.get(at..at + c.len_utf8())?)))
}

/// Whether a letter needs no shaping.
pub(crate) fn is_plain(wanted: Face, character: char) -> bool {
    !is_mark(character) && Fonts::get().is_ok_and(|fonts| fonts.font(wanted).has(character))
}

/// Whether a character stands above or below another. Dots inside a letter (7) and what joins letters (9) do not.
fn is_mark(character: char) -> bool {
    !matches!(canonical_combining_class(character), 0 | 7 | 9)
}

/// Zero-width characters and variation selectors, which shape what stands beside them, if anything; and control characters,
/// which come along with what is pasted. Tabs and ends of lines are none of them.
pub(crate) const fn is_unseen(character: char) -> bool {
    matches!(character, '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Embeddings, overrides and isolates.
pub(crate) const fn turns(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Where the Han characters of a text are at home, as its other letters tell.
pub(crate) fn region(text: &str) -> Option<Region> {
    text.chars().find_map(|character| match character {
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Some(Region::Japan),
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7ff}' => Some(Region::Korea),
        '\u{3100}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' => Some(Region::Elsewhere),
        _ => None,
    })
}
