//! Shaped text as operations of a page.

use std::collections::BTreeMap;

use printpdf::{DictItem, Op};

use super::{Pen, SLANT, flipped, rounded};
use crate::run::{Placed, Set, Shaped};
use crate::text_string::text_bytes;

impl Pen<'_, '_> {
    /// Writes runs that are read as one text.
    pub(super) fn shaped(&mut self, x: f32, y: f32, shaped: &Shaped) {
        let embedded = &mut *self.embedded;
        let actual = shaped.actual(self.reading, |face, glyph| embedded.glyph(face, glyph.id, &glyph.text).2);
        if let Some(actual) = &actual {
            let text = DictItem::String { data: text_bytes(actual), literal: false };
            let properties = DictItem::Dict { map: BTreeMap::from([("ActualText".to_owned(), text)]) };
            self.ops.push(Op::BeginMarkedContentWithProperties { tag: "Span".to_owned(), properties });
        }
        // Words stand in the file in the order in which they are read where nothing else tells it.
        let backwards = shaped.leftward && actual.is_none();
        for at in 0..shaped.runs.len() {
            let Some(run) = shaped.runs.get(if backwards { shaped.runs.len() - 1 - at } else { at }) else { continue };
            match &run.set {
                Set::Plain(text) => self.text(x + run.x, y, text, run.style),
                Set::Glyphs { face, size, slanted, glyphs } => {
                    self.fill(run.style.colour);
                    self.glyphs((x + run.x, y), *face, (*size, *slanted), glyphs);
                }
            }
        }
        if actual.is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    /// Writes glyphs, each stretch of equal height in one go.
    fn glyphs(&mut self, (x, y): (f32, f32), face: usize, (size, slanted): (f32, bool), glyphs: &[Placed]) {
        self.ops.push(Op::StartTextSection);
        // Printpdf knows nothing of this font: the next text in one of its own names it again.
        self.font = None;
        let name = DictItem::Name(self.embedded.name(face).into_bytes());
        self.operator("Tf", vec![name, DictItem::Real(rounded(size))]);
        if self.tracking != 0.0 {
            self.tracking = 0.0;
            self.ops.push(Op::SetCharacterSpacing { multiplier: 0.0 });
        }
        let slant = if slanted { SLANT } else { 0.0 };
        for stretch in glyphs.chunk_by(|a, b| a.y == b.y) {
            let Some(first) = stretch.first() else { continue };
            let rise = first.y * size / 1000.0;
            let left = x + first.x * size / 1000.0 + slant * rise;
            let matrix = [1.0, 0.0, slant, 1.0, rounded(left), flipped(y - rise)];
            self.operator("Tm", matrix.map(DictItem::Real).into());
            let items = self.items(face, stretch);
            self.operator("TJ", vec![DictItem::Array(items)]);
        }
        self.ops.push(Op::EndTextSection);
    }

    /// Glyphs with what moves the pen where the next does not follow by itself.
    fn items(&mut self, face: usize, glyphs: &[Placed]) -> Vec<DictItem> {
        let mut items = Vec::new();
        let mut numbers = Vec::new();
        let mut pen = glyphs.first().map_or(0.0, |glyph| glyph.x);
        for glyph in glyphs {
            let back = pen - glyph.x;
            if back != 0.0 {
                if !numbers.is_empty() {
                    items.push(DictItem::Bytes(std::mem::take(&mut numbers)));
                }
                items.push(DictItem::Real(back));
            }
            let (number, width, _) = self.embedded.glyph(face, glyph.id, &glyph.text);
            numbers.extend(number.to_be_bytes());
            pen = glyph.x + width;
        }
        items.push(DictItem::Bytes(numbers));
        items
    }

    fn operator(&mut self, key: &str, value: Vec<DictItem>) {
        self.ops.push(Op::Unknown { key: key.to_owned(), value });
    }
}
