//! Measuring text and breaking it into lines.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::clusters::{is_plain, is_unseen};
use crate::complex;
use crate::faces::{Faces, Region};
use crate::fonts::{Face, Font, Fonts};
use crate::line::merged;
use crate::reading::turns_around;
use crate::style::Style;

pub(crate) use crate::line::{Line, Piece, Reach, Span};

/// Empty lines that stay where there are more of them: a report is no place to scroll in.
const EMPTY: usize = 2;

/// A character on its way into a line.
struct Glyph {
    character: char,
    span: usize,
    /// Left edge, counted from the beginning of the paragraph.
    x: f32,
    right: f32,
}

/// Sets text: knows the fonts' measures.
#[derive(Clone, Copy)]
pub(crate) struct Setter<'a> {
    pub(crate) fonts: &'static Fonts,
    pub(crate) faces: &'a Faces,
    /// Where Han characters are at home that no other letter places.
    pub(crate) home: Region,
}

impl<'a> Setter<'a> {
    pub(crate) const fn new(fonts: &'static Fonts, faces: &'a Faces, home: Region) -> Self {
        Self { fonts, faces, home }
    }

    fn font(&self, style: Style) -> &'static Font {
        self.fonts.font(style.face)
    }

    /// How far the letters of a style reach.
    pub(crate) fn reach(&self, style: Style) -> Reach {
        let font = self.font(style);
        Reach { up: font.ascent * style.size, down: font.descent * style.size }
    }

    /// Distance from the top of a line to its baseline.
    pub(crate) fn baseline(&self, style: Style) -> f32 {
        let Reach { up, down } = self.reach(style);
        (style.leading - up - down) / 2.0 + up
    }

    /// Width of a text set on one line.
    pub(crate) fn width(&self, style: Style, text: &str) -> f32 {
        self.line(Span::new(text, style)).width
    }

    /// Sets a text on one line, however wide that gets.
    pub(crate) fn line(&self, span: Span) -> Line {
        self.lines(&[span], f32::INFINITY).into_iter().next().unwrap_or_default()
    }

    /// Sets a text in one style.
    pub(crate) fn plain(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        self.lines(&[Span::new(text, style)], width)
    }

    /// Breaks text into lines of at most `width`. A line feed begins a new line; a word wider than
    /// the line is broken where the line ends.
    pub(crate) fn lines(&self, spans: &[Span], width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut paragraph: Vec<Span> = Vec::new();
        let mut empty = EMPTY;
        let mut end = |paragraph: &mut Vec<Span>, more: bool| {
            let from = lines.len();
            self.paragraph(&std::mem::take(paragraph), width, &mut lines);
            let blank = lines[from..].iter().all(|line| line.pieces.is_empty());
            empty = if blank { empty + 1 } else { 0 };
            lines.truncate(if blank && empty > EMPTY { from } else { lines.len() });
            if more {
                lines.last_mut().into_iter().for_each(Line::end_word);
            }
        };
        for span in spans {
            let text = composed(&span.text).replace("\r\n", "\n");
            for (at, part) in text.split(is_line_end).enumerate() {
                if at > 0 {
                    end(&mut paragraph, true);
                }
                paragraph.push(Span::new(part, span.style));
            }
        }
        end(&mut paragraph, false);
        while lines.last().is_some_and(|line: &Line| line.pieces.is_empty()) {
            lines.pop();
        }
        lines
    }

    /// Sets text without a line feed, shaped where it has to be.
    fn paragraph(&self, spans: &[Span], width: f32, lines: &mut Vec<Line>) {
        let spans = merged(spans);
        if spans.iter().all(|span| self.is_simple(span)) {
            return self.break_paragraph(&spans, width, lines);
        }
        let set = complex::lines(*self, &spans, width);
        lines.extend(if set.is_empty() { vec![Line::default()] } else { set });
    }

    /// Whether the style's face has every letter and the letters only have to follow one another.
    fn is_simple(&self, span: &Span) -> bool {
        let face = span.style.face;
        face == Face::Hex
            || span.text.chars().all(|c| is_plain(face, c) || is_dropped(c) || (c.is_whitespace() && c != '\u{3000}'))
    }

    /// Width of letters after one another.
    pub(crate) fn plain_width(&self, style: Style, text: &str) -> f32 {
        let mut glyphs: Vec<_> =
            text.chars().map(|character| Glyph { character, span: 0, x: 0.0, right: 0.0 }).collect();
        self.measure(&mut glyphs, &[Span::new("", style)]);
        glyphs.last().map_or(0.0, |glyph| glyph.right)
    }

    /// At most `most` lines, the last one ending in an ellipsis where more would follow.
    pub(crate) fn clipped(&self, text: &str, style: Style, width: f32, most: usize) -> Vec<Line> {
        let mut lines = self.plain(text, style, width);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                self.elide(last, style);
            }
        }
        lines
    }

    /// Ends a line in an ellipsis.
    fn elide(&self, line: &mut Line, style: Style) {
        let shaped = line.pieces.iter().any(|(_, piece)| matches!(piece, Piece::Shaped(_)));
        match line.pieces.last_mut() {
            Some((_, Piece::Plain(span))) if !shaped => {
                span.text.truncate(span.text.trim_end().len());
                span.text.push('…');
            }
            _ => {
                let elided = self.line(Span::new(format!("{}…", line.text().trim_end()), style));
                let right = std::mem::replace(line, elided);
                // It begins where the lines above it do.
                let room = if turns_around(&line.text()) { (right.width - line.width).max(0.0) } else { 0.0 };
                line.pieces.iter_mut().for_each(|(x, _)| *x += room);
            }
        }
    }

    /// The characters to show, without those that have no shape of their own.
    fn visible(&self, span: &Span) -> impl Iterator<Item = char> {
        let font = self.font(span.style);
        let shown = span.text.chars().filter(|c| !is_dropped(*c));
        shown.map(|c| if c.is_whitespace() && !font.has(c) { ' ' } else { c })
    }

    fn break_paragraph(&self, spans: &[Span], width: f32, lines: &mut Vec<Line>) {
        let glyph = |span, character| Glyph { character, span, x: 0.0, right: 0.0 };
        let mut glyphs: Vec<_> =
            spans.iter().enumerate().flat_map(|(at, span)| self.visible(span).map(move |c| glyph(at, c))).collect();
        while glyphs.last().is_some_and(|glyph| glyph.character == ' ') {
            glyphs.pop();
        }
        self.measure(&mut glyphs, spans);
        let mut rest = glyphs.as_slice();
        loop {
            let end = line_end(rest, width);
            lines.push(assemble(&rest[..end], spans));
            rest = &rest[end..];
            if rest.is_empty() {
                break;
            }
        }
    }

    fn measure(&self, glyphs: &mut [Glyph], spans: &[Span]) {
        let mut pen = 0.0;
        let mut previous: Option<(char, usize)> = None;
        for glyph in glyphs {
            let style = spans[glyph.span].style;
            let font = self.font(style);
            if let Some((left, span)) = previous
                && span == glyph.span
            {
                pen += font.kern(left, glyph.character) * style.size / 1000.0;
            }
            glyph.x = pen;
            glyph.right = pen + font.advance(glyph.character) * style.size / 1000.0;
            pen = glyph.right + style.tracking * style.size / 1000.0;
            previous = Some((glyph.character, glyph.span));
        }
    }
}

