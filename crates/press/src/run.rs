//! Set text that is more than letters after one another.

use crate::faces::ScriptFace;
use crate::reading::{self, Direction};
use crate::shape::shape;
use crate::style::Style;

/// Runs that are read as one text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shaped {
    /// The text as it was written.
    pub(crate) text: String,
    /// From the left.
    pub(crate) runs: Vec<Run>,
    /// Whether letters in it are written from the right.
    pub(crate) leftward: bool,
}

/// Text in one style and one face.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    /// Left edge, counted from the beginning of the text.
    pub(crate) x: f32,
    pub(crate) style: Style,
    pub(crate) width: f32,
    pub(crate) set: Set,
}

/// What a run shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Set {
    /// Letters of the style's face in the order in which they stand.
    Plain(String),
    /// Glyphs of the face with this index, `size` high.
    Glyphs { face: usize, size: f32, slanted: bool, glyphs: Vec<Placed> },
}

/// A glyph in its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed {
    pub(crate) id: u16,
    /// Distance from the beginning of the run and from the baseline, in thousandths of an em.
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// Whether the glyph stands where the one before it ends.
    pub(crate) follows: bool,
    /// The letters that it stands for, where it is the first or only glyph of them.
    pub(crate) text: String,
}

impl Run {
    /// Shapes a text, its left edge at `x`.
    pub(crate) fn of_glyphs(
        index: usize,
        face: &ScriptFace,
        text: &str,
        style: Style,
        rightward: bool,
        x: f32,
    ) -> Self {
        let glyphs = shape(face, text, rightward);
        let mut starts: Vec<usize> = glyphs.iter().map(|glyph| glyph.cluster).collect();
        starts.sort_unstable();
        starts.dedup();
        let letters = |cluster: usize| {
            let next = starts.get(starts.partition_point(|start| *start <= cluster)).copied().unwrap_or(text.len());
            text.get(cluster..next).unwrap_or_default().to_owned()
        };
        let mut pen = 0.0;
        let mut before = None;
        let placed = glyphs.iter().map(|glyph| {
            let (dx, dy) = glyph.offset;
            let first = before.replace(glyph.cluster) != Some(glyph.cluster);
            let placed = Placed {
                id: glyph.id,
                x: pen + dx,
                y: dy,
                follows: dx == 0.0 && dy == 0.0 && glyph.advance > 0.0,
                text: if first { letters(glyph.cluster) } else { String::new() },
            };
            pen += glyph.advance;
            placed
        });
        let placed = placed.collect();
        let size = style.size * face.scale();
        let slanted = style.slanted && face.may_slant();
        let set = Set::Glyphs { face: index, size, slanted, glyphs: placed };
        Self { x, style, width: pen * size / 1000.0, set }
    }
}

impl Shaped {
    /// What must be said of the text so that it is read back as it was written on a page that is read in a direction;
    /// `None` where the glyphs say it themselves. `says` tells what a glyph of a face says, if it can be told alone.
    pub(crate) fn actual(&self, page: Direction, mut says: impl FnMut(usize, &Placed) -> bool) -> Option<String> {
        let actual = if self.leftward { reading::actual(&self.text, page) } else { self.text.clone() };
        let mut natural = String::new();
        let mut exact = true;
        for run in &self.runs {
            match &run.set {
                Set::Plain(text) => natural.push_str(text),
                Set::Glyphs { face, glyphs, .. } => {
                    for glyph in glyphs {
                        exact &= says(*face, glyph) && glyph.follows && !glyph.text.is_empty();
                        natural.push_str(&glyph.text);
                    }
                }
            }
        }
        (!exact || natural != actual).then_some(actual)
    }
}
