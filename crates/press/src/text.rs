//! Measuring text and breaking it into lines.

use crate::fonts::{Font, Fonts, MISSING};
use crate::style::Style;

/// A stretch of text in one style.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl Span {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

/// A set line: its stretches with their distance from the line's beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<(f32, Span)>,
    pub(crate) width: f32,
}

impl Line {
    /// Ends in a space that takes no room: lines are read on one after the other.
    fn end_word(&mut self) {
        if let Some((_, span)) = self.pieces.last_mut()
            && !span.text.ends_with(' ')
        {
            span.text.push(' ');
        }
    }
}

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
pub(crate) struct Setter {
    fonts: &'static Fonts,
}

impl Setter {
    pub(crate) const fn new(fonts: &'static Fonts) -> Self {
        Self { fonts }
    }

    fn font(&self, style: Style) -> &'static Font {
        self.fonts.font(style.face)
    }

    /// Distance from the top of a line to its baseline.
    pub(crate) fn baseline(&self, style: Style) -> f32 {
        let font = self.font(style);
        let content = (font.ascent + font.descent) * style.size;
        (style.leading - content) / 2.0 + font.ascent * style.size
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
        let mut paragraph = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            for character in self.visible(span) {
                if character == '\n' {
                    self.break_paragraph(&mut paragraph, spans, width, &mut lines);
                    lines.last_mut().into_iter().for_each(Line::end_word);
                } else {
                    paragraph.push(Glyph { character, span: index, x: 0.0, right: 0.0 });
                }
            }
        }
        self.break_paragraph(&mut paragraph, spans, width, &mut lines);
        while lines.last().is_some_and(|line: &Line| line.pieces.is_empty()) {
            lines.pop();
        }
        lines
    }

    /// At most `most` lines, the last one ending in an ellipsis where more would follow.
    pub(crate) fn clipped(&self, text: &str, style: Style, width: f32, most: usize) -> Vec<Line> {
        let mut lines = self.plain(text, style, width);
        if lines.len() > most {
            lines.truncate(most);
            let last = lines.last_mut().and_then(|line| line.pieces.last_mut());
            last.into_iter().for_each(|(_, span)| {
                span.text.truncate(span.text.trim_end().len());
                span.text.push('…');
            });
        }
        lines
    }

    /// The characters to show: what the face lacks becomes [`MISSING`], and characters that have
    /// no shape of their own are left out.
    fn visible(&self, span: &Span) -> impl Iterator<Item = char> {
        let font = self.font(span.style);
        let text = span.text.replace("\r\n", "\n");
        let shown = text.chars().filter(|c| !is_shapeless(*c)).map(|c| match c {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            c if font.has(c) => c,
            c if c.is_whitespace() => ' ',
            _ => MISSING,
        });
        shown.collect::<Vec<_>>().into_iter()
    }

    fn break_paragraph(&self, paragraph: &mut Vec<Glyph>, spans: &[Span], width: f32, lines: &mut Vec<Line>) {
        let mut glyphs = std::mem::take(paragraph);
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

/// Zero-width characters and variation selectors. Marks that turn the direction of text are not
/// among them: they can make a text read as another, so they show.
fn is_shapeless(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
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
        (run[0].x - start, Span::new(text, spans[run[0].span].style))
    });
    let mut line = Line { pieces: pieces.collect(), width };
    if spaces > 0 {
        line.end_word();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{BODY, STRONG};

    fn setter() -> Setter {
        Setter::new(Fonts::get().expect("the fonts parse"))
    }

    fn text(line: &Line) -> String {
        let text: String = line.pieces.iter().map(|(_, span)| span.text.as_str()).collect();
        text.trim_end().to_owned()
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
        let lines = setter().plain("a漢b\u{fe0f}c🔥\u{202e}d", BODY, 500.0);
        assert_eq!(text(&lines[0]), "a□bc□□d");
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
        assert_eq!(lines[0].pieces[0].1.style, STRONG);
        assert!(lines[1].pieces.iter().all(|(_, span)| span.style == BODY));
    }

    #[test]
    fn a_decomposed_space_never_widens_a_line() {
        let setter = setter();
        assert_eq!(setter.width(BODY, "word   "), setter.width(BODY, "word"));
    }
}
