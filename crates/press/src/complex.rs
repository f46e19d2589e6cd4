//! Lines of text that needs more than one letter after the other: shaped, written from the right, or broken where no
//! space is.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_segmentation::UnicodeSegmentation;

use crate::clusters::{Choice, choices, is_unseen, region};
use crate::fonts::MISSING;
use crate::reading::turns_around;
use crate::run::{Run, Set, Shaped};
use crate::shape::shape;
use crate::style::{QUIET, Style};
use crate::text::{Line, Piece, Reach, Setter, Span};

/// Begin and end a text that keeps its direction to itself.
const ISOLATE: char = '\u{2068}';
const ISOLATED: char = '\u{2069}';
/// Stands in for what would turn the direction of text: it is shown instead of obeyed.
const OBJECT: char = '\u{fffc}';

/// Finds where lines may end, in Thai by its dictionary: a model would compute with fractions.
static BREAKS: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| LineSegmenter::new_dictionary(LineBreakOptions::default()));

/// Letters that are never divided.
struct Cluster<'a> {
    text: &'a str,
    /// Where it is in the paragraph.
    from: usize,
    to: usize,
    span: usize,
    choice: Choice,
    advance: f32,
}

/// A paragraph on its way into lines.
struct Paragraph<'a> {
    setter: Setter<'a>,
    spans: &'a [Span],
    /// The text whose directions are to be found.
    text: String,
    clusters: Vec<Cluster<'a>>,
}

/// Breaks a paragraph into lines of at most `width`.
pub(crate) fn lines(setter: Setter<'_>, spans: &[Span], width: f32) -> Vec<Line> {
    let mut paragraph = Paragraph::gather(setter, spans);
    let text = std::mem::take(&mut paragraph.text);
    // What stands beside a label is read from the left, in either direction by itself.
    let bidi = ParagraphBidiInfo::new(&text, (spans.len() > 1).then(Level::ltr));
    paragraph.measure(&bidi.levels);
    let breaks: Vec<usize> = BREAKS.segment_str(&text).collect();
    let mut lines = Vec::new();
    let mut rest = 0..paragraph.clusters.len();
    while !rest.is_empty() {
        let mut end = paragraph.line_end(rest.clone(), width, &breaks);
        let mut line = paragraph.assemble(rest.start..end, &bidi);
        // A letter at the end of a broken word can be wider than it was inside.
        while line.width > width + 0.02 && end > rest.start + 1 {
            end -= 1;
            line = paragraph.assemble(rest.start..end, &bidi);
        }
        lines.push(line);
        rest.start = end;
    }
    if bidi.paragraph_level.is_rtl() {
        flush_right(&mut lines);
    }
    lines
}

/// A text from the right begins its lines where the widest does.
fn flush_right(lines: &mut [Line]) {
    let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
    for line in lines {
        line.pieces.iter_mut().for_each(|(x, _)| *x += widest - line.width);
        line.width = widest;
    }
}

impl Cluster<'_> {
    /// What is drawn where no glyphs are looked up.
    fn drawn(&self, setter: Setter<'_>, style: Style) -> String {
        let font = setter.fonts.font(style.face);
        let drawn = |c: char| match self.choice {
            Choice::Missing => Some(MISSING),
            _ if font.has(c) => Some(c),
            _ if is_unseen(c) => None,
            _ => Some(if c.is_whitespace() { ' ' } else { MISSING }),
        };
        match (self.choice, self.text.chars().next()) {
            (Choice::Turn, Some(mark)) => format!("[U+{:04X}]", u32::from(mark)),
            _ => self.text.chars().filter_map(drawn).collect(),
        }
    }
}

