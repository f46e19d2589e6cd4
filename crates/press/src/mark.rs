//! What can stand on a page.

use crate::run::Shaped;
use crate::style::{Rgb, Style};
use crate::text::{Line, Piece};

/// A point in points, y downwards.
pub(crate) type Point = (f32, f32);

/// One thing to draw. x counts from the page's left edge, y downwards from the top of the row that
/// holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A run of text in one style, y at its baseline. Runs of one thread are read as one text, in
    /// the order of rows.
    Text { x: f32, y: f32, text: String, style: Style, thread: usize },
    /// Text that is shaped or written from the right, its runs from `x` on.
    Shaped { x: f32, y: f32, shaped: Shaped, thread: usize },
    /// The number of the page on which `anchor` stands, ending at `right`.
    PageOf { anchor: Anchor, right: f32, y: f32, style: Style },
    /// A filled box.
    Fill { area: Area, colour: Rgb },
    /// A box's outline.
    Outline { area: Area, width: f32, colour: Rgb },
    /// A line with round ends through the points.
    Stroke { path: Vec<Node>, width: f32, colour: Rgb },
    /// Many rectangles filled as one shape.
    Mosaic { tiles: Vec<Area>, colour: Rgb },
    /// The picture with this index, scaled to fill `area` and cut where it is larger.
    Picture { index: usize, area: Area, alt: String },
    /// Where a click leads.
    Link { area: Area, to: Goal },
}

impl Mark {
    /// The same mark as a part of another thread.
    pub(crate) fn of_thread(mut self, number: usize) -> Self {
        if let Self::Text { thread, .. } | Self::Shaped { thread, .. } = &mut self {
            *thread = number;
        }
        self
    }
}

/// A place in the report that links lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Anchor {
    /// A section by its number, from 1.
    Section(usize),
    /// An answer by its section's number and its place in the section.
    Item(usize, usize),
    /// The signatures.
    Signatures,
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// The page on which anybody can check the report.
    Verify,
    /// A place in the report.
    Place(Anchor),
}

/// A rectangle with round corners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) radius: f32,
}

impl Area {
    /// A rectangle with sharp corners.
    pub(crate) const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height, radius: 0.0 }
    }

    /// The same with round corners.
    pub(crate) const fn rounded(self, radius: f32) -> Self {
        Self { radius, ..self }
    }
}

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Node {
    /// Straight to a point; the first step is where the path begins.
    To(Point),
    /// Along a cubic Bézier curve: two handles and the end.
    Curve(Point, Point, Point),
}

/// A hairline or stronger rule from `x` on.
pub(crate) fn rule(x: f32, y: f32, length: f32, width: f32, colour: Rgb) -> Mark {
    Mark::Fill { area: Area::new(x, y, length, width), colour }
}

/// A set line as marks, its beginning at `x`, its baseline at `y`.
pub(crate) fn line_marks(line: &Line, x: f32, y: f32) -> impl Iterator<Item = Mark> {
    line.pieces.iter().map(move |(dx, piece)| match piece {
        Piece::Plain(span) => Mark::Text { x: x + dx, y, text: span.text.clone(), style: span.style, thread: 0 },
        Piece::Shaped(shaped) => Mark::Shaped { x: x + dx, y, shaped: shaped.clone(), thread: 0 },
    })
}