/// A text with its letters and marks composed, as a record has it.
fn composed(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What is not seen between letters that are not shaped. A selector of forms is no such thing: an emoji may be meant.
fn is_dropped(character: char) -> bool {
    is_unseen(character) && character != '\u{fe0f}'
}

/// How many glyphs fit into the next line, spaces at its end included.
fn line_end(glyphs: &[Glyph], width: f32) -> usize {
    let Some(first) = glyphs.first() else {
        return 0;
    };
    // A hundredth of a point forgives the rounding of sums.
    let limit = first.x + width + 0.01;
    let mut end = None;
    for (at, glyph) in glyphs.iter().enumerate() {
        if glyph.character != ' ' && glyph.right > limit {
            return end.unwrap_or(at.max(1));
        }
        if breaks_after(glyph.character, glyphs.get(at + 1).map(|next| next.character)) {
            end = Some(at + 1);
        }
    }
    glyphs.len()
}

fn breaks_after(character: char, next: Option<char>) -> bool {
    match character {
        ' ' => next != Some(' '),
        '-' | '–' | '—' | '/' => next.is_some_and(char::is_alphabetic),
        _ => false,
    }
}

fn assemble(glyphs: &[Glyph], spans: &[Span]) -> Line {
    let spaces = glyphs.iter().rev().take_while(|glyph| glyph.character == ' ').count();
    let glyphs = &glyphs[..glyphs.len() - spaces];
    let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else {
        return Line::default();
    };
    let (start, width) = (first.x, last.right - first.x);
    let pieces = glyphs.chunk_by(|a, b| a.span == b.span).map(|run| {
        // A no-break space has done its work: whoever searches the document types a plain one.
        let plain = |c| if c == '\u{a0}' { ' ' } else { c };
        let text: String = run.iter().map(|glyph| plain(glyph.character)).collect();
        (run[0].x - start, Piece::Plain(Span::new(text, spans[run[0].span].style)))
    });
    let mut line = Line { pieces: pieces.collect(), width, beyond: Reach::default() };
    if spaces > 0 {
        line.end_word();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{BODY, STRONG};

    fn setter() -> Setter<'static> {
        let faces = Faces::built_in().expect("the faces parse");
        Setter::new(Fonts::get().expect("the fonts parse"), faces, Region::Mainland)
    }

    fn text(line: &Line) -> String {
        line.text().trim_end().to_owned()
    }

    #[test]
    fn no_line_is_wider_than_the_measure_and_no_word_is_lost() {
        let prose = "Are smoke detectors present in every escape route and free of obstruction? ";
        let prose = prose.repeat(9);
        for width in [40.0, 90.0, 200.0, 377.0] {
            let lines = setter().plain(&prose, BODY, width);
            assert!(lines.iter().all(|line| line.width <= width + 0.02));
            let joined = lines.iter().map(text).collect::<Vec<_>>().join(" ");
            let words = |s: &str| s.replace(' ', "");
            assert_eq!(words(&joined), words(&prose));
        }
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_and_kept_whole_in_letters() {
        let word = "x".repeat(400);
        let lines = setter().plain(&word, BODY, 100.0);
        assert!(lines.len() > 10);
        assert_eq!(lines.iter().map(text).collect::<String>(), word);
    }

    #[test]
    fn a_character_without_glyph_shows_as_a_box_and_a_joiner_does_not() {
        let lines = setter().plain("a漢b\u{200d}c", BODY, 500.0);
        assert_eq!(text(&lines[0]), "a□b\u{200d}c");
        assert_eq!(lines[0].width, setter().width(BODY, "a□bc"));
    }

    #[test]
    fn a_mark_that_turns_text_around_is_shown_and_not_obeyed() {
        let lines = setter().plain("Result: \u{202e}LIAF\u{202c}", BODY, 500.0);
        let Piece::Shaped(shaped) = &lines[0].pieces[0].1 else { panic!("{lines:?}") };
        let drawn = shaped.runs.iter().map(|run| match &run.set {
            crate::run::Set::Plain(text) => text.as_str(),
            crate::run::Set::Glyphs { .. } => "glyphs",
        });
        assert_eq!(drawn.collect::<String>(), "Result: [U+202E]LIAF[U+202C]");
        assert_eq!(shaped.text, "Result: \u{202e}LIAF\u{202c}");
    }

    #[test]
    fn thousands_of_empty_lines_are_no_pages() {
        let lines = setter().plain(&format!("{}word{}end", "\n".repeat(4000), "\n".repeat(4000)), BODY, 500.0);
        assert_eq!(lines.iter().map(text).collect::<Vec<_>>(), ["word", "", "", "end"]);
    }

    #[test]
    fn a_line_feed_begins_a_line_and_an_empty_line_stays() {
        let lines = setter().plain("one\r\n\ntwo\n", BODY, 500.0);
        assert_eq!(lines.iter().map(text).collect::<Vec<_>>(), ["one", "", "two"]);
    }

    #[test]
    fn spans_keep_their_styles_across_a_break() {
        let spans = [Span::new("Action ", STRONG), Span::new("replace the detector head", BODY)];
        let lines = setter().lines(&spans, 100.0);
        assert!(lines.len() > 1);
        let styled = |style, (_, piece): &(f32, Piece)| matches!(piece, Piece::Plain(span) if span.style == style);
        assert!(styled(STRONG, &lines[0].pieces[0]));
        assert!(lines[1].pieces.iter().all(|piece| styled(BODY, piece)));
    }

    #[test]
    fn a_decomposed_space_never_widens_a_line() {
        let setter = setter();
        assert_eq!(setter.width(BODY, "word   "), setter.width(BODY, "word"));
    }
}
