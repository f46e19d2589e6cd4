//! What is to be set, and what is set of it: spans and lines.

use crate::reading::turns_around;
use crate::run::Shaped;
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

    /// Texts with a separator between them, each in its own direction.
    pub(crate) fn joined<'a>(texts: impl IntoIterator<Item = &'a str>, separator: &str, style: Style) -> Vec<Self> {
        let mut spans = Vec::new();
        for text in texts {
            if !spans.is_empty() {
                spans.push(Self::new(separator, style));
            }
            spans.push(Self::new(text, style));
        }
        spans
    }
}

/// Texts in one style as one, unless their directions keep them apart.
pub(crate) fn merged(spans: &[Span]) -> Vec<Span> {
    let apart = spans.iter().any(|span| turns_around(&span.text));
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.iter().filter(|span| !span.text.is_empty()) {
        match merged.last_mut() {
            Some(last) if !apart && last.style == span.style => last.text.push_str(&span.text),
            _ => merged.push(span.clone()),
        }
    }
    merged
}

/// A piece of a set line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// Letters of the style's face after one another.
    Plain(Span),
    /// Anything else.
    Shaped(Shaped),
}

/// How far letters reach from where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Reach {
    pub(crate) up: f32,
    pub(crate) down: f32,
}

impl Reach {
    /// As far as either.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self { up: self.up.max(other.up), down: self.down.max(other.down) }
    }

    /// What is left of it outside of another.
    pub(crate) fn beyond(self, other: Self) -> Self {
        Self { up: (self.up - other.up).max(0.0), down: (self.down - other.down).max(0.0) }
    }
}

/// A set line: its pieces with their distance from the line's beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<(f32, Piece)>,
    pub(crate) width: f32,
    /// How much higher and deeper than its style foresees letters of it reach.
    pub(crate) beyond: Reach,
}

impl Line {
    /// The text as it was written.
    pub(crate) fn text(&self) -> String {
        let texts = self.pieces.iter().map(|(_, piece)| match piece {
            Piece::Plain(span) => span.text.as_str(),
            Piece::Shaped(shaped) => shaped.text.as_str(),
        });
        texts.collect()
    }

    /// Ends in a space that takes no room: lines are read on one after the other.
    pub(crate) fn end_word(&mut self) {
        let width = self.width;
        match self.pieces.last_mut() {
            Some((_, Piece::Plain(span))) if !span.text.ends_with(' ') => span.text.push(' '),
            Some((_, Piece::Shaped(shaped))) => {
                let style = shaped.runs.last().map(|run| run.style);
                self.pieces.extend(style.map(|style| (width, Piece::Plain(Span::new(" ", style)))));
            }
            _ => {}
        }
    }
}