impl<'a> Paragraph<'a> {
    fn gather(setter: Setter<'a>, spans: &'a [Span]) -> Self {
        let whole: String = spans.iter().map(|span| span.text.as_str()).collect();
        let home = region(&whole).unwrap_or(setter.home);
        let mut text = String::with_capacity(whole.len() + 6 * spans.len());
        let mut clusters = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            text.extend((spans.len() > 1).then_some(ISOLATE));
            let parts = span.text.graphemes(true).flat_map(|c| choices(setter.faces, span.style.face, c, home));
            for (part, choice) in parts {
                let from = text.len();
                match choice {
                    Choice::Turn => text.push(OBJECT),
                    _ => text.push_str(part),
                }
                clusters.push(Cluster { text: part, from, to: text.len(), span: index, choice, advance: 0.0 });
            }
            text.extend((spans.len() > 1).then_some(ISOLATED));
        }
        let mut paragraph = Self { setter, spans, text, clusters };
        while paragraph.clusters.last().is_some_and(|cluster| paragraph.is_space(cluster)) {
            paragraph.clusters.pop();
        }
        paragraph
    }

    fn style(&self, cluster: &Cluster<'_>) -> Style {
        self.spans.get(cluster.span).map_or(crate::style::BODY, |span| span.style)
    }

    fn is_space(&self, cluster: &Cluster<'_>) -> bool {
        cluster.choice == Choice::Plain && cluster.drawn(self.setter, self.style(cluster)) == " "
    }

    /// Clusters that are set as one run.
    fn groups(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let plain = |choice| if choice == Choice::Missing { Choice::Plain } else { choice };
        let mut at = range.start;
        let groups = self.clusters[range]
            .chunk_by(|a, b| a.span == b.span && plain(a.choice) == plain(b.choice) && a.choice != Choice::Turn);
        let groups = groups.map(|group| {
            let start = at;
            at += group.len();
            start..at
        });
        groups.collect()
    }

    /// Sets clusters as one run, its left edge at `x`; `None` where nothing shows.
    fn run(&self, group: Range<usize>, leftward: bool, x: f32) -> Option<(Run, f32)> {
        let clusters = &self.clusters[group];
        let first = clusters.first()?;
        let style = self.style(first);
        if let Choice::Face(index) = first.choice {
            let face = self.setter.faces.face(index)?;
            let text: String = clusters.iter().map(|cluster| cluster.text).collect();
            let run = Run::of_glyphs(index, face, &text, style, !leftward, x);
            let width = run.width;
            return Some((run, width));
        }
        let drawn: String = clusters.iter().map(|cluster| cluster.drawn(self.setter, style)).collect();
        let turns = first.choice == Choice::Turn;
        let drawn = if leftward && !turns { drawn.chars().rev().map(mirrored).collect() } else { drawn };
        let style = if turns { style.coloured(QUIET) } else { style };
        let width = self.setter.plain_width(style, &drawn);
        Some((Run { x, style, width, set: Set::Plain(drawn) }, width)).filter(|(run, _)| run.width > 0.0)
    }

    /// Finds how wide every cluster is.
    fn measure(&mut self, levels: &[Level]) {
        let level = |cluster: &Cluster<'_>| levels.get(cluster.from).copied();
        let mut advances = vec![0.0; self.clusters.len()];
        for group in self.groups(0..self.clusters.len()) {
            let mut start = group.start;
            for run in self.clusters[group].chunk_by(|a, b| level(a) == level(b)) {
                let until = start + run.len();
                self.advances(&mut advances, start..until, level(&run[0]).is_some_and(|level| level.is_rtl()));
                start = until;
            }
        }
        self.clusters.iter_mut().zip(advances).for_each(|(cluster, advance)| cluster.advance = advance);
    }

    fn advances(&self, advances: &mut [f32], run: Range<usize>, leftward: bool) {
        let clusters = &self.clusters[run.clone()];
        let Some(first) = clusters.first() else { return };
        let style = self.style(first);
        let Choice::Face(index) = first.choice else {
            let mut before = String::new();
            for (cluster, advance) in clusters.iter().zip(&mut advances[run]) {
                // Beside the letter before it, which it may be pulled towards.
                let drawn = cluster.drawn(self.setter, style);
                let both = format!("{before}{drawn}");
                *advance = self.setter.plain_width(style, &both) - self.setter.plain_width(style, &before);
                before = drawn.chars().next_back().map_or(before, String::from);
            }
            return;
        };
        let Some(face) = self.setter.faces.face(index) else { return };
        let text: String = clusters.iter().map(|cluster| cluster.text).collect();
        let scale = style.size * face.scale() / 1000.0;
        let base = first.from;
        for glyph in shape(face, &text, !leftward) {
            let at = clusters.partition_point(|cluster| cluster.from - base <= glyph.cluster).saturating_sub(1);
            if let Some(advance) = advances.get_mut(run.start + at) {
                *advance += glyph.advance * scale;
            }
        }
    }

    /// Where the next line ends, spaces at its end included.
    fn line_end(&self, range: Range<usize>, width: f32, breaks: &[usize]) -> usize {
        // A hundredth of a point forgives the rounding of sums.
        let mut room = width + 0.01;
        let mut end = None;
        for (at, cluster) in range.clone().zip(&self.clusters[range.clone()]) {
            room -= cluster.advance;
            if room < 0.0 && !self.is_space(cluster) {
                return end.unwrap_or(at.max(range.start + 1));
            }
            if breaks.binary_search(&cluster.to).is_ok() {
                end = Some(at + 1);
            }
        }
        range.end
    }

    /// Sets the clusters of a line in the order in which they stand.
    fn assemble(&self, range: Range<usize>, bidi: &ParagraphBidiInfo<'_>) -> Line {
        let clusters = &self.clusters[range.clone()];
        let spaces = clusters.iter().rev().take_while(|cluster| self.is_space(cluster)).count();
        let range = range.start..range.end - spaces;
        let clusters = &self.clusters[range.clone()];
        let (Some(first), Some(last)) = (clusters.first(), clusters.last()) else {
            return Line::default();
        };
        let (levels, parts) = bidi.visual_runs(first.from..last.to);
        let place = |byte: usize| range.start + clusters.partition_point(|cluster| cluster.from < byte);
        let mut runs = Vec::new();
        let mut width = 0.0;
        for part in parts {
            let leftward = levels.get(part.start).is_some_and(|level| level.is_rtl());
            let mut groups = self.groups(place(part.start)..place(part.end));
            if leftward {
                groups.reverse();
            }
            for group in groups {
                if let Some((run, advance)) = self.run(group.clone(), leftward, width) {
                    runs.push((run, group));
                    width += advance;
                }
            }
        }
        let written = |group: Range<usize>| -> String {
            self.clusters[group]
                .iter()
                .flat_map(|cluster| cluster.text.chars().map(|c| shown(cluster.choice, c)))
                .collect()
        };
        let text = written(range);
        let beyond = runs.iter().map(|(run, _)| self.beyond(run)).fold(Reach::default(), Reach::and);
        let pieces = if turns_around(&text) {
            let runs = runs.into_iter().map(|(run, _)| run).collect();
            vec![(0.0, Piece::Shaped(Shaped { text, runs, leftward: true }))]
        } else {
            let pieces = runs.into_iter().map(|(run, group)| {
                let turn = self.clusters.get(group.start).is_some_and(|cluster| cluster.choice == Choice::Turn);
                match &run.set {
                    Set::Plain(drawn) if !turn => (run.x, Piece::Plain(Span::new(plain(drawn), run.style))),
                    _ => {
                        let x = run.x;
                        let run = Run { x: 0.0, ..run };
                        (x, Piece::Shaped(Shaped { text: written(group), runs: vec![run], leftward: false }))
                    }
                }
            });
            pieces.collect()
        };
        let mut line = Line { pieces, width, beyond };
        if spaces > 0 {
            line.end_word();
        }
        line
    }

    /// How far the letters of a run reach beyond those of its style.
    fn beyond(&self, run: &Run) -> Reach {
        let Set::Glyphs { face, size, glyphs, .. } = &run.set else { return Reach::default() };
        let Some(face) = self.setter.faces.face(*face) else { return Reach::default() };
        let reaches = glyphs.iter().filter_map(|glyph| {
            let (top, foot) = face.ink(glyph.id)?;
            Some(Reach { up: (glyph.y + top) * size / 1000.0, down: -(glyph.y + foot) * size / 1000.0 })
        });
        reaches.fold(Reach::default(), Reach::and).beyond(self.setter.reach(run.style))
    }
}

/// A character as it is read back.
fn shown(choice: Choice, character: char) -> char {
    match choice {
        Choice::Missing => MISSING,
        Choice::Plain if character.is_whitespace() => ' ',
        _ => character,
    }
}

/// A no-break space has done its work: a plain one is what people type when they search the document.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// The character that opens to the other side.
const fn mirrored(character: char) -> char {
    match character {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        '≤' => '≥',
        '≥' => '≤',
        other => other,
    }
}
